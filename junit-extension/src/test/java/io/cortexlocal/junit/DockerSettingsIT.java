package io.cortexlocal.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Settings of a whole cluster, where a Docker engine answers. */
@Tag("docker")
class DockerSettingsIT {

  private static final Duration LIMIT = Duration.ofMinutes(5);

  @Test
  void autoTakesK3sWithPrivilegedContainersAndPullsNothing() throws Exception {
    Map<String, String> environment =
        Map.of(
            "CORTEX_LOCAL_BACKEND", "auto",
            "CORTEX_LOCAL_PRIVILEGED", "true",
            "CORTEX_LOCAL_NEVER_PULL", "true");
    try (Fork fork = Fork.start(DockerSettingsProgram.class, environment)) {
      assertThat(fork.awaitLine(DockerSettingsProgram.BACKEND, LIMIT)).isEqualTo("k3s");
      String capabilities = fork.awaitLine(DockerSettingsProgram.CAPABILITIES, LIMIT).strip();
      assertThat(Long.parseUnsignedLong(capabilities, 16) & CAP_SYS_ADMIN).isNotZero();
      assertThat(fork.awaitLine(DockerSettingsProgram.REFUSED, LIMIT))
          .isEqualTo(
              "image cortex-local-test/absent:1.0 is not in the Docker engine, and"
                  + " cortex.local.never-pull is set.");
      assertThat(fork.awaitEnd(LIMIT)).isZero();
    }
  }

  private static final long CAP_SYS_ADMIN = 1L << 21;
}
