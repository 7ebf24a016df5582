package io.cortexlocal.operator.http;

import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Says what is wrong with a request that is none, which the server finds before any route does. */
final class ErrorAnswers extends ErrorHandler {

  /** What HTTP has as a server's fault, and a client has asked for. */
  private static final Set<Integer> CLIENTS_FAULTS =
      Set.of(HttpStatus.NOT_IMPLEMENTED_501, HttpStatus.HTTP_VERSION_NOT_SUPPORTED_505);

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Object message = request.getAttribute(ERROR_MESSAGE);
    if (CLIENTS_FAULTS.contains(response.getStatus())) {
      response.setStatus(HttpStatus.BAD_REQUEST_400);
    }
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
