package io.cortexlocal.operator.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;

/** The query of a request. */
final class RequestQuery {

  /** What Go's {@code strconv.ParseBool} takes for true. */
  private static final Set<String> TRUE = Set.of("1", "t", "T", "TRUE", "true", "True");

  private final Fields fields;

  private RequestQuery(Fields fields) {
    this.fields = fields;
  }

  /** Reads a query; what is malformed in it counts as not there, as in Cortex. */
  static RequestQuery of(Request request) {
    Fields fields = new Fields(true);
    String query = request.getHttpURI().getQuery();
    for (String pair : (query == null ? "" : query).split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      decoded(name).ifPresent(key -> decoded(value).ifPresent(text -> fields.add(key, text)));
    }
    return new RequestQuery(fields);
  }

  /** Returns a text without its escapes; empty when one is none. */
  private static Optional<String> decoded(String text) {
    try {
      return Optional.of(URLDecoder.decode(text, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * Returns the value of a parameter.
   *
   * @throws Refusal when it is missing or empty
   */
  String required(String parameter) {
    return optional(parameter).orElseThrow(() -> Refusal.queryMissing(parameter));
  }

  /** Returns the value of a parameter; empty when it has none. */
  Optional<String> optional(String parameter) {
    return Optional.ofNullable(fields.getValue(parameter)).filter(value -> !value.isEmpty());
  }

  /** Returns whether a parameter is true; what is no truth value counts as false, as in Cortex. */
  boolean is(String parameter) {
    return optional(parameter).filter(TRUE::contains).isPresent();
  }
}
