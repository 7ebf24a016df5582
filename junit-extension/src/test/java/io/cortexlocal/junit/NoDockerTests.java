package io.cortexlocal.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.istio.envoy.EnvoyExecutable;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * On a machine where no Docker engine answers, which a process with a wrong address thinks it is.
 */
class NoDockerTests {

  private static final Duration LIMIT = Duration.ofMinutes(2);

  @Test
  void aClassRunsOnTheEmbeddedClusterInstead() throws Exception {
    try (Fork fork =
        Fork.startWithoutDocker(
            LaunchedTests.class,
            Map.of(
                "CORTEX_LOCAL_BACKEND",
                "auto",
                EnvoyExecutable.SETTING,
                EnvoyExecutable.locate().toString()))) {
      assertThat(fork.awaitLine(LaunchedTests.RAN_ON, LIMIT)).isEqualTo("embedded");
      assertThat(fork.awaitEnd(LIMIT)).isZero();
    }
  }

  @Test
  void aClassIsSkippedWithTheReasonWhereThatCannotRunEither() throws Exception {
    try (Fork fork =
        Fork.startWithoutDocker(
            LaunchedTests.class,
            Map.of("CORTEX_LOCAL_BACKEND", "auto", EnvoyExecutable.SETTING, "/nowhere/envoy"))) {
      String reason = fork.awaitLine(LaunchedTests.SKIPPED, LIMIT);

      assertThat(reason)
          .isEqualTo(
              "k3s: no Docker engine answers, and k3s needs one. Try: docker info, or set"
                  + " cortex.local.backend=k3s to see the engine's own error.");
      assertThat(fork.awaitLine("embedded: ", LIMIT))
          .isEqualTo(
              EnvoyExecutable.SETTING + " is '/nowhere/envoy', which is not an executable file");
      assertThat(fork.awaitEnd(LIMIT)).isZero();
    }
  }

  @Test
  void aClassFailsWhenTheBackendWasAskedForByName() throws Exception {
    try (Fork fork =
        Fork.startWithoutDocker(LaunchedTests.class, Map.of("CORTEX_LOCAL_BACKEND", "k3s"))) {
      String message = fork.awaitLine(LaunchedTests.FAILED, LIMIT);

      assertThat(message).endsWith("no Docker engine answers, and the backend k3s needs one.");
      assertThat(fork.awaitEnd(LIMIT)).isZero();
    }
  }
}
