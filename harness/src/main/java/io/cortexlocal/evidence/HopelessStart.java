package io.cortexlocal.evidence;

import io.cortexlocal.cluster.PodConditions;
import io.cortexlocal.status.ExitCodes;
import io.cortexlocal.text.Printable;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Optional;

/** Replicas of which it is certain that waiting for them helps no more. */
public final class HopelessStart {

  private final int toleratedRestarts;

  /**
   * @param toleratedRestarts how often a container may be started again without its replica having
   *     become Ready
   */
  public HopelessStart(int toleratedRestarts) {
    this.toleratedRestarts = toleratedRestarts;
  }

  /**
   * Returns why one of the pods will not become Ready; empty as long as one may hope.
   *
   * @param nodes of the cluster; none when no pod waits for one
   */
  public Optional<String> reason(List<Pod> pods, RunsWithoutReadiness runs, List<Node> nodes) {
    for (Pod pod : pods) {
      if (pod.getMetadata().getDeletionTimestamp() != null
          || pod.getSpec() == null
          || pod.getStatus() == null) {
        continue;
      }
      if (PodConditions.isUnschedulable(pod)) {
        // A pod that a node has no room for now may get some; one that is too large for each never.
        Optional<LargerThanNode> tooLarge = LargerThanNode.of(pod, nodes);
        if (tooLarge.isPresent()) {
          return tooLarge.map(
              it -> "pod %s asks for %s".formatted(pod.getMetadata().getName(), it.text()));
        }
      }
      for (ContainerStatus container : pod.getStatus().getContainerStatuses()) {
        Optional<String> reason = reason(pod, container, runs);
        if (reason.isPresent()) {
          return reason.map(
              text ->
                  Printable.of(
                      "container %s of pod %s %s"
                          .formatted(container.getName(), pod.getMetadata().getName(), text)));
        }
      }
    }
    return Optional.empty();
  }

  private Optional<String> reason(Pod pod, ContainerStatus container, RunsWithoutReadiness runs) {
    if (ImageNotThere.isCertain(container)) {
      return Optional.of("has no image: %s is not there".formatted(container.getImage()));
    }
    boolean mayComeYet =
        pod.getSpec().getContainers().stream()
            .filter(spec -> spec.getName().equals(container.getName()))
            .anyMatch(CommandNotStarted::mayComeYet);
    Optional<String> refused = CommandNotStarted.message(container);
    if (refused.isPresent() && !mayComeYet) {
      return Optional.of("could not be started: " + refused.get().strip());
    }
    int ends = runs.of(pod, container.getName());
    Optional<ContainerStateTerminated> end = Replica.lastEnd(container);
    if (end.isEmpty() || ends == 0) {
      return Optional.empty();
    }
    int code = end.get().getExitCode();
    if ((code == ExitCodes.NOT_FOUND || code == ExitCodes.NOT_EXECUTABLE) && !mayComeYet) {
      return Optional.of("ended with exit code %s".formatted(ExitCodes.text(code)));
    }
    if (ends <= toleratedRestarts) {
      return Optional.empty();
    }
    return Optional.of(
        "ended %s without having been ready, the last time with exit code %s (more restarts are"
                .formatted(ends == 1 ? "once" : ends + " times", ExitCodes.text(code))
            + " allowed with cortex.local.tolerate-restarts)");
  }
}
