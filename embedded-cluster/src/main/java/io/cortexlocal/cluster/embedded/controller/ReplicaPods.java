package io.cortexlocal.cluster.embedded.controller;

import io.cortexlocal.cluster.PodConditions;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The pods of a Deployment that count as its replicas: neither ended nor about to.
 *
 * @param updated those of its present template
 * @param old those of each earlier template, by its hash; the oldest template first
 */
record ReplicaPods(List<Pod> updated, Map<String, List<Pod>> old, Instant now, Duration minReady) {

  private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

  static ReplicaPods of(Collection<Pod> pods, String hash, Instant now, Duration minReady) {
    List<Pod> updated = new ArrayList<>();
    Map<String, List<Pod>> old = new LinkedHashMap<>();
    pods.stream()
        .filter(ReplicaPods::isActive)
        .sorted(
            Comparator.comparing((Pod pod) -> pod.getMetadata().getCreationTimestamp())
                .thenComparing(pod -> pod.getMetadata().getName()))
        .forEach(
            pod -> {
              String template = template(pod);
              (template.equals(hash)
                      ? updated
                      : old.computeIfAbsent(template, key -> new ArrayList<>()))
                  .add(pod);
            });
    return new ReplicaPods(updated, old, now, minReady);
  }

  /** Returns whether the pod has not ended, whether or not it is about to. */
  static boolean exists(Pod pod) {
    return pod.getStatus() == null || !ENDED.contains(String.valueOf(pod.getStatus().getPhase()));
  }

  static boolean isActive(Pod pod) {
    return exists(pod) && pod.getMetadata().getDeletionTimestamp() == null;
  }

  /** Returns the hash of the template that a pod is made of. */
  static String template(Pod pod) {
    Map<String, String> labels = pod.getMetadata().getLabels();
    return labels == null ? "" : labels.getOrDefault(PodTemplates.HASH_LABEL, "");
  }

  List<Pod> all() {
    List<Pod> all = new ArrayList<>(updated);
    old.values().forEach(all::addAll);
    return all;
  }

  int total() {
    return updated.size() + oldTotal();
  }

  int oldTotal() {
    return old.values().stream().mapToInt(List::size).sum();
  }

  int ready() {
    return (int) all().stream().filter(PodConditions::isReady).count();
  }

  int available() {
    return available(all());
  }

  int available(Collection<Pod> pods) {
    return (int)
        pods.stream()
            .filter(pod -> untilAvailable(pod).filter(Duration::isZero).isPresent())
            .count();
  }

  /** Returns the shortest time until a pod that is ready becomes available. */
  Optional<Duration> untilNextAvailable() {
    return all().stream()
        .flatMap(pod -> untilAvailable(pod).stream())
        .filter(left -> !left.isZero())
        .min(Comparator.naturalOrder());
  }

  private Optional<Duration> untilAvailable(Pod pod) {
    if (!PodConditions.isReady(pod)) {
      return Optional.empty();
    }
    if (minReady.isZero()) {
      return Optional.of(Duration.ZERO);
    }
    Duration left = Duration.between(now, readySince(pod).plus(minReady));
    return Optional.of(left.isNegative() ? Duration.ZERO : left);
  }

  static Instant readySince(Pod pod) {
    return pod.getStatus().getConditions().stream()
        .filter(condition -> condition.getType().equals("Ready"))
        .map(PodCondition::getLastTransitionTime)
        .findFirst()
        .map(Instant::parse)
        .orElse(Instant.EPOCH);
  }
}
