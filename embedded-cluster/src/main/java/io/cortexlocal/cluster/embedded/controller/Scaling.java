package io.cortexlocal.cluster.embedded.controller;

import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is to be done next about the number of a Deployment's pods.
 *
 * @param added how many pods of the present template are to be made
 * @param removed which pods are to be deleted, by the hash of their template
 */
record Scaling(int added, Map<String, List<Pod>> removed) {

  private static final Scaling NONE = new Scaling(0, Map.of());

  boolean isNone() {
    return added == 0 && removed.isEmpty();
  }

  /** Takes the next step of a rolling update, as Kubernetes' Deployment controller does. */
  static Scaling rolling(ReplicaPods pods, RolloutLimits limits, String hash) {
    int updated = pods.updated().size();
    if (updated != limits.replicas()) {
      Scaling ofUpdated =
          updated > limits.replicas()
              ? removing(hash, pods.updated(), updated - limits.replicas(), pods.now())
              : adding(Math.min(limits.maxTotal() - pods.total(), limits.replicas() - updated));
      if (!ofUpdated.isNone()) {
        return ofUpdated;
      }
    }
    int updatedUnavailable = updated - pods.available(pods.updated());
    int mayGo = pods.total() - limits.minAvailable() - updatedUnavailable;
    if (pods.oldTotal() == 0 || mayGo <= 0) {
      return NONE;
    }
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (Map.Entry<String, List<Pod>> template : pods.old().entrySet()) {
      int unavailable = template.getValue().size() - pods.available(template.getValue());
      int count = Math.min(mayGo, unavailable);
      counts.put(template.getKey(), count);
      mayGo -= count;
    }
    int spare = pods.available() - limits.minAvailable();
    for (Map.Entry<String, List<Pod>> template : pods.old().entrySet()) {
      int left = template.getValue().size() - counts.get(template.getKey());
      int count = Math.max(0, Math.min(left, spare));
      counts.merge(template.getKey(), count, Integer::sum);
      spare -= count;
    }
    Map<String, List<Pod>> removed = new LinkedHashMap<>();
    counts.forEach(
        (template, count) ->
            removed.putAll(
                removing(template, pods.old().get(template), count, pods.now()).removed()));
    return new Scaling(0, removed);
  }

  /**
   * Takes the next step of strategy Recreate: pods of the present template come when all earlier
   * ones are gone.
   *
   * @param all the Deployment's pods, those that are about to end included
   */
  static Scaling recreate(
      ReplicaPods pods, RolloutLimits limits, String hash, Collection<Pod> all) {
    if (pods.oldTotal() > 0) {
      return new Scaling(0, pods.old());
    }
    boolean oldExist =
        all.stream()
            .anyMatch(pod -> ReplicaPods.exists(pod) && !ReplicaPods.template(pod).equals(hash));
    int missing = limits.replicas() - pods.updated().size();
    if (oldExist) {
      return NONE;
    }
    return missing >= 0 ? adding(missing) : removing(hash, pods.updated(), -missing, pods.now());
  }

  private static Scaling adding(int count) {
    return count <= 0 ? NONE : new Scaling(count, Map.of());
  }

  private static Scaling removing(String template, List<Pod> pods, int count, Instant now) {
    if (count <= 0) {
      return NONE;
    }
    List<Pod> ordered = new ArrayList<>(pods);
    ordered.sort(ScaleDownOrder.at(now));
    return new Scaling(0, Map.of(template, List.copyOf(ordered.subList(0, count))));
  }
}
