package io.cortexlocal.istio.envoy;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class EnvoyProcessTests {

  @TempDir private Path directory;

  @Test
  void saysWhyEnvoyEnded() throws Exception {
    Path bootstrap = Files.writeString(directory.resolve("envoy.json"), "{\"nonsense\": 1}");
    EnvoyAdmin admin = new EnvoyAdmin(directory.resolve("admin.sock"));

    try (EnvoyProcess envoy =
        EnvoyProcess.start(
            EnvoyExecutable.locate(),
            bootstrap,
            directory,
            admin,
            List.of("--disable-hot-restart", "--log-level", "warning"))) {
      assertThatThrownBy(() -> envoy.awaitReady(Duration.ofSeconds(10)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("Envoy ended with exit code 1: ")
          .hasMessageContaining("nonsense");
    }
  }
}
