package io.cortexlocal.workload.sidecar;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The requests that a sidecar has taken and not answered yet. Those that it refused and those of
 * {@code kube-probe/} agents are none of them, as in Cortex's proxy; a WebSocket is one for as long
 * as it is open.
 *
 * @param running at the user's container
 * @param queued waiting for one of max_concurrency places
 */
public record SidecarLoad(int running, int queued) {

  private static final String STATISTIC =
      "cluster." + SidecarBootstrap.USER_CLUSTER + ".upstream_rq_";

  private static final Pattern RUNNING = gauge("envoy_cluster_upstream_rq_active");
  private static final Pattern QUEUED = gauge("envoy_cluster_upstream_rq_pending_active");

  /** Returns where a sidecar tells of it, at {@link SidecarSettings#ADMIN_PORT}. */
  public static String path() {
    return "/metrics?filter="
        + URLEncoder.encode(
            "^" + STATISTIC.replace(".", "\\.") + "(pending_)?active$", StandardCharsets.UTF_8);
  }

  /**
   * Reads what the sidecar answered.
   *
   * @throws IllegalArgumentException when it does not tell of it
   */
  public static SidecarLoad parse(String metrics) {
    return new SidecarLoad(value(RUNNING, metrics), value(QUEUED, metrics));
  }

  /** Returns how many there are, which is what Cortex calls in flight. */
  public int inFlight() {
    return running + queued;
  }

  private static Pattern gauge(String name) {
    return Pattern.compile(
        "^"
            + Pattern.quote(name + "{envoy_cluster_name=\"" + SidecarBootstrap.USER_CLUSTER + "\"}")
            + " (\\d{1,9})$",
        Pattern.MULTILINE);
  }

  private static int value(Pattern gauge, String metrics) {
    Matcher matcher = gauge.matcher(metrics);
    if (!matcher.find()) {
      throw new IllegalArgumentException("a sidecar's statistics lack " + gauge.pattern());
    }
    return Integer.parseInt(matcher.group(1));
  }
}
