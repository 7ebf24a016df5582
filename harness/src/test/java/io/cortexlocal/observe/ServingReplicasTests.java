package io.cortexlocal.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ServingReplicasTests {

  private static final Pod NEW = ready("new", "10.42.0.7");
  private static final Pod OLD = ready("old", "10.42.0.6");

  @Test
  void allReadyReplicasGetRequests() {
    assertThat(areAll(List.of(NEW), 1, "10.42.0.7:8888")).isTrue();
  }

  @Test
  void notWhileOneIsUnknownToTheGateway() {
    assertThat(areAll(List.of(NEW, ready("new", "10.42.0.8")), 2, "10.42.0.7:8888")).isFalse();
    assertThat(areAll(List.of(NEW), 1)).isFalse();
  }

  @Test
  void notWhileTheGatewayStillSendsToOneOfTheFormerPodSection() {
    assertThat(areAll(List.of(OLD, NEW), 1, "10.42.0.6:8888", "10.42.0.7:8888")).isFalse();
    assertThat(areAll(List.of(OLD, NEW), 1, "10.42.0.6:8888")).isFalse();
    assertThat(areAll(List.of(OLD, NEW), 1, "10.42.0.7:8888")).isTrue();
  }

  @Test
  void notWhileTheGatewayStillSendsToOneThatEnds() {
    Pod ending =
        new PodBuilder(ready("new", "10.42.0.9"))
            .editMetadata()
            .withDeletionTimestamp("2026-01-01T00:00:00Z")
            .endMetadata()
            .build();

    assertThat(areAll(List.of(NEW, ending), 1, "10.42.0.7:8888", "10.42.0.9:8888")).isFalse();
    assertThat(areAll(List.of(NEW, ending), 1, "10.42.0.7:8888")).isTrue();
  }

  @Test
  void notWhileTooFewAreReady() {
    assertThat(areAll(List.of(NEW), 2, "10.42.0.7:8888")).isFalse();
    assertThat(areAll(List.of(), 1)).isFalse();
  }

  private static boolean areAll(List<Pod> pods, int wanted, String... endpoints) {
    return ServingReplicas.areAll(pods, "new", wanted, Set.of(endpoints));
  }

  private static Pod ready(String podId, String address) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("pod-" + address)
        .addToLabels("podID", podId)
        .endMetadata()
        .withNewStatus()
        .withPodIP(address)
        .addNewCondition()
        .withType("Ready")
        .withStatus("True")
        .endCondition()
        .endStatus()
        .build();
  }
}
