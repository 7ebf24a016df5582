package io.cortexlocal.operator.http;

import io.cortexlocal.json.Json;

/** An answer that says no, in the form that Cortex's clients read. */
final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String kind;

  /**
   * @param kind Cortex's name of the reason, such as {@code endpoints.header_missing}
   * @param message in Cortex's words
   */
  Refusal(String kind, String message) {
    super(message, null, false, false);
    this.kind = kind;
  }

  static Refusal headerMissing(String header) {
    return new Refusal("endpoints.header_missing", "missing " + header + " header");
  }

  static Refusal queryMissing(String parameter) {
    return new Refusal("endpoints.query_param_required", "query param required: " + parameter);
  }

  static Refusal notForKind(String supported, String api, String kind) {
    return new Refusal(
        "resources.operation_is_only_supported_for_kind",
        "this operation is only allowed for %s and is not supported for %s of kind %s"
            .formatted(supported, api, kind));
  }

  /** Returns the body, which ends in a newline as Cortex's does. */
  String body() {
    return Json.line(Json.object("kind", kind, "message", getMessage())) + "\n";
  }
}
