package io.cortexlocal.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplicaCountsTests {

  @ParameterizedTest
  @CsvSource({
    "2, 7, 2, 2, 2, true",
    "2, 8, 2, 2, 2, true",
    "2, 6, 2, 2, 2, false",
    "2, 7, 3, 3, 2, false",
    "2, 7, 3, 2, 2, false",
    "2, 7, 2, 1, 2, false",
    "2, 7, 2, 2, 1, false",
    "2, 7, 1, 1, 1, false",
    "0, 7, 0, 0, 0, false",
    "1, 7, , , , false",
    "1, , 1, 1, 1, false"
  })
  void upToDateMeansThatRequestedReadyAndUpdatedAreTheSame(
      int wanted, Long observed, Integer replicas, Integer ready, Integer updated, boolean is) {
    assertThat(ReplicaCounts.isUpToDate(deployment(wanted, observed, replicas, ready, updated), 7))
        .isEqualTo(is);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 7, 0, true",
    "0, 8, , true",
    "0, 6, 0, false",
    "0, 7, 1, false",
    "1, 7, 0, false",
    "0, , 0, false"
  })
  void atRestMeansThatNoReplicaIsAskedForAndNoneIsLeft(
      int wanted, Long observed, Integer replicas, boolean is) {
    assertThat(ReplicaCounts.isAtRest(deployment(wanted, observed, replicas, 0, replicas), 7))
        .isEqualTo(is);
  }

  @Test
  void aDeploymentThatNoControllerHasSeen() {
    Deployment deployment = new DeploymentBuilder().withNewSpec().withReplicas(2).endSpec().build();

    assertThat(ReplicaCounts.isUpToDate(deployment, 1)).isFalse();
    assertThat(ReplicaCounts.describe(deployment))
        .isEqualTo("0 of 2 replicas are ready, 0 are up to date");
  }

  @Test
  void isDescribedInNumbers() {
    Deployment deployment = deployment(3, 7L, 4, 2, 1);

    assertThat(ReplicaCounts.describe(deployment))
        .isEqualTo("2 of 3 replicas are ready, 1 are up to date");
  }

  private static Deployment deployment(
      int wanted, Long observed, Integer replicas, Integer ready, Integer updated) {
    return new DeploymentBuilder()
        .withNewSpec()
        .withReplicas(wanted)
        .endSpec()
        .withNewStatus()
        .withObservedGeneration(observed)
        .withReplicas(replicas)
        .withReadyReplicas(ready)
        .withUpdatedReplicas(updated)
        .endStatus()
        .build();
  }
}
