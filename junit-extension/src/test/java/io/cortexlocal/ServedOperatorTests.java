package io.cortexlocal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.image.LocalImages;
import io.cortexlocal.settings.Settings;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
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
  void aClusterHasOneOperator() {
    try (CortexLocal local = new InMemoryCortex().local(Settings.ofThisProcess())) {
      URI address = local.serveOperator(LocalImages.none(), 0);

      assertThat(local.serveOperator(LocalImages.none(), 0)).isEqualTo(address);
      assertThat(local.serveOperator(LocalImages.none(), address.getPort())).isEqualTo(address);
      assertThat(local.lentBy("a test").serveOperator(LocalImages.none(), 0)).isEqualTo(address);
      assertThatThrownBy(() -> local.serveOperator(LocalImages.none(), 1))
          .isInstanceOf(ClusterException.class)
          .hasMessage(
              "the operator of this cluster listens on %s, and not on port 1 too."
                      .formatted(address)
                  + " Try: port 0, for the one that it has");
    }
  }

  @Test
  void endsWithItsCluster() {
    CortexLocal local = new InMemoryCortex().local(Settings.ofThisProcess());
    URI address = local.serveOperator(LocalImages.none(), 0);

    local.close();

    assertThatThrownBy(
            () -> new Socket(InetAddress.getLoopbackAddress(), address.getPort()).close())
        .isInstanceOf(ConnectException.class);
    assertThatThrownBy(() -> local.serveOperator(LocalImages.none(), 0))
        .isInstanceOf(ClusterException.class)
        .hasMessage("the cluster has ended, and its operator with it");
  }

  @Test
  void theClusterHasItsServiceAndWhatIsBehindIt() {
    InMemoryCortex cluster = new InMemoryCortex();
    try (CortexLocal local = cluster.local(Settings.ofThisProcess())) {
      assertThat(cluster.deployments()).isEmpty();

      URI unused = local.serveOperator(LocalImages.none(), 0);

      Service service = cluster.get(ResourceType.SERVICE, "default", "operator").orElseThrow();
      assertThat(service.getSpec().getPorts())
          .extracting(ServicePort::getPort)
          .containsExactly(8888);
      assertThat(cluster.deployments()).containsExactly("operator");
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
