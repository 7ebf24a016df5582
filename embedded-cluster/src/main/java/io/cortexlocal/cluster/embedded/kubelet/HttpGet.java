package io.cortexlocal.cluster.embedded.kubelet;

import io.cortexlocal.cluster.embedded.runtime.ContainerRuntime;
import io.cortexlocal.http.HttpAnswer;
import io.cortexlocal.http.HttpExchange;
import io.cortexlocal.http.TimedChannel;
import io.cortexlocal.time.Deadline;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.HTTPHeader;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The request of an http_get probe or hook, as the kubelet makes it: redirects on the same host are
 * followed, at most 10 requests in all.
 */
final class HttpGet {

  private static final int MOST_REQUESTS = 10;
  private static final int LONGEST_BODY = 10 << 10;

  private final ContainerRuntime runtime;
  private final String userAgent;

  /**
   * Makes one.
   *
   * @param userAgent sent unless the action says another
   */
  HttpGet(ContainerRuntime runtime, String userAgent) {
    this.runtime = runtime;
    this.userAgent = userAgent;
  }

  /**
   * Sends the request.
   *
   * @return the last answer, which is a redirect when it leads to another host
   * @throws Failure when there is no answer, with the message of Go's client
   */
  HttpAnswer send(HTTPGetAction action, HttpTarget first, Deadline deadline) throws Failure {
    HttpTarget target = first;
    Optional<String> host = header(action, "Host");
    for (int request = 1; ; request++) {
      HttpAnswer response = once(action, target, host.orElse(target.authority()), deadline);
      if (!response.isRedirect()) {
        return response;
      }
      Optional<HttpTarget> next = target.resolve(response.location().orElseThrow());
      if (next.isEmpty() || !next.get().host().equalsIgnoreCase(first.host())) {
        return response;
      }
      if (request == MOST_REQUESTS) {
        throw new Failure(got(target, "stopped after 10 redirects"), false);
      }
      if (response.location().orElseThrow().contains("//")) {
        host = Optional.empty();
      }
      target = next.get();
    }
  }

  private HttpAnswer once(HTTPGetAction action, HttpTarget target, String host, Deadline deadline)
      throws Failure {
    if (!target.scheme().equals("http")) {
      throw new Failure(
          got(target, "the embedded cluster does not probe over " + target.scheme()), false);
    }
    String request = request(action, target, host);
    SocketChannel connected;
    try {
      connected = runtime.dial(target.host(), target.port(), deadline.left());
    } catch (IOException e) {
      throw new Failure(
          got(
              target,
              Dialing.timedOut(e)
                  ? "context deadline exceeded (Client.Timeout exceeded while awaiting headers)"
                  : Dialing.message(target.host(), target.port(), e)),
          false);
    }
    try (TimedChannel channel = new TimedChannel(connected, deadline)) {
      return exchange(new HttpExchange(channel, LONGEST_BODY), request, target);
    } catch (IOException e) {
      throw new Failure(got(target, e.getMessage()), false);
    }
  }

  private static HttpAnswer exchange(HttpExchange exchange, String request, HttpTarget target)
      throws Failure {
    try {
      return exchange.send(request);
    } catch (SocketTimeoutException e) {
      throw exchange.isAnswering()
          ? new Failure(
              "context deadline exceeded (Client.Timeout or context cancellation while reading"
                  + " body)",
              true)
          : new Failure(
              got(
                  target,
                  "context deadline exceeded (Client.Timeout exceeded while awaiting headers)"),
              false);
    } catch (HttpExchange.MalformedAnswer e) {
      throw exchange.isAnswering()
          ? new Failure(e.getMessage(), true)
          : new Failure(
              got(target, "net/http: HTTP/1.x transport connection broken: " + e.getMessage()),
              false);
    } catch (IOException e) {
      String reason = reason(target, e);
      throw exchange.isAnswering()
          ? new Failure(reason, true)
          : new Failure(got(target, reason), false);
    }
  }

  private static String reason(HttpTarget target, IOException failure) {
    String message = String.valueOf(failure.getMessage());
    return message.startsWith("Connection reset") || message.equals("Broken pipe")
        ? "read tcp %s: read: connection reset by peer".formatted(target.authority())
        : message;
  }

  private static String got(HttpTarget target, String message) {
    return "Get \"%s\": %s".formatted(target.url(), message);
  }

  private String request(HTTPGetAction action, HttpTarget target, String host) throws Failure {
    List<String> lines = new ArrayList<>();
    lines.add("GET %s HTTP/1.1".formatted(target.requestPath()));
    lines.add("Host: " + host);
    if (header(action, "User-Agent").isEmpty()) {
      lines.add("User-Agent: " + userAgent);
    }
    for (HTTPHeader header : action.getHttpHeaders()) {
      if (isUnsafe(header.getName()) || isUnsafe(value(header))) {
        throw new Failure(
            got(
                target,
                "net/http: invalid header field value for " + GoText.quoted(header.getName())),
            false);
      }
      boolean dropped =
          header.getName().equalsIgnoreCase("Host")
              || header.getName().equalsIgnoreCase("Connection")
              || (header.getName().equalsIgnoreCase("Accept") && value(header).isEmpty());
      if (!dropped) {
        lines.add(header.getName() + ": " + value(header));
      }
    }
    if (header(action, "Accept").isEmpty()) {
      lines.add("Accept: */*");
    }
    lines.add("Connection: close");
    return String.join("\r\n", lines) + "\r\n\r\n";
  }

  private static Optional<String> header(HTTPGetAction action, String name) {
    return action.getHttpHeaders().stream()
        .filter(header -> header.getName().equalsIgnoreCase(name))
        .map(HttpGet::value)
        .findFirst();
  }

  private static String value(HTTPHeader header) {
    return header.getValue() == null ? "" : header.getValue();
  }

  private static boolean isUnsafe(String text) {
    return text.chars().anyMatch(character -> character < 0x20 && character != '\t');
  }

  /** There is no answer, or only the beginning of one. */
  static final class Failure extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean inBody;

    Failure(String message, boolean inBody) {
      super(message);
      this.inBody = inBody;
    }

    /** Returns whether the head of an answer had come. */
    boolean isInBody() {
      return inBody;
    }
  }
}
