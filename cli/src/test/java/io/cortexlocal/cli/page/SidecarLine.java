package io.cortexlocal.cli.page;

import io.cortexlocal.json.Json;
import java.time.Instant;
import java.util.Map;

/** Lines as a sidecar's Envoy writes them. */
final class SidecarLine {

  private SidecarLine() {}

  /** One that waited 20 ms for its turn, and was over after 250.5 ms. */
  static String served(String path, int status) {
    Map<String, Object> line = line(path, status, "via_upstream");
    line.put("first_byte_upstream_ns", 20_000_000);
    return Json.line(line);
  }

  /** One that is over this moment. */
  static String now(String path, int status, long queuedMillis, long tookMillis) {
    Map<String, Object> line = line(path, status, "via_upstream");
    Instant end = Instant.now();
    line.put("start", seconds(end.minusMillis(tookMillis)));
    line.put("end", seconds(end));
    line.put("first_byte_upstream_ns", queuedMillis * 1_000_000);
    return Json.line(line);
  }

  private static String seconds(Instant at) {
    return "%d.%09d".formatted(at.getEpochSecond(), at.getNano());
  }

  /** One that found the queue full. */
  static String refused(String path) {
    return Json.line(line(path, 503, "reached_concurrency_limit"));
  }

  /** One of the kubelet's. */
  static String probe() {
    Map<String, Object> line = line("/", 200, "via_upstream");
    line.put("cluster", "user-probe");
    return Json.line(line);
  }

  private static Map<String, Object> line(String path, int status, String details) {
    return Json.object(
        "kind",
        "request",
        "proxy",
        "sidecar",
        "start",
        "1795700000.000000000",
        "end",
        "1795700000.250500000",
        "method",
        "GET",
        "forwarded_path",
        path,
        "status",
        status,
        "details",
        details);
  }
}
