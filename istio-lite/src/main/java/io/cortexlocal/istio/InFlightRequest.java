package io.cortexlocal.istio;

import com.fasterxml.jackson.databind.JsonNode;
import io.cortexlocal.istio.envoy.AccessLogFilter;
import io.cortexlocal.json.Json;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A request that a gateway has not done with, written as one line of JSON every {@link #EVERY} for
 * as long as it lasts. A request that is over before writes none.
 *
 * @param requestId {@code x-request-id}
 * @param client address of the peer, without its port
 * @param cluster the upstream cluster; empty when none was chosen
 */
public record InFlightRequest(String requestId, String client, String cluster) {

  /** How often it is written. */
  public static final Duration EVERY = Duration.ofSeconds(3);

  private static final String KIND = "in-flight";
  private static final String LOG_TYPE = "DownstreamPeriodic";

  /** Envoy's configuration of this log, for {@code access_log} of an HTTP connection manager. */
  static Map<String, Object> logger() {
    Map<String, Object> log =
        AccessLog.jsonLines(
            Json.object(
                "kind", KIND,
                "request_id", "%REQ(X-REQUEST-ID):256%",
                "client", "%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%",
                "cluster", "%UPSTREAM_CLUSTER%"));
    log.put("filter", AccessLogFilter.logType(LOG_TYPE));
    return log;
  }

  /** Envoy's {@code access_log_options} that make it write requests which are not over. */
  static Map<String, Object> options() {
    return Json.object("access_log_flush_interval", EVERY.toSeconds() + "s");
  }

  /** Reads a line; empty when it is none of these. */
  public static Optional<InFlightRequest> parse(String line) {
    return line.startsWith("{") && line.contains("\"" + KIND + "\"")
        ? Json.read(line).filter(node -> KIND.equals(text(node, "kind"))).map(InFlightRequest::of)
        : Optional.empty();
  }

  private static InFlightRequest of(JsonNode node) {
    return new InFlightRequest(
        text(node, "request_id"), text(node, "client"), text(node, "cluster"));
  }

  private static String text(JsonNode node, String field) {
    String text = node.path(field).asText("");
    return text.equals("-") || text.equals("null") ? "" : text;
  }
}
