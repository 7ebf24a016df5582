package io.cortexlocal.cluster.embedded.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RolloutLimitsTests {

  @ParameterizedTest
  @CsvSource({
    "10, 25%, 25%, 3, 2",
    "1,  25%, 25%, 1, 0",
    "4,  25%, 25%, 1, 1",
    "3,  0,   25%, 0, 1",
    "3,  0%,  0%,  0, 1",
    "1,  0,   25%, 0, 1",
    "5,  2,   1,   2, 1",
    "2,  100%,100%,2, 2",
    "2,  1,   5,   1, 2",
    "0,  25%, 25%, 0, 0",
    "7,  30%, 30%, 3, 2",
    "100, 1%, 1%,  1, 1"
  })
  void resolvesAsKubernetesDoes(
      int replicas, String surge, String unavailable, int maxSurge, int maxUnavailable) {
    assertThat(
            RolloutLimits.of(
                Objects.deployment("a", replicas, "i", limit(surge), limit(unavailable))))
        .isEqualTo(new RolloutLimits(replicas, maxSurge, maxUnavailable));
  }

  @Test
  void whatIsNotSaidIsAQuarterOfOneReplica() {
    Deployment deployment = Objects.deployment("a", 1, "i");
    deployment.getSpec().setReplicas(null);
    deployment.getSpec().setStrategy(null);
    assertThat(RolloutLimits.of(deployment)).isEqualTo(new RolloutLimits(1, 1, 0));
  }

  private static IntOrString limit(String text) {
    return text.endsWith("%") ? new IntOrString(text) : new IntOrString(Integer.parseInt(text));
  }
}
