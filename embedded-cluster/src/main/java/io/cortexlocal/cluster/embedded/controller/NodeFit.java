package io.cortexlocal.cluster.embedded.controller;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A node, and what the pods on it hold. */
final class NodeFit {

  private static final String PODS = "pods";
  private static final int DEFAULT_PODS = 110;
  private static final String SELECTOR = "node(s) didn't match Pod's node affinity/selector";

  private final String name;
  private final Map<String, String> labels;
  private final ResourceAmounts allocatable;
  private final BigDecimal maxPods;
  private ResourceAmounts held = ResourceAmounts.NONE;
  private int pods;

  NodeFit(Node node) {
    this.name = node.getMetadata().getName();
    this.labels =
        node.getMetadata().getLabels() == null ? Map.of() : node.getMetadata().getLabels();
    Map<String, Quantity> quantities =
        node.getStatus() == null ? Map.of() : node.getStatus().getAllocatable();
    this.allocatable = ResourceAmounts.of(quantities);
    this.maxPods = allocatable.values().getOrDefault(PODS, BigDecimal.valueOf(DEFAULT_PODS));
  }

  String name() {
    return name;
  }

  void hold(ResourceAmounts requests) {
    held = held.plus(requests);
    pods++;
  }

  /** Returns why a pod cannot be here, in Kubernetes' words; nothing when it can. */
  List<String> obstacles(Pod pod, ResourceAmounts requests) {
    Map<String, String> selector = pod.getSpec().getNodeSelector();
    if (selector != null && !labels.entrySet().containsAll(selector.entrySet())) {
      return List.of(SELECTOR);
    }
    List<String> obstacles = new ArrayList<>();
    if (maxPods.compareTo(BigDecimal.valueOf(pods + 1L)) < 0) {
      obstacles.add("Too many pods");
    }
    requests
        .values()
        .forEach(
            (resource, amount) -> {
              BigDecimal free = allocatable.get(resource).subtract(held.get(resource));
              if (amount.signum() > 0 && amount.compareTo(free) > 0) {
                obstacles.add("Insufficient " + resource);
              }
            });
    return obstacles;
  }
}
