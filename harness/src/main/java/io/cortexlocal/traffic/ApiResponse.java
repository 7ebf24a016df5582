package io.cortexlocal.traffic;

import io.cortexlocal.text.Printable;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * What came back through the gateway.
 *
 * @param body as it came
 * @param duration from sending the request to the body's last byte
 * @param requestId the value of {@code x-request-id} that went with the request
 */
@SuppressWarnings("ArrayRecordComponent") // copied on the way in and out
public record ApiResponse(
    String method,
    URI uri,
    int status,
    HttpHeaders headers,
    byte[] body,
    Duration duration,
    String requestId) {

  public ApiResponse {
    body = body.clone();
  }

  @Override
  public byte[] body() {
    return body.clone();
  }

  /** Returns the body, read as UTF-8. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** Returns the first value of a header; names are not case-sensitive. */
  public Optional<String> header(String name) {
    return headers.firstValue(name);
  }

  @Override
  public String toString() {
    return "%s %s → %d %s".formatted(method, uri, status, Printable.of(text()));
  }
}
