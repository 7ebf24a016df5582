package io.cortexlocal.cli.ci;

import io.cortexlocal.traffic.ApiRequest;
import io.cortexlocal.traffic.ApiResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * A request that an API has to answer as is said.
 *
 * @param at file, line and column where it is written
 * @param path below the API's endpoint
 * @param status that is expected
 * @param contains a text that the answer's body is expected to have
 */
public record SmokeRequest(
    String at,
    String api,
    String method,
    String path,
    Map<String, String> headers,
    Optional<String> body,
    int status,
    Optional<String> contains) {

  private static final int SHOWN = 300;

  public SmokeRequest {
    headers = Map.copyOf(headers);
  }

  /** Returns what it is called. */
  public String name() {
    return "%s %s %s".formatted(method, api, path.isEmpty() ? "/" : path);
  }

  /**
   * Returns it as it is sent.
   *
   * @throws IllegalArgumentException when it cannot be one
   */
  public ApiRequest request() {
    ApiRequest request = ApiRequest.of(method, path);
    if (body.isPresent()) {
      request = request.withBody(body.get().getBytes(StandardCharsets.UTF_8));
    }
    for (Map.Entry<String, String> header : headers.entrySet()) {
      request = request.withHeader(header.getKey(), header.getValue());
    }
    return request;
  }

  /** Returns what is wrong with an answer; empty when it is as expected. */
  public Optional<String> problem(ApiResponse answer) {
    String text = answer.text();
    String body = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    if (answer.status() != status) {
      return Optional.of(
          "expected status %d, but it is %d: %s"
              .formatted(status, answer.status(), body.isBlank() ? "(no body)" : body.strip()));
    }
    return contains
        .filter(wanted -> !text.contains(wanted))
        .map(
            wanted ->
                "expected a body that contains \"%s\", but it is: %s".formatted(wanted, body));
  }
}
