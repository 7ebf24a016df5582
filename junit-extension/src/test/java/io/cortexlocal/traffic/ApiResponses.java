package io.cortexlocal.traffic;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Responses that no gateway gave. */
public final class ApiResponses {

  private ApiResponses() {}

  /** Returns the response to a GET request to {@code http://127.0.0.1:1/a1/v1}. */
  public static ApiResponse response(int status, String body, Map<String, List<String>> headers) {
    return new ApiResponse(
        "GET",
        URI.create("http://127.0.0.1:1/a1/v1"),
        status,
        HttpHeaders.of(headers, (name, value) -> true),
        body.getBytes(StandardCharsets.UTF_8),
        Duration.ofMillis(1),
        "r1");
  }
}
