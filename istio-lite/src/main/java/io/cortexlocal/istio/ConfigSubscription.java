package io.cortexlocal.istio;

import io.cortexlocal.istio.envoy.EnvoyAdmin;
import io.cortexlocal.json.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What Envoy made of a configuration file, by its statistics.
 *
 * @param statistics their prefix, such as {@code cluster_manager.cds}
 */
record ConfigSubscription(String statistics) {

  /** Counted by Envoy: files that were not valid, and files that could not be read. */
  record Count(String version, long rejected, long failed) {}

  static ConfigSubscription clusters() {
    return new ConfigSubscription("cluster_manager.cds");
  }

  static ConfigSubscription listeners() {
    return new ConfigSubscription("listener_manager.lds");
  }

  static ConfigSubscription routes(String statPrefix, String routeConfiguration) {
    return new ConfigSubscription("http." + statPrefix + ".rds." + routeConfiguration);
  }

  Count count(EnvoyAdmin admin) throws IOException {
    String filter = "^" + statistics.replace(".", "\\.") + "\\.(version_text|update_)";
    String stats = admin.get("/stats?filter=" + filter).body();
    return new Count(
        value(stats, "version_text").replace("\"", ""),
        number(value(stats, "update_rejected")),
        number(value(stats, "update_failure")));
  }

  private String value(String stats, String name) {
    Matcher matcher =
        Pattern.compile("(?m)^" + Pattern.quote(statistics + "." + name) + ": (.*)$")
            .matcher(stats);
    return matcher.find() ? matcher.group(1) : "";
  }

  private static long number(String text) {
    return text.isEmpty() ? 0 : Long.parseLong(text);
  }

  /**
   * Waits until Envoy runs {@code version}.
   *
   * @param before from just before the file was written
   * @param log Envoy's own log, for its reason
   * @throws EnvoyRefusedException when Envoy refused it or did not take it in time
   */
  void await(
      EnvoyAdmin admin,
      String version,
      Count before,
      int logBefore,
      Supplier<String> log,
      Duration timeout)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (true) {
      Count now = count(admin);
      if (now.version().equals(version)) {
        return;
      }
      if (now.rejected() > before.rejected() || now.failed() > before.failed()) {
        throw new EnvoyRefusedException(
            "Envoy refused its configuration ("
                + statistics
                + (now.rejected() > before.rejected() ? ".update_rejected" : ".update_failure")
                + "): "
                + reason(admin, logBefore, log));
      }
      if (System.nanoTime() - deadline > 0) {
        throw new EnvoyRefusedException(
            "Envoy did not take its configuration within "
                + timeout.toMillis()
                + " ms: "
                + statistics
                + " is at version '"
                + now.version()
                + "', not '"
                + version
                + "'");
      }
      TimeUnit.MILLISECONDS.sleep(2);
    }
  }

  /** Envoy keeps the reason for a refused listener; for the rest there is only its log. */
  private static String reason(EnvoyAdmin admin, int logBefore, Supplier<String> log)
      throws IOException, InterruptedException {
    List<String> details =
        Json.read(admin.get("/config_dump?resource=dynamic_listeners").body()).stream()
            .flatMap(dump -> dump.findValues("error_state").stream())
            .map(state -> state.path("details").asText())
            .toList();
    if (!details.isEmpty()) {
      return String.join("; ", details);
    }
    String text = log.get();
    String lines =
        text.substring(Math.min(logBefore, text.length()))
            .lines()
            .filter(line -> line.contains("[config]"))
            .map(line -> line.replaceFirst("^(\\[[^\\]]*\\]\\s*)+", ""))
            .collect(Collectors.joining("; "));
    return lines.isEmpty() ? "see its log" : lines;
  }
}
