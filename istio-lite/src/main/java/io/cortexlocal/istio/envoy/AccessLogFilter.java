package io.cortexlocal.istio.envoy;

import static io.cortexlocal.json.Json.object;

import java.util.List;
import java.util.Map;

/**
 * Envoy's {@code AccessLogFilter}: which finished requests an access log, or a mapper of local
 * replies, is about.
 */
public final class AccessLogFilter {

  /** Envoy asks for the name of a runtime setting; there is none of this name, nor of any other. */
  private static final String NO_RUNTIME_KEY = "cortex-local.unused";

  private AccessLogFilter() {}

  /** Those with this status. */
  public static Map<String, Object> status(int status) {
    return status("EQ", status);
  }

  /** Those with this status or a higher one. */
  public static Map<String, Object> statusFrom(int status) {
    return status("GE", status);
  }

  /**
   * Those with one of these response flags.
   *
   * @param flags such as {@code UF}; none for any flag
   */
  public static Map<String, Object> flags(String... flags) {
    return object(
        "response_flag_filter", flags.length == 0 ? object() : object("flags", List.of(flags)));
  }

  /** Those in whose headers a header has not this value; without the header it is empty. */
  public static Map<String, Object> headerOtherThan(String name, String value) {
    return object(
        "header_filter",
        object(
            "header",
            object(
                "name",
                name,
                "string_match",
                object("exact", value),
                "invert_match",
                true,
                "treat_missing_header_as_empty",
                true)));
  }

  /** Those that one of the filters is about. */
  public static Map<String, Object> anyOf(List<Map<String, Object>> filters) {
    return object("or_filter", object("filters", filters));
  }

  /** Those that all of the filters are about. */
  public static Map<String, Object> allOf(List<Map<String, Object>> filters) {
    return object("and_filter", object("filters", filters));
  }

  /**
   * Those that are logged at a moment of their life.
   *
   * @param type such as {@code DownstreamEnd}
   */
  public static Map<String, Object> logType(String type) {
    return object("log_type_filter", object("types", List.of(type)));
  }

  private static Map<String, Object> status(String operator, int status) {
    return object(
        "status_code_filter",
        object(
            "comparison",
            object(
                "op",
                operator,
                "value",
                object("default_value", status, "runtime_key", NO_RUNTIME_KEY))));
  }
}
