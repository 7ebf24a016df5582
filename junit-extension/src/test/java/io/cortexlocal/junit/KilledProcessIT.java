package io.cortexlocal.junit;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Container;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.testcontainers.DockerClientFactory;

/** A test process that is killed leaves a cluster, which the next run removes. */
@Tag("docker")
class KilledProcessIT {

  private static final Duration START = Duration.ofMinutes(4);

  @Test
  void theNextRunRemovesWhatAKilledOneLeft() throws Exception {
    List<String> others = nodes();
    List<String> left;
    try (Fork killed = Fork.start(ClusterProcess.class, Map.of())) {
      killed.awaitLine(ClusterProcess.CLUSTER, START);
      left = nodes();
      left.removeAll(others);
      killed.kill();
    }
    assertThat(left).as("containers of the killed run").hasSize(1);

    try (Fork next = Fork.start(ClusterProcess.class, Map.of())) {
      next.awaitLine(ClusterProcess.CLUSTER, START);
      assertThat(nodes()).doesNotContainAnyElementsOf(left).containsAll(others);
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

  private static DockerClient client() {
    return DockerClientFactory.lazyClient();
  }
}
