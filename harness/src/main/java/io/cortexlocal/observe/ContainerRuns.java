package io.cortexlocal.observe;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Optional;

/** The runs of a pod's containers, which restarts tell apart. */
final class ContainerRuns {

  private ContainerRuns() {}

  /** Returns the run of a container that has a log to follow. */
  static Optional<Run> running(Pod pod, String container) {
    if (pod.getStatus() == null) {
      return Optional.empty();
    }
    return pod.getStatus().getContainerStatuses().stream()
        .filter(status -> status.getName().equals(container))
        .filter(status -> status.getState() != null && status.getState().getRunning() != null)
        .findFirst()
        .map(status -> run(pod, status));
  }

  private static Run run(Pod pod, ContainerStatus status) {
    return new Run(
        pod.getMetadata().getNamespace(),
        pod.getMetadata().getName(),
        status.getName(),
        status.getContainerID());
  }

  /**
   * One run.
   *
   * @param id of the container, new with every run
   */
  record Run(String namespace, String pod, String container, String id) {}
}
