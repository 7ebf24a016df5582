package io.cortexlocal.junit;

import static io.cortexlocal.assertions.CortexAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.CortexLocal;
import io.cortexlocal.RealtimeApi;
import io.cortexlocal.config.CortexConfig;
import io.cortexlocal.timeline.TimelineEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A probe whose command cannot be started is said aloud, though the API comes up. */
@Tag("conformance")
@CortexCluster
class UnrunProbeIT {

  private static final Duration TOLD_WITHIN = Duration.ofSeconds(30);

  @TempDir Path directory;

  @Test
  void aShellLineAsLivenessProbe(CortexLocal local) {
    Path file =
        EchoApis.write(
            directory,
            "unprobed",
            EchoApis.IMAGE,
            """
            compute:
              cpu: 50m
            readiness_probe:
              http_get:
                port: 8080
              period_seconds: 1
            liveness_probe:
              exec:
                command: ["if true; then exit; fi"]
              period_seconds: 1
            """);
    try (RealtimeApi api =
        local.deploy(CortexConfig.load(file), local.defaults(EchoApis.IMAGES)).get(0)) {
      long start = System.nanoTime();
      while (unrun(api).isEmpty() && System.nanoTime() - start < TOLD_WITHIN.toNanos()) {
        assertThat(api.get("/")).hasStatus(200);
      }

      assertThat(unrun(api))
          .singleElement()
          .satisfies(
              probe -> {
                assertThat(probe.container()).isEqualTo("api");
                assertThat(probe.probe()).isEqualTo("liveness");
                assertThat(probe.reason()).contains("if true; then exit; fi");
              });
    }
  }

  private static List<TimelineEvent.ProbeNotRun> unrun(RealtimeApi api) {
    return api.timeline().events().stream()
        .filter(TimelineEvent.ProbeNotRun.class::isInstance)
        .map(TimelineEvent.ProbeNotRun.class::cast)
        .toList();
  }
}
