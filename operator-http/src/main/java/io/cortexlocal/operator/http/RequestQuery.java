package io.cortexlocal.operator.http;

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

  static RequestQuery of(Request request) {
    return new RequestQuery(Request.extractQueryParameters(request));
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
