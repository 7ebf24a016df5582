package io.cortexlocal.cluster.embedded.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ContainerFilesTests {

  @Test
  @Timeout(value = 20, unit = TimeUnit.SECONDS)
  void whatIsBehindALinkThatCannotBeReadIsNotThere() throws Exception {
    Process parent = new ProcessBuilder("bash", "-c", "sleep 0 & echo $!; exec sleep 60").start();
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(parent.getInputStream(), StandardCharsets.UTF_8))) {
      // Ended, and not waited for: its links are still there, and lead nowhere.
      String root = "/proc/" + output.readLine() + "/root";
      Await.until("a link without a target", () -> lacksTarget(Path.of(root)));

      assertThat(new ContainerFiles(Path.of("/")).find(root + "/run/socket").source()).isEmpty();
    } finally {
      parent.destroyForcibly();
    }
  }

  private static boolean lacksTarget(Path link) {
    return Files.isSymbolicLink(link) && !Files.exists(link);
  }
}
