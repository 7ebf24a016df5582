package io.cortexlocal;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.image.LocalImages;
import io.cortexlocal.settings.Settings;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ServedOperatorTests {

  @Test
  void isReachedOnTheLoopbackUntilTheClusterEnds() {
    try (CortexLocal local = new InMemoryCortex().local(Settings.ofThisProcess())) {
      URI address = local.serveOperator(LocalImages.none(), 0);

      assertThat(address).hasScheme("http").hasHost("127.0.0.1");
      assertThat(address.getPort()).isPositive();
    }
  }

  @Test
  void withoutItsModuleTheDependencyIsNamed() throws IOException, InterruptedException {
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.contains("operator-http") && !entry.contains("jetty"))
            .collect(Collectors.joining(File.pathSeparator));
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                classPath,
                Program.class.getName())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said)
        .contains(
            "the operator's HTTP interface is not on the class path"
                + " (io/cortexlocal/operator/http/")
        .contains("); it comes with the dependency io.cortexlocal:operator-http");
  }

  /** Serves the operator, and says what that came to. */
  static final class Program {

    public static void main(String[] arguments) {
      try (CortexLocal local = new InMemoryCortex().local(Settings.ofThisProcess())) {
        System.out.println(local.serveOperator(LocalImages.none(), 0));
      } catch (ClusterException e) {
        System.out.println(e.getMessage());
      }
    }
  }
}
