package io.cortexlocal.cli.ci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.cli.io.UsageException;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.cluster.embedded.InMemoryCluster;
import io.cortexlocal.time.Deadline;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CiOutputTests {

  @TempDir private Path folder;

  @Test
  void whatPassedAndWhatDidNotIsAJunitFile() throws Exception {
    CiOutput.in(folder.resolve("a/b"))
        .results(
            List.of(
                new CiResult("deploy", "hello", Duration.ofMillis(1500), Optional.empty()),
                new CiResult(
                    "smoke",
                    "GET hello /",
                    Duration.ofMillis(20),
                    Optional.of("expected <200>\u0007\nbody"))));

    assertThat(Files.readString(folder.resolve("a/b/junit.xml")))
        .isEqualTo(
            """
            <?xml version="1.0" encoding="UTF-8"?>\
            <testsuite name="cortex-local ci" tests="2" failures="1" errors="0" skipped="0"\
             time="1.520">\
            <testcase classname="cortex-local ci.deploy" name="hello" time="1.500"></testcase>\
            <testcase classname="cortex-local ci.smoke" name="GET hello /" time="0.020">\
            <failure message="expected &lt;200&gt;\uFFFD">expected &lt;200&gt;\uFFFD
            body</failure></testcase></testsuite>
            """);
  }

  @Test
  void aReplicaThatWasReplacedLeavesItsLogsAndEvents() throws Exception {
    CiOutput output = CiOutput.in(folder);
    List<String> problems = new CopyOnWriteArrayList<>();
    try (InMemoryCluster cluster = InMemoryCluster.start();
        FollowedLogs followed = output.follow("hello", cluster.kubernetes(), problems::add)) {
      cluster.kubernetes().apply(ResourceType.POD, pod("replaced"));
      cluster.await("the replica runs", () -> runs(cluster, 0));
      cluster.node().write("replaced", "api", "before the end");
      Path log = folder.resolve("hello/replaced/api.log");
      Path previous = folder.resolve("hello/replaced/api.previous.log");
      awaitText(log, "before the end\n");
      cluster.node().end("replaced", "api", 3);
      awaitText(previous, "before the end\n");
      cluster.await("the replica runs again", () -> runs(cluster, 1));
      cluster.node().write("replaced", "api", "after it");
      awaitText(log, "after it\n");
      cluster.kubernetes().delete(ResourceType.POD, "default", "replaced");
      cluster.await("the replica is gone", () -> cluster.pods(Map.of()).isEmpty());

      followed.close();
      output.replicas("hello", cluster.kubernetes(), followed);

      assertThat(previous).hasContent("before the end\n");
      assertThat(log).hasContent("after it\n");
      assertThat(folder.resolve("hello/replaced/events.txt")).content().contains("Started");
      assertThat(problems).isEmpty();
    }
  }

  private static boolean runs(InMemoryCluster cluster, int restarts) {
    return cluster.pods(Map.of()).stream()
        .filter(pod -> pod.getStatus() != null)
        .flatMap(pod -> pod.getStatus().getContainerStatuses().stream())
        .anyMatch(
            status ->
                status.getState().getRunning() != null && status.getRestartCount() == restarts);
  }

  /** A log is written by others, and nothing tells of that. */
  private static void awaitText(Path file, String text) throws Exception {
    Deadline deadline = Deadline.after(Duration.ofSeconds(20));
    while (!Files.exists(file) || !Files.readString(file).equals(text)) {
      assertThat(deadline.passed()).as("\"%s\" is not in %s within 20 s", text, file).isFalse();
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  private static Pod pod(String name) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("default")
        .addToLabels("apiName", "hello")
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName("api")
        .withImage("example/hello:1")
        .endContainer()
        .endSpec()
        .build();
  }

  @Test
  void aDirectoryThatCannotBeMadeIsNamed() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");

    assertThatThrownBy(() -> CiOutput.in(file.resolve("below")))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("--output: cannot write " + file.resolve("below"));
  }
}
