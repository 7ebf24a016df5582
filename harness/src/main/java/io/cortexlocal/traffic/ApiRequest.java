package io.cortexlocal.traffic;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A request to an API.
 *
 * @param method such as {@code GET}
 * @param path below the API's endpoint, with its query: empty, or starting with a slash or a
 *     question mark
 * @param headers in the order in which they are sent; a name may come several times
 * @param body empty for none
 */
@SuppressWarnings("ArrayRecordComponent") // copied on the way in and out
public record ApiRequest(
    String method, String path, List<Map.Entry<String, String>> headers, byte[] body) {

  public ApiRequest {
    if (!path.isEmpty() && path.charAt(0) != '/' && path.charAt(0) != '?') {
      throw new IllegalArgumentException(
          "the path below an API's endpoint starts with a slash, but it is \"%s\"".formatted(path));
    }
    headers = List.copyOf(headers);
    body = body.clone();
  }

  @Override
  public byte[] body() {
    return body.clone();
  }

  /** Returns a GET request. */
  public static ApiRequest get(String path) {
    return new ApiRequest("GET", path, List.of(), new byte[0]);
  }

  /** Returns a POST request with a text, sent as UTF-8. */
  public static ApiRequest post(String path, String body) {
    return new ApiRequest("POST", path, List.of(), body.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns this request with one header more. */
  public ApiRequest withHeader(String name, String value) {
    List<Map.Entry<String, String>> more = new ArrayList<>(headers);
    more.add(Map.entry(name, value));
    return new ApiRequest(method, path, more, body);
  }

  /** Returns this request with another method. */
  public ApiRequest withMethod(String other) {
    return new ApiRequest(other, path, headers, body);
  }
}
