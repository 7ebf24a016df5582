package io.cortexlocal.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.cluster.Kubernetes.Change;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import org.junit.jupiter.api.Test;

class CountedIdsTests {

  private final CountedIds ids = new CountedIds("own");

  @Test
  void anIdThatARefreshGaveCounts() {
    assertThat(ids.count(pod("a", "own"))).isTrue();
    assertThat(ids.count(pod("b", "later"))).isFalse();
    ids.learn(deployment("own"));

    ids.learn(deployment("later"));

    assertThat(ids.count(pod("a", "own"))).isTrue();
    assertThat(ids.count(pod("b", "later"))).isTrue();
    assertThat(ids.count(deployment("later"))).isTrue();
  }

  @Test
  void anIdOfBeforeCountsNot() {
    ids.learn(deployment("former"));

    assertThat(ids.count(pod("a", "former"))).isFalse();
    assertThat(ids.count(deployment("former"))).isFalse();
  }

  @Test
  void whatWasToldOfAPodBeforeItsDeploymentIsHandedOnInItsOrder() {
    ids.learn(deployment("own"));
    Change<Pod> created = new Change.Added<>(pod("b", "later"));
    Change<Pod> changed = new Change.Modified<>(pod("b", "later"));
    ids.hold(created);
    ids.hold(changed);
    ids.hold(new Change.Added<>(pod("c", "former")));
    ids.hold(new Change.Added<>(pod("d", "later")));
    ids.hold(new Change.Deleted<>(pod("d", "later")));

    assertThat(ids.learn(deployment("later"))).containsExactly(created, changed);
    assertThat(ids.learn(deployment("later"))).isEmpty();
  }

  private static Pod pod(String name, String id) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .addToLabels("deploymentID", id)
        .endMetadata()
        .build();
  }

  private static Deployment deployment(String id) {
    return new DeploymentBuilder()
        .withNewSpec()
        .withNewTemplate()
        .withNewMetadata()
        .addToLabels("deploymentID", id)
        .endMetadata()
        .endTemplate()
        .endSpec()
        .build();
  }
}
