package io.cortexlocal.junit;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Container;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;

/** A test process that is killed leaves a cluster, which the next run removes. */
@Tag("docker")
class KilledProcessIT {

  private static final Duration START = Duration.ofMinutes(4);

  @TempDir private Path folder;

  @Test
  void theNextRunRemovesWhatAKilledOneLeft() throws Exception {
    List<String> others = nodes();
    Map<String, String> environment = Map.of("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + folder);
    List<String> left;
    Set<Path> directories;
    try (Fork killed = Fork.start(ClusterProcess.class, environment)) {
      killed.awaitLine(ClusterProcess.CLUSTER, START);
      left = nodes();
      left.removeAll(others);
      killed.kill();
      directories = directories();
    }
    assertThat(left).as("containers of the killed run").hasSize(1);
    assertThat(directories).as("directories of the killed run").hasSize(1);

    try (Fork next = Fork.start(ClusterProcess.class, environment)) {
      next.awaitLine(ClusterProcess.CLUSTER, START);
      assertThat(nodes()).doesNotContainAnyElementsOf(left).containsAll(others);
      assertThat(directories()).hasSize(1).doesNotContainAnyElementsOf(directories);
      List<String> mine = nodes();
      mine.removeAll(others);
      next.kill();
      mine.forEach(
          id -> client().removeContainerCmd(id).withForce(true).withRemoveVolumes(true).exec());
    }
    assertThat(nodes()).isEqualTo(others);
  }

  private static List<String> nodes() {
    return new ArrayList<>(
        client()
            .listContainersCmd()
            .withShowAll(true)
            .withLabelFilter(List.of("io.cortexlocal.owner"))
            .exec()
            .stream()
            .map(Container::getId)
            .sorted()
            .toList());
  }

  private Set<Path> directories() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(path -> path.getFileName().toString().startsWith("cortex-local-k3s-"))
          .collect(Collectors.toSet());
    }
  }

  private static DockerClient client() {
    return DockerClientFactory.lazyClient();
  }
}
