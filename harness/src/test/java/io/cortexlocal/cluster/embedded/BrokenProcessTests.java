package io.cortexlocal.cluster.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.CortexLocal;
import io.cortexlocal.RealtimeApi;
import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.time.Deadline;
import io.cortexlocal.traffic.TrafficException;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Processes of a cluster that end though nobody asked them to. */
class BrokenProcessTests {

  private static final String LISTENER = "--config-yaml";

  @TempDir private Path folder;

  @Test
  void killedNodeIsNamedAndTheRestEndsSoon() throws Exception {
    try (CortexLocal local = Project.start(Map.of())) {
      Project project = new Project(folder).answers("hello", 8080);
      RealtimeApi api = project.deployTo(local);
      ProcessHandle node = descendant("node.sh cortex-local-node");
      CompletableFuture<Void> deploying =
          CompletableFuture.runAsync(
              () -> {
                while (true) {
                  api.close();
                  project.deployTo(local);
                }
              });
      node.destroyForcibly();
      assertThatThrownBy(() -> deploying.get(30, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasMessageContaining("the embedded node has ended, and the cluster is gone with it.");
      assertThatThrownBy(() -> local.cluster().requireAlive())
          .isInstanceOf(ClusterException.class)
          .hasMessage(
              """
              the embedded node has ended, and the cluster is gone with it.
              Try: look for what killed process %d (dmesg tells when memory ran out)."""
                  .formatted(node.pid()));
      await("the end of all its processes", () -> children().findAny().isEmpty());
    }
  }

  @Test
  void killedNodeIsWhatRequestsAndTheDescriptionTellOf() throws Exception {
    String gone = "the embedded node has ended, and the cluster is gone with it.";
    try (CortexLocal local = Project.start(Map.of())) {
      RealtimeApi api = new Project(folder).answers("hello", 8080).deployTo(local);
      String url = api.url().toString();
      descendant("node.sh cortex-local-node").destroyForcibly();
      await("the notice of its end", () -> isGone(local));

      assertThatThrownBy(() -> api.get("/"))
          .isInstanceOf(TrafficException.class)
          .hasMessageStartingWith("GET " + url + "/ got no answer: " + gone)
          .hasNoCause();
      assertThat(api.describe()).startsWith("  " + gone);
      assertThat(api.timeline().replicas()).as("what was known before").hasSize(1);
    }
  }

  private static boolean isGone(CortexLocal local) {
    try {
      local.cluster().requireAlive();
      return false;
    } catch (ClusterException e) {
      return true;
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void killedGatewayComesBackAtItsPortWithItsRoutes(boolean userNamespace) throws Exception {
    try (CortexLocal local = start(userNamespace)) {
      URI before = local.cluster().gateway();
      RealtimeApi api = new Project(folder).answers("hello", 8080).deployTo(local);
      descendant("\"id\" : \"gateway\"").destroyForcibly();
      await("the gateway's restart", () -> restarts(local, "istio-system") == 1);
      await("an answer of the API", () -> status(api) == 200);
      assertThat(local.cluster().gateway()).isEqualTo(before);
      assertThat(api.get("/").text()).isEqualTo("from 127.0.0.1, 10.42.0.2");
    }
  }

  @Test
  void killedSidecarComesBack() throws Exception {
    try (CortexLocal local = Project.start(Map.of())) {
      RealtimeApi api = new Project(folder).answers("hello", 8080).deployTo(local);
      sidecar().destroyForcibly();
      await("the sidecar's restart", () -> restarts(local, "default") == 1);
      await("an answer of the API", () -> status(api) == 200);
    }
  }

  @Test
  void whatNeedsAGatewayThatIsNotThereInTimeSaysSo() throws Exception {
    String message = "Deployment ingressgateway-apis of the cluster's own was not ready within ";
    try (CortexLocal local = Project.start(Map.of("cortex.local.start-timeout", "1ms"))) {
      Project project = new Project(folder).answers("hello", 8080);
      assertThatThrownBy(() -> project.deployTo(local))
          .isInstanceOf(ClusterException.class)
          .hasMessageStartingWith(message);
      assertThatThrownBy(() -> local.cluster().gateway())
          .isInstanceOf(ClusterException.class)
          .hasMessageStartingWith(message);
    }
  }

  private static CortexLocal start(boolean userNamespace) {
    return Project.start(
        Map.of("cortex.local.embedded.user-namespace", Boolean.toString(userNamespace)));
  }

  private static int status(RealtimeApi api) {
    return api.get("/").status();
  }

  private static int restarts(CortexLocal local, String namespace) {
    List<Pod> pods = local.cluster().kubernetes().list(ResourceType.POD, namespace, Map.of());
    return pods.stream()
        .flatMap(pod -> pod.getStatus().getContainerStatuses().stream())
        .mapToInt(ContainerStatus::getRestartCount)
        .sum();
  }

  private static ProcessHandle sidecar() {
    return children()
        .filter(process -> line(process).contains(LISTENER))
        .filter(process -> !line(process).contains("\"id\" : \"gateway\""))
        .filter(process -> !line(process).contains("bwrap") && !line(process).contains("nsenter"))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no sidecar runs"));
  }

  private static ProcessHandle descendant(String argument) {
    return children()
        .filter(process -> line(process).contains(argument))
        .filter(process -> !line(process).contains("nsenter"))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no process has " + argument));
  }

  private static Stream<ProcessHandle> children() {
    return ProcessHandle.current().descendants();
  }

  private static String line(ProcessHandle process) {
    return process.info().commandLine().orElse("");
  }

  private static void await(String what, BooleanSupplier condition) {
    Deadline deadline = Deadline.after(Duration.ofSeconds(20));
    while (!condition.getAsBoolean()) {
      if (deadline.passed()) {
        throw new AssertionError("waited 20 s in vain for " + what);
      }
      LockSupport.parkNanos(5_000_000);
    }
  }
}
