package io.cortexlocal.cluster.embedded.controller;

import io.cortexlocal.quantity.KubernetesQuantity;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.Map;

/**
 * Amounts of resources by name, exact as the scheduler counts them: CPUs in thousandths and
 * everything else in units, rounded up.
 */
record ResourceAmounts(Map<String, BigDecimal> values) {

  static final ResourceAmounts NONE = new ResourceAmounts(Map.of());

  private static final String CPU = "cpu";
  private static final int CPU_DIGITS = 3;

  ResourceAmounts {
    values = Map.copyOf(values);
  }

  static ResourceAmounts of(Map<String, Quantity> quantities) {
    Map<String, BigDecimal> values = new HashMap<>();
    if (quantities != null) {
      quantities.forEach((name, quantity) -> values.put(name, value(name, quantity)));
    }
    return new ResourceAmounts(values);
  }

  /** Returns what a pod asks for: the sum of its containers' requests, else of their limits. */
  static ResourceAmounts requestedBy(Pod pod) {
    ResourceAmounts sum = NONE;
    for (Container container : pod.getSpec().getContainers()) {
      sum = sum.plus(requestedBy(container.getResources()));
    }
    return sum;
  }

  private static ResourceAmounts requestedBy(ResourceRequirements resources) {
    if (resources == null) {
      return NONE;
    }
    Map<String, BigDecimal> values = new HashMap<>(of(resources.getLimits()).values);
    values.putAll(of(resources.getRequests()).values);
    return new ResourceAmounts(values);
  }

  BigDecimal get(String name) {
    return values.getOrDefault(name, BigDecimal.ZERO);
  }

  ResourceAmounts plus(ResourceAmounts other) {
    Map<String, BigDecimal> sum = new HashMap<>(values);
    other.values.forEach((name, value) -> sum.merge(name, value, BigDecimal::add));
    return new ResourceAmounts(sum);
  }

  private static BigDecimal value(String name, Quantity quantity) {
    String text = quantity.getAmount() + (quantity.getFormat() == null ? "" : quantity.getFormat());
    return KubernetesQuantity.parse(text)
        .orElseThrow(
            () -> new IllegalArgumentException("%s of %s is no quantity".formatted(text, name)))
        .setScale(name.equals(CPU) ? CPU_DIGITS : 0, RoundingMode.CEILING);
  }
}
