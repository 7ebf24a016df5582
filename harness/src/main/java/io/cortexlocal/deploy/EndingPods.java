package io.cortexlocal.deploy;

import io.cortexlocal.cluster.PodConditions;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** Pods that were deleted and have yet to end: until then they keep their CPU and memory. */
final class EndingPods {

  private static final int MOST_NAMES = 3;

  private EndingPods() {}

  /**
   * Returns that pods wait for the room of others; empty when none does.
   *
   * @param own the pods of an API
   * @param all those of its namespace
   */
  static String keptRoom(List<Pod> own, List<Pod> all, Instant now) {
    List<Pod> ending =
        all.stream()
            .filter(EndingPods::isEnding)
            .filter(pod -> pod.getSpec() != null && pod.getSpec().getNodeName() != null)
            .sorted(Comparator.comparing(pod -> pod.getMetadata().getName()))
            .toList();
    boolean waits =
        own.stream().anyMatch(pod -> !isEnding(pod) && PodConditions.isUnschedulable(pod));
    if (!waits || ending.isEmpty()) {
      return "";
    }
    long left =
        ending.stream()
            .map(pod -> Instant.parse(pod.getMetadata().getDeletionTimestamp()))
            .mapToLong(end -> Math.max(1, Duration.between(now, end).plusMillis(999).toSeconds()))
            .max()
            .orElseThrow();
    return "; the node's room is kept by %s, deleted, which %s at most %d s more to end (%s)"
        .formatted(
            names(ending),
            ending.size() == 1 ? "has" : "have",
            left,
            "cortex.local.termination-grace lets pods end sooner");
  }

  private static boolean isEnding(Pod pod) {
    return pod.getMetadata().getDeletionTimestamp() != null;
  }

  private static String names(List<Pod> pods) {
    String names =
        String.join(
            ", ", pods.stream().limit(MOST_NAMES).map(pod -> pod.getMetadata().getName()).toList());
    return pods.size() <= MOST_NAMES
        ? names
        : "%s and %d more".formatted(names, pods.size() - MOST_NAMES);
  }
}
