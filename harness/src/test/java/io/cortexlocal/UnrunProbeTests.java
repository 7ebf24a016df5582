package io.cortexlocal;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.config.ApiConfig;
import io.cortexlocal.config.CortexConfig;
import io.cortexlocal.config.ParseResult;
import io.cortexlocal.timeline.TimelineEvent;
import io.cortexlocal.timeline.TimelineText;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A probe whose command cannot be started is on the timeline, once for each replica. */
class UnrunProbeTests {

  private static final String ERRORED =
      "Liveness probe errored and resulted in unknown state: rpc error: code = Unknown desc ="
          + " failed to exec in container: exec failed: unable to start container process: exec:"
          + " \"true; true\": executable file not found in $PATH: unknown";

  private static final String PROBED_BY_COMMAND =
      """
      - name: a
        kind: RealtimeAPI
        pod:
          containers:
          - name: web
            image: example/web:1
            liveness_probe: {exec: {command: ["true; true"]}}
      """;

  @AutoClose private final InMemoryCortex cluster = new InMemoryCortex();

  @Test
  void isOnTheTimelineOnce() {
    RealtimeApi api = deploy();
    cluster.probeEvent(pod(api), "web", 1, ERRORED);
    cluster.probeEvent(pod(api), "web", 2, ERRORED);

    assertThat(unrun(api)).hasSize(1);
    assertThat(TimelineText.of(unrun(api).get(0)))
        .isEqualTo(
            "the liveness probe of container web cannot run: exec: \"true; true\": executable file"
                + " not found in $PATH: unknown");
  }

  @Test
  void aProbeThatFailsHasRun() {
    RealtimeApi api = deploy();
    cluster.probeEvent(pod(api), "web", 1, "Liveness probe failed: exit status 1");

    assertThat(unrun(api)).isEmpty();
  }

  @Test
  void anotherApisProbeIsNotOnIt() {
    RealtimeApi api = deploy();
    cluster.probeEvent("api-b-x", "web", 1, ERRORED);

    assertThat(unrun(api)).isEmpty();
  }

  private static String pod(RealtimeApi api) {
    return api.replicas().get(0).name();
  }

  private RealtimeApi deploy() {
    ParseResult result =
        CortexConfig.parse(
            "cortex.yaml", PROBED_BY_COMMAND.getBytes(StandardCharsets.UTF_8), Optional.empty());
    List<ApiConfig> apis = ((ParseResult.Valid) result).config().apis();
    return cluster.deploy(apis, Duration.ofSeconds(10)).get(0);
  }

  private static List<TimelineEvent.ProbeNotRun> unrun(RealtimeApi api) {
    return api.timeline().events().stream()
        .filter(TimelineEvent.ProbeNotRun.class::isInstance)
        .map(TimelineEvent.ProbeNotRun.class::cast)
        .toList();
  }
}
