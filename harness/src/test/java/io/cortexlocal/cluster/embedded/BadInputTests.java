package io.cortexlocal.cluster.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.cortexlocal.CortexLocal;
import io.cortexlocal.RealtimeApi;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.deploy.DeployException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What users get wrong, by the way of a deployment. */
class BadInputTests {

  private static CortexLocal local;

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    local = Project.start(Map.of("cortex.local.timeout", "4s"));
  }

  @AfterAll
  static void stop() {
    local.close();
  }

  @AfterEach
  void nothingIsLeft() {
    assertThat(local.cluster().kubernetes().list(ResourceType.DEPLOYMENT, "default", Map.of()))
        .isEmpty();
  }

  @Test
  void missingProgramIsNamedWithItsPlace() throws IOException {
    Project project = new Project(folder).runs("a", 8080, "/no/such/program");
    assertThatThrownBy(() -> project.deployTo(local))
        .hasMessage(
            "image acme/app:1: run: there is no program /no/such/program (%s:2:21)\n"
                    .formatted(folder.resolve("cortex-local.yaml"))
                + "Try: build it first.");
  }

  @Test
  void vanishedDirectoryIsNamedWithItsPlace() throws IOException {
    Project project =
        new Project(folder)
            .write("a", 8080, "")
            .images("run: {command: [bash], directory: vanished}");
    assertThatThrownBy(() -> project.deployTo(local))
        .hasMessage(
            "%s:2:50: directory %s does not exist"
                .formatted(folder.resolve("cortex-local.yaml"), folder.resolve("vanished")));
  }

  @Test
  void emptyArchiveIsNamed() throws IOException {
    Path archive = Files.createFile(folder.resolve("app.tar"));
    Project project = new Project(folder).write("a", 8080, "").images("archive: app.tar");
    assertThatThrownBy(() -> project.deployTo(local))
        .hasMessage(
            """
            image acme/app:1 cannot be had from the archive %s: it has 0 bytes
            Try: docker save acme/app:1 -o %s"""
                .formatted(archive, archive));
  }

  @Test
  void containerThatForksAndEndsTakesItsChildrenWithIt() throws IOException {
    Project project = new Project(folder).runs("forks", 8080, "bash", "-c", "sleep 987 & exit 0");
    Throwable failure = catchThrowable(() -> project.deployTo(local));
    assertThat(failure)
        .isInstanceOf(DeployException.class)
        .hasMessageContaining("API forks did not come up within 4 s")
        .hasMessageContaining("container api is waiting: CrashLoopBackOff")
        .hasMessageContaining("last run ended with exit code 0 (Completed)")
        .hasMessageEndingWith(
            "Try: container api ends by itself with exit code 0: let its command be a server that stays.");
    assertThat(commandLines()).noneMatch(line -> line.endsWith("sleep 987"));
  }

  @Test
  void containerThatIgnoresSigtermDoesNotHoldUpWhoClosesItsApi() throws IOException {
    Project project =
        new Project(folder)
            .write("stubborn", 8080, "")
            .images(
                Project.answer(8080)
                    .replace(
                        "command: [", "command: [bash, -c, 'trap \"\" TERM; \"$0\" \"$@\"', "));
    RealtimeApi api = project.deploySlowlyTo(local);
    assertThat(api.get("/").status()).isEqualTo(200);
    api.close();
  }

  @Test
  void serverOnPort80AndTwoPodsOnOnePort() throws IOException {
    Path other = Files.createDirectory(folder.resolve("other"));
    try (RealtimeApi one = new Project(folder).answers("one", 80).deploySlowlyTo(local);
        RealtimeApi two = new Project(other).answers("two", 80).deploySlowlyTo(local)) {
      assertThat(List.of(one.get("/").status(), two.get("/").status())).containsOnly(200);
    }
  }

  @Test
  void gpuIsNotThereUnlessItIsConfigured() throws IOException {
    Project project =
        new Project(folder).write("gpu", 8080, ", gpu: 1").images(Project.answer(8080));
    assertThatThrownBy(() -> project.deployTo(local))
        .hasMessageContaining(
            "not scheduled: 0/1 nodes are available: 1 Insufficient nvidia.com/gpu.")
        .hasMessageEndingWith(
            "Try: the pod asks for more GPU than the node has when nothing else runs: lower compute in"
                + " cortex.yaml. The backend embedded counts what cortex.local.embedded.cpus, .gpus"
                + " and .inferentia-chips say.");
    try (CortexLocal withGpu = Project.start(Map.of(EmbeddedSettings.GPUS.name(), "1"))) {
      assertThat(project.deployTo(withGpu).get("/").status()).isEqualTo(200);
    }
  }

  @Test
  void containersThatWriteMuchAreServedAndCut() throws IOException {
    String write =
        "head -c 10000000 /dev/zero | tr -c y y; echo; yes $(printf %01000d 7) | head -c 100000000; echo end";
    Project project =
        new Project(folder)
            .write("loud", 8080, "")
            .images(
                Project.answer(8080)
                    .replace(
                        "command: [",
                        "command: [bash, -c, \"" + write + "; exec \\\"$0\\\" \\\"$@\\\"\", "));
    try (RealtimeApi api = project.deploySlowlyTo(local)) {
      assertThat(api.get("/").status()).isEqualTo(200);
      String pod =
          local
              .cluster()
              .kubernetes()
              .list(ResourceType.POD, "default", Map.of("apiName", "loud"))
              .get(0)
              .getMetadata()
              .getName();
      String log =
          local.cluster().kubernetes().logs("default", pod, "api", Integer.MAX_VALUE, false);
      assertThat(log).hasSizeBetween(3_000_000, 5_000_000).endsWith("end\n");
    }
  }

  private static List<String> commandLines() {
    return ProcessHandle.current()
        .descendants()
        .map(process -> process.info().commandLine().orElse(""))
        .toList();
  }
}
