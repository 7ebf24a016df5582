package io.cortexlocal.cluster.embedded.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ScaleDownOrderTests {

  private static final Instant NOW = Instant.parse("2026-01-02T04:00:00Z");

  @Test
  void theLeastUsefulGoesFirst() {
    List<Pod> ordered =
        List.of(
            pod("1-without-a-node", null, "Pending", null, "03:00:00", 0, null),
            pod("2-pending", "node", "Pending", null, "03:00:00", 0, null),
            pod("3-not-ready", "node", "Running", null, "03:00:00", 0, null),
            pod("4-cheap", "node", "Running", "03:10:00", "03:00:00", 0, "-5"),
            pod("5-just-ready", "node", "Running", "03:59:59", "03:00:00", 0, null),
            pod("6-often-restarted", "node", "Running", "03:10:00", "03:00:00", 3, null),
            pod("7-young", "node", "Running", "03:10:00", "03:50:00", 0, null),
            pod("8-of-the-same-age-but-later", "node", "Running", "03:10:00", "03:00:01", 0, null),
            pod("9-old", "node", "Running", "03:10:00", "03:00:00", 0, null));
    List<Pod> shuffled = new ArrayList<>(ordered);
    for (int seed = 0; seed < 20; seed++) {
      Collections.shuffle(shuffled, new Random(seed));
      assertThat(shuffled.stream().sorted(ScaleDownOrder.at(NOW)))
          .extracting(pod -> pod.getMetadata().getName())
          .containsExactlyElementsOf(
              ordered.stream().map(pod -> pod.getMetadata().getName()).toList());
    }
  }

  private static Pod pod(
      String name,
      String node,
      String phase,
      String readySince,
      String created,
      int restarts,
      String cost) {
    PodBuilder pod =
        new PodBuilder()
            .withNewMetadata()
            .withName(name)
            .withUid(name)
            .withCreationTimestamp("2026-01-02T" + created + "Z")
            .endMetadata()
            .withNewSpec()
            .withNodeName(node)
            .endSpec()
            .withNewStatus()
            .withPhase(phase)
            .addNewContainerStatus()
            .withRestartCount(restarts)
            .endContainerStatus()
            .endStatus();
    if (readySince != null) {
      pod.editStatus()
          .addNewCondition()
          .withType("Ready")
          .withStatus("True")
          .withLastTransitionTime("2026-01-02T" + readySince + "Z")
          .endCondition()
          .endStatus();
    }
    if (cost != null) {
      pod.editMetadata()
          .addToAnnotations("controller.kubernetes.io/pod-deletion-cost", cost)
          .endMetadata();
    }
    return pod.build();
  }
}
