package io.cortexlocal.traffic;

import static java.util.Objects.requireNonNull;

import io.cortexlocal.text.Printable;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.apiguardian.api.API;

/** What came back through the gateway. */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class ApiResponse {

  private final String method;
  private final URI uri;
  private final int status;
  private final HttpHeaders headers;
  private final byte[] body;
  private final Duration duration;
  private final String requestId;

  ApiResponse(
      String method,
      URI uri,
      int status,
      HttpHeaders headers,
      byte[] body,
      Duration duration,
      String requestId) {
    this.method = method;
    this.uri = uri;
    this.status = status;
    this.headers = headers;
    this.body = body.clone();
    this.duration = duration;
    this.requestId = requestId;
  }

  /** Returns the method of the request. */
  public String method() {
    return method;
  }

  /** Returns the address that the request went to. */
  public URI uri() {
    return uri;
  }

  /** Returns the status code. */
  public int status() {
    return status;
  }

  /** Returns the headers. */
  public HttpHeaders headers() {
    return headers;
  }

  /** Returns the first value of a header; names are not case-sensitive. */
  public Optional<String> header(String name) {
    return headers.firstValue(requireNonNull(name, "name"));
  }

  /** Returns the body as it came. */
  public byte[] body() {
    return body.clone();
  }

  /** Returns the body, read as UTF-8. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** Returns the time from sending the request to the body's last byte. */
  public Duration duration() {
    return duration;
  }

  /** Returns the value of {@code x-request-id} that went with the request. */
  public String requestId() {
    return requestId;
  }

  @Override
  public String toString() {
    return "%s %s → %d %s".formatted(method, uri, status, Printable.of(text()));
  }
}
