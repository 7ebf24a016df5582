package io.cortexlocal.status;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** How a pod's container ended, in a few words. */
public final class LastExit {

  private LastExit() {}

  /** Returns it for the first container of a pod that has ended; empty when none has. */
  public static Optional<String> of(Pod pod) {
    if (pod.getStatus() == null) {
      return Optional.empty();
    }
    return pod.getStatus().getContainerStatuses().stream()
        .flatMap(container -> of(container).stream())
        .findFirst();
  }

  private static Optional<String> of(ContainerStatus container) {
    Optional<ContainerStateTerminated> end =
        Stream.of(container.getState(), container.getLastState())
            .filter(Objects::nonNull)
            .map(ContainerState::getTerminated)
            .filter(Objects::nonNull)
            .findFirst();
    int restarts = container.getRestartCount() == null ? 0 : container.getRestartCount();
    return end.map(
        terminated ->
            "container %s ended with exit code %s%s"
                .formatted(
                    container.getName(),
                    ExitCodes.text(terminated.getExitCode()),
                    restarts == 0
                        ? ""
                        : ", and was restarted %d time%s"
                            .formatted(restarts, restarts == 1 ? "" : "s")));
  }
}
