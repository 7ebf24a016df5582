package io.cortexlocal.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Docker stopped in the middle, on an engine of this test's own. */
@Tag("docker")
class DockerStoppedIT {

  private static final Path SCRIPTS = Path.of("../fixtures/docker-engine");
  private static final List<String> IMAGES =
      Stream.of(
              "CORTEX_LOCAL_K3S_IMAGE",
              "CORTEX_LOCAL_ENVOY_IMAGE",
              "CORTEX_LOCAL_JRE_IMAGE",
              "CORTEX_LOCAL_PYTHON_IMAGE",
              "TESTCONTAINERS_TINYIMAGE_CONTAINER_IMAGE")
          .map(System::getenv)
          .filter(image -> image != null)
          .toList();

  @TempDir Path temporary;

  private Path engine;
  private String host;

  @BeforeEach
  void startEngine() throws Exception {
    engine = Files.createTempDirectory("engine");
    host =
        run(List.of(SCRIPTS.resolve("start-private").toString(), engine.toString()))
            .lines()
            .filter(line -> line.startsWith("DOCKER_HOST="))
            .findFirst()
            .orElseThrow()
            .substring("DOCKER_HOST=".length());
    String images = String.join(" ", IMAGES);
    run(List.of("sh", "-c", "docker save " + images + " | docker --host " + host + " load"));
  }

  @AfterEach
  void stopEngine() throws Exception {
    run(List.of(SCRIPTS.resolve("stop-private").toString(), engine.toString()));
  }

  @Test
  void endsSoonNamesTheEngineAndLeavesNothing() throws Exception {
    Map<String, String> environment =
        Map.of(
            "DOCKER_HOST",
            host,
            "TESTCONTAINERS_RYUK_DISABLED",
            "true",
            "JAVA_TOOL_OPTIONS",
            "-Djava.io.tmpdir=" + temporary);
    try (Fork fork = Fork.start(ClusterProcess.class, environment)) {
      fork.awaitLine(ClusterProcess.POD, Duration.ofMinutes(4));
      ProcessHandle node = ProcessHandle.of(nodeProcess()).orElseThrow();

      run(List.of("sh", "-c", "kill $(cat " + engine.resolve("dockerd.pid") + ")"));

      String message = fork.awaitLine(ClusterProcess.FAILED, Duration.ofMinutes(2));
      assertThat(message)
          .isEqualTo("the Docker engine stopped answering, and the cluster is gone with it.");
      fork.awaitLine("Try: docker info.", Duration.ofMinutes(1));
      assertThat(fork.awaitEnd(Duration.ofMinutes(1))).isEqualTo(1);
      node.onExit().get(1, TimeUnit.MINUTES);
      try (Stream<Path> left = Files.list(temporary)) {
        assertThat(left.map(Path::getFileName).map(Path::toString))
            .noneMatch(name -> name.startsWith("cortex-local-"));
      }
    }
  }

  private long nodeProcess() throws Exception {
    String id =
        run(
            List.of(
                "docker", "--host", host, "ps", "-q", "--filter", "label=io.cortexlocal.owner"));
    return Long.parseLong(
        run(List.of("docker", "--host", host, "inspect", "--format", "{{.State.Pid}}", id.strip()))
            .strip());
  }

  private static String run(List<String> command) throws IOException, InterruptedException {
    Path output = Files.createTempFile("command", ".out");
    try {
      Process process =
          new ProcessBuilder(new ArrayList<>(command))
              .redirectOutput(output.toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      boolean ended = process.waitFor(5, TimeUnit.MINUTES);
      String text = Files.readString(output);
      assertThat(ended).as("%s has ended", command).isTrue();
      assertThat(process.exitValue()).as("exit code of %s: %s", command, text).isZero();
      return text;
    } finally {
      Files.deleteIfExists(output);
    }
  }
}
