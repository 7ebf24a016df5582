package io.cortexlocal.istio;

import com.fasterxml.jackson.databind.JsonNode;
import io.cortexlocal.istio.envoy.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One finished request as an Envoy saw it, written as one line of JSON on its standard output. The
 * gateway and the sidecar write the same fields; {@link #FIELDS} is their only definition.
 *
 * <p>The durations count from {@code start} and have nanoseconds; one is absent when the request
 * did not get that far. With retries they are those of the last attempt.
 *
 * @param proxy who wrote it, such as {@code gateway} or {@code sidecar}
 * @param start when the first byte of the request arrived
 * @param end when the request was over, answered or not, and the line was written
 * @param requestId {@code x-request-id}; empty when there is none
 * @param method of the request
 * @param path with its query, as the client sent it
 * @param forwardedPath with its query, as it was sent upstream
 * @param userAgent empty when there is none
 * @param status of the answer; 0 when the client left before there was one
 * @param flags Envoy's response flags, such as {@code UO}; empty for an ordinary request
 * @param details Envoy's reason for the answer, such as {@code via_upstream}
 * @param route the route's name; empty when none matched
 * @param cluster the upstream cluster; empty when none was chosen
 * @param upstream address and port of the endpoint; empty when none was chosen
 * @param client address and port of the direct peer
 * @param attempts upstream attempts, 0 when nothing was sent
 * @param requestBytes of the body
 * @param responseBytes of the body
 * @param firstByteUpstream until the first byte was sent to the endpoint: the time spent queued
 * @param lastByteUpstream until the last byte was sent to the endpoint
 * @param firstByteFromUpstream until the endpoint's first byte arrived
 * @param lastByteFromUpstream until the endpoint's last byte arrived
 * @param lastByteDownstream until the last byte was sent to the client
 */
public record AccessLog(
    String proxy,
    Instant start,
    Instant end,
    String requestId,
    String method,
    String path,
    String forwardedPath,
    String userAgent,
    int status,
    List<String> flags,
    String details,
    String route,
    String cluster,
    String upstream,
    String client,
    int attempts,
    long requestBytes,
    long responseBytes,
    Optional<Duration> firstByteUpstream,
    Optional<Duration> lastByteUpstream,
    Optional<Duration> firstByteFromUpstream,
    Optional<Duration> lastByteFromUpstream,
    Optional<Duration> lastByteDownstream) {

  /** The value of the field {@code kind} that tells a request from the other lines of a log. */
  public static final String KIND = "request";

  private static final Pattern SECONDS = Pattern.compile("\\d{1,11}\\.\\d{9}");

  /** Field name to Envoy's command operator. */
  public static final Map<String, Object> FIELDS =
      Collections.unmodifiableMap(
          Json.object(
              "start", "%START_TIME(%s.%9f)%",
              "end", "%EMIT_TIME(%s.%9f)%",
              "request_id", "%REQ(X-REQUEST-ID)%",
              "method", "%REQ(:METHOD)%",
              "path", "%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%",
              "forwarded_path", "%REQ(:PATH)%",
              "user_agent", "%REQ(USER-AGENT)%",
              "status", "%RESPONSE_CODE%",
              "flags", "%RESPONSE_FLAGS%",
              "details", "%RESPONSE_CODE_DETAILS%",
              "route", "%ROUTE_NAME%",
              "cluster", "%UPSTREAM_CLUSTER%",
              "upstream", "%UPSTREAM_HOST%",
              "client", "%DOWNSTREAM_DIRECT_REMOTE_ADDRESS%",
              "attempts", "%UPSTREAM_REQUEST_ATTEMPT_COUNT%",
              "request_bytes", "%BYTES_RECEIVED%",
              "response_bytes", "%BYTES_SENT%",
              "first_byte_upstream_ns", "%COMMON_DURATION(DS_RX_BEG:US_TX_BEG:ns)%",
              "last_byte_upstream_ns", "%COMMON_DURATION(DS_RX_BEG:US_TX_END:ns)%",
              "first_byte_from_upstream_ns", "%COMMON_DURATION(DS_RX_BEG:US_RX_BEG:ns)%",
              "last_byte_from_upstream_ns", "%COMMON_DURATION(DS_RX_BEG:US_RX_END:ns)%",
              "last_byte_downstream_ns", "%COMMON_DURATION(DS_RX_BEG:DS_TX_END:ns)%"));

  /**
   * Envoy's configuration of this log, for {@code access_log} of an HTTP connection manager.
   *
   * @param proxy the value of {@link #proxy()} in each line
   */
  public static Map<String, Object> logger(String proxy) {
    Map<String, Object> format = Json.object("kind", KIND, "proxy", proxy);
    format.putAll(FIELDS);
    return Json.object(
        "name",
        "envoy.access_loggers.file",
        "typed_config",
        Json.typed(
            "envoy.extensions.access_loggers.file.v3.FileAccessLog",
            "path",
            "/dev/stdout",
            "log_format",
            Json.object("json_format", format)));
  }

  /** Reads a line; empty when it is not a finished request. */
  public static Optional<AccessLog> parse(String line) {
    return Json.read(line).filter(AccessLog::isRequest).map(AccessLog::from);
  }

  private static boolean isRequest(JsonNode node) {
    return KIND.equals(node.path("kind").asText())
        && isSeconds(node.path("start"))
        && isSeconds(node.path("end"));
  }

  private static boolean isSeconds(JsonNode node) {
    return SECONDS.matcher(node.asText()).matches();
  }

  private static AccessLog from(JsonNode node) {
    String flags = text(node, "flags");
    return new AccessLog(
        text(node, "proxy"),
        instant(node, "start"),
        instant(node, "end"),
        text(node, "request_id"),
        text(node, "method"),
        text(node, "path"),
        text(node, "forwarded_path"),
        text(node, "user_agent"),
        node.path("status").asInt(),
        flags.isEmpty() ? List.of() : List.of(flags.split(",")),
        text(node, "details"),
        text(node, "route"),
        text(node, "cluster"),
        text(node, "upstream"),
        text(node, "client"),
        node.path("attempts").asInt(),
        node.path("request_bytes").asLong(),
        node.path("response_bytes").asLong(),
        nanoseconds(node, "first_byte_upstream_ns"),
        nanoseconds(node, "last_byte_upstream_ns"),
        nanoseconds(node, "first_byte_from_upstream_ns"),
        nanoseconds(node, "last_byte_from_upstream_ns"),
        nanoseconds(node, "last_byte_downstream_ns"));
  }

  private static String text(JsonNode node, String field) {
    String text = node.path(field).asText("");
    return text.equals("-") ? "" : text;
  }

  private static Instant instant(JsonNode node, String field) {
    String text = node.path(field).asText();
    int point = text.indexOf('.');
    return Instant.ofEpochSecond(
        Long.parseLong(text, 0, point, 10), Long.parseLong(text, point + 1, text.length(), 10));
  }

  private static Optional<Duration> nanoseconds(JsonNode node, String field) {
    JsonNode value = node.path(field);
    return value.canConvertToLong() && value.isNumber()
        ? Optional.of(Duration.ofNanos(value.asLong()))
        : Optional.empty();
  }
}
