package io.cortexlocal.cluster.embedded.rest;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A request.
 *
 * @param segments of the path, decoded, without empty ones at its end
 * @param headers by their names in lower case
 */
record RestRequest(
    String method,
    List<String> segments,
    Query query,
    Map<String, String> headers,
    RequestBody body) {

  /** Returns the same request for another path. */
  RestRequest at(List<String> path) {
    return new RestRequest(method, path, query, headers, body);
  }

  String header(String name) {
    return headers.getOrDefault(name, "");
  }

  /** Returns the body's media type, without its parameters. */
  String contentType() {
    return header("content-type").split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }
}
