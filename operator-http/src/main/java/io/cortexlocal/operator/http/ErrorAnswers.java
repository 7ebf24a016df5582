package io.cortexlocal.operator.http;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Says what is wrong with a request that is none, which the server finds before any route does. */
final class ErrorAnswers extends ErrorHandler {

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Object message = request.getAttribute(ERROR_MESSAGE);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    response.getHeaders().put(HttpHeader.CONNECTION, "close");
    String body = body(response.getStatus(), message == null ? "" : message.toString());
    Content.Sink.write(response, true, body, callback);
    return true;
  }

  private static String body(int status, String reason) {
    String message = reason.isBlank() ? HttpStatus.getMessage(status) : reason;
    return new Refusal("error", message).body();
  }
}
