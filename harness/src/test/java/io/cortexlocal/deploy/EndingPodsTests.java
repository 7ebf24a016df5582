package io.cortexlocal.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EndingPodsTests {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:18.500Z");

  private final List<Pod> waiting = List.of(pod("api-new-1", true));

  @Test
  void podsThatWaitForTheRoomOfDeletedOnesSayWhoseAndForHowLong() {
    List<Pod> all = new ArrayList<>(waiting);
    all.add(pod("api-other-1", false));
    all.add(ending("api-old-1", "2026-01-01T00:01:00Z"));
    assertThat(EndingPods.keptRoom(waiting, all, NOW))
        .isEqualTo(
            "; the node's room is kept by api-old-1, deleted, which has at most 42 s more to end"
                + " (cortex.local.termination-grace lets pods end sooner)");
  }

  @Test
  void manyAreCountedAndTheLastOneTellsTheTime() {
    List<Pod> all =
        Stream.of("e", "d", "c", "b", "a")
            .map(name -> ending(name, "2026-01-01T00:00:0" + (name.charAt(0) - 'a') + "Z"))
            .toList();
    assertThat(EndingPods.keptRoom(waiting, all, NOW))
        .startsWith(
            "; the node's room is kept by a, b, c and 2 more, deleted, which have at most 1 s");
  }

  @Test
  void nothingIsSaidWhereNoneWaitsOrNoneEnds() {
    List<Pod> ending = List.of(ending("api-old-1", "2026-01-01T00:01:00Z"));
    assertThat(EndingPods.keptRoom(waiting, waiting, NOW)).isEmpty();
    assertThat(EndingPods.keptRoom(List.of(pod("api-new-1", false)), ending, NOW)).isEmpty();
    assertThat(EndingPods.keptRoom(List.of(), ending, NOW)).isEmpty();
  }

  private static Pod pod(String name, boolean unschedulable) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .endMetadata()
        .withNewSpec()
        .withNodeName(unschedulable ? null : "node")
        .endSpec()
        .withNewStatus()
        .addNewCondition()
        .withType("PodScheduled")
        .withStatus(unschedulable ? "False" : "True")
        .endCondition()
        .endStatus()
        .build();
  }

  private static Pod ending(String name, String end) {
    return new PodBuilder(pod(name, false))
        .editMetadata()
        .withDeletionTimestamp(end)
        .endMetadata()
        .build();
  }
}
