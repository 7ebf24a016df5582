package io.cortexlocal.cluster.embedded.controller;

import io.cortexlocal.cluster.PodConditions;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Which pods of a template go first when there are too many, as Kubernetes 1.34 orders them:
 * without a node, pending, not ready, cheap to delete, ready for a shorter time, often restarted,
 * young. Ages count by their order of magnitude to the base 2; within it, the youngest goes first.
 */
final class ScaleDownOrder {

  private static final String DELETION_COST = "controller.kubernetes.io/pod-deletion-cost";
  private static final List<String> PHASES = List.of("Pending", "Unknown", "Running");

  private ScaleDownOrder() {}

  static Comparator<Pod> at(Instant now) {
    return Comparator.comparing((Pod pod) -> pod.getSpec().getNodeName() != null)
        .thenComparing(pod -> PHASES.indexOf(pod.getStatus().getPhase()))
        .thenComparing(PodConditions::isReady)
        .thenComparing(ScaleDownOrder::deletionCost)
        .thenComparing(
            pod -> PodConditions.isReady(pod) ? magnitude(ReplicaPods.readySince(pod), now) : 0)
        .thenComparing(Comparator.comparing(ScaleDownOrder::restarts).reversed())
        .thenComparing(pod -> magnitude(created(pod), now))
        .thenComparing(Comparator.comparing(ScaleDownOrder::created).reversed())
        .thenComparing(pod -> pod.getMetadata().getUid());
  }

  private static Instant created(Pod pod) {
    return Instant.parse(pod.getMetadata().getCreationTimestamp());
  }

  private static int magnitude(Instant since, Instant now) {
    long nanos;
    try {
      nanos = Duration.between(since, now).toNanos();
    } catch (ArithmeticException e) {
      nanos = Long.MAX_VALUE;
    }
    return nanos <= 0 ? -1 : Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos);
  }

  private static int deletionCost(Pod pod) {
    Map<String, String> annotations = pod.getMetadata().getAnnotations();
    String cost = annotations == null ? null : annotations.get(DELETION_COST);
    try {
      return cost == null ? 0 : Integer.parseInt(cost);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static int restarts(Pod pod) {
    return pod.getStatus().getContainerStatuses().stream()
        .map(ContainerStatus::getRestartCount)
        .mapToInt(count -> count == null ? 0 : count)
        .max()
        .orElse(0);
  }
}
