package io.cortexlocal.cluster.embedded.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.cluster.embedded.store.ObjectStore;
import io.cortexlocal.lifecycle.Closer;
import io.cortexlocal.time.Deadline;
import io.cortexlocal.time.Signal;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** Objects of these tests, and waiting for what becomes of them. */
final class Objects {

  private Objects() {}

  static Deployment deployment(
      String name, int replicas, String image, IntOrString maxSurge, IntOrString maxUnavailable) {
    return new DeploymentBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("default")
        .endMetadata()
        .withNewSpec()
        .withReplicas(replicas)
        .withNewSelector()
        .addToMatchLabels("app", name)
        .endSelector()
        .withNewStrategy()
        .withType("RollingUpdate")
        .withNewRollingUpdate()
        .withMaxSurge(maxSurge)
        .withMaxUnavailable(maxUnavailable)
        .endRollingUpdate()
        .endStrategy()
        .withNewTemplate()
        .withNewMetadata()
        .addToLabels("app", name)
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName("c")
        .withImage(image)
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  static Deployment deployment(String name, int replicas, String image) {
    return deployment(name, replicas, image, new IntOrString("25%"), new IntOrString("25%"));
  }

  static Pod pod(String name, Map<String, String> requests) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("default")
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName("c")
        .withNewResources()
        .withRequests(quantities(requests))
        .endResources()
        .endContainer()
        .endSpec()
        .build();
  }

  static Node node(String name, Map<String, String> allocatable) {
    return new NodeBuilder()
        .withNewMetadata()
        .withName(name)
        .addToLabels("workload", "true")
        .endMetadata()
        .withNewStatus()
        .withAllocatable(quantities(allocatable))
        .endStatus()
        .build();
  }

  static Map<String, Quantity> quantities(Map<String, String> texts) {
    return texts.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, text -> new Quantity(text.getValue())));
  }

  static List<Pod> pods(ObjectStore store) {
    return store.list(ResourceType.POD, Optional.empty(), Map.of());
  }

  private static List<String> names(List<Pod> pods) {
    return pods.stream().map(pod -> pod.getMetadata().getName()).toList();
  }

  static void await(ObjectStore store, String what, BooleanSupplier condition) {
    Signal signal = new Signal();
    Closer watches = new Closer();
    try {
      for (ResourceType<? extends HasMetadata> type :
          List.of(
              ResourceType.POD,
              ResourceType.DEPLOYMENT,
              ResourceType.ENDPOINT_SLICE,
              ResourceType.EVENT)) {
        watches.register(store.watch(type, Optional.empty(), Map.of(), change -> signal.changed()));
      }
      boolean came = signal.await(Deadline.after(Duration.ofSeconds(10)), condition);
      assertThat(came).as("%s, within 10 s; the pods are %s", what, names(pods(store))).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    } finally {
      watches.close();
    }
  }
}
