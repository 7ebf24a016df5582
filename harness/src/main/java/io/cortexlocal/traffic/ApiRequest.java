package io.cortexlocal.traffic;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apiguardian.api.API;

/**
 * A request to an API, which never changes.
 *
 * <p>A path is below the API's endpoint, with its query: empty, or starting with a slash or a
 * question mark. A text is sent as UTF-8. No header is sent that is not said, but {@code
 * Content-Type: application/json} where a method's name says JSON.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class ApiRequest {

  /** RFC 9110, 5.6.2. */
  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  private static final byte[] NONE = {};

  private final String method;
  private final String path;
  private final List<Map.Entry<String, String>> headers;
  private final byte[] body;

  private ApiRequest(
      String method, String path, List<Map.Entry<String, String>> headers, byte[] body) {
    requireNonNull(method, "method");
    requireNonNull(path, "path");
    if (!TOKEN.matcher(method).matches()) {
      throw new IllegalArgumentException(
          "a request's method is a word such as GET, but it is \"%s\"".formatted(method));
    }
    if (!path.isEmpty() && path.charAt(0) != '/' && path.charAt(0) != '?') {
      throw new IllegalArgumentException(
          "the path below an API's endpoint starts with a slash, but it is \"%s\"".formatted(path));
    }
    this.method = method;
    this.path = path;
    this.headers = List.copyOf(headers);
    this.body = body.clone();
  }

  /**
   * Returns a request without a body.
   *
   * @param method such as {@code GET}; its case is kept
   * @throws IllegalArgumentException when the method or the path cannot be one
   */
  public static ApiRequest of(String method, String path) {
    return new ApiRequest(method, path, List.of(), NONE);
  }

  /** Returns a GET request. */
  public static ApiRequest get(String path) {
    return of("GET", path);
  }

  /** Returns a HEAD request. */
  public static ApiRequest head(String path) {
    return of("HEAD", path);
  }

  /** Returns an OPTIONS request. */
  public static ApiRequest options(String path) {
    return of("OPTIONS", path);
  }

  /** Returns a TRACE request. */
  public static ApiRequest trace(String path) {
    return of("TRACE", path);
  }

  /** Returns a DELETE request without a body. */
  public static ApiRequest delete(String path) {
    return of("DELETE", path);
  }

  /** Returns a POST request with a text. */
  public static ApiRequest post(String path, String body) {
    return of("POST", path).withBody(body);
  }

  /** Returns a POST request with bytes. */
  public static ApiRequest post(String path, byte[] body) {
    return of("POST", path).withBody(body);
  }

  /** Returns a POST request with a JSON text. */
  public static ApiRequest postJson(String path, String json) {
    return of("POST", path).withJson(json);
  }

  /** Returns a PUT request with a text. */
  public static ApiRequest put(String path, String body) {
    return of("PUT", path).withBody(body);
  }

  /** Returns a PUT request with bytes. */
  public static ApiRequest put(String path, byte[] body) {
    return of("PUT", path).withBody(body);
  }

  /** Returns a PUT request with a JSON text. */
  public static ApiRequest putJson(String path, String json) {
    return of("PUT", path).withJson(json);
  }

  /** Returns a PATCH request with a text. */
  public static ApiRequest patch(String path, String body) {
    return of("PATCH", path).withBody(body);
  }

  /** Returns a PATCH request with bytes. */
  public static ApiRequest patch(String path, byte[] body) {
    return of("PATCH", path).withBody(body);
  }

  /** Returns a PATCH request with a JSON text. */
  public static ApiRequest patchJson(String path, String json) {
    return of("PATCH", path).withJson(json);
  }

  /** Returns this request with one header more. */
  public ApiRequest withHeader(String name, String value) {
    List<Map.Entry<String, String>> more = new ArrayList<>(headers);
    more.add(Map.entry(requireNonNull(name, "name"), requireNonNull(value, "value")));
    return new ApiRequest(method, path, more, body);
  }

  /** Returns this request with another method. */
  public ApiRequest withMethod(String other) {
    return new ApiRequest(requireNonNull(other, "other"), path, headers, body);
  }

  /** Returns this request with a text as its body. */
  public ApiRequest withBody(String body) {
    return withBody(requireNonNull(body, "body").getBytes(StandardCharsets.UTF_8));
  }

  /** Returns this request with other bytes as its body. */
  public ApiRequest withBody(byte[] body) {
    return new ApiRequest(method, path, headers, requireNonNull(body, "body"));
  }

  /**
   * Returns this request with a JSON text as its body, and with its content type unless it has one.
   */
  public ApiRequest withJson(String json) {
    ApiRequest request = withBody(requireNonNull(json, "json"));
    return headers.stream().anyMatch(header -> header.getKey().equalsIgnoreCase("Content-Type"))
        ? request
        : request.withHeader("Content-Type", "application/json");
  }

  /** Returns the method, such as {@code GET}. */
  public String method() {
    return method;
  }

  /** Returns the path below the API's endpoint, with its query. */
  public String path() {
    return path;
  }

  /** Returns the headers in the order in which they are sent; a name may come several times. */
  public List<Map.Entry<String, String>> headers() {
    return headers;
  }

  /** Returns the body; empty for none. */
  public byte[] body() {
    return body.clone();
  }

  @Override
  public String toString() {
    return "%s %s (%d bytes)".formatted(method, path, body.length);
  }
}
