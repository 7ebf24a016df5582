package io.cortexlocal.deploy;

import io.cortexlocal.cluster.PodConditions;
import io.cortexlocal.status.PodState;
import io.cortexlocal.status.PodStates;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** What to try when an API does not come up, by what its pods are doing. */
final class StartHint {

  private static final Set<PodState> ENDED =
      Set.of(PodState.FAILED, PodState.KILLED, PodState.KILLED_OOM, PodState.SUCCEEDED);

  private StartHint() {}

  /**
   * Returns the hint.
   *
   * @param port where the API's requests go
   * @param proxy the name of the sidecar's container
   */
  static String of(List<Pod> pods, int port, String proxy) {
    for (Pod pod : pods) {
      PodState state = PodStates.of(pod, Instant.now());
      if (state == PodState.PENDING && PodConditions.isUnschedulable(pod)) {
        return "the pod asks for more than the node has left: lower compute in cortex.yaml. The"
            + " backend embedded counts what cortex.local.embedded.cpus, .gpus and .inferentia-chips"
            + " say.";
      }
      if (state == PodState.ERR_IMAGE_PULL) {
        return "say in cortex-local.yaml how the image is had.";
      }
      if (ENDED.contains(state) || restarted(pod)) {
        return "a container ends by itself; its last lines stand above.";
      }
      if (onlyNotReady(pod, proxy)) {
        return "nothing accepts connections on 127.0.0.1:%d; compare pod.port with the port that the"
                .formatted(port)
            + " container serves.";
      }
    }
    return "compare the readiness probe with what the container serves, or allow more time with"
        + " cortex.local.timeout or @CortexApi(timeout).";
  }

  private static boolean restarted(Pod pod) {
    return statuses(pod).stream()
        .anyMatch(status -> status.getRestartCount() != null && status.getRestartCount() > 0);
  }

  private static boolean onlyNotReady(Pod pod, String container) {
    List<String> notReady =
        statuses(pod).stream()
            .filter(status -> !Boolean.TRUE.equals(status.getReady()))
            .map(ContainerStatus::getName)
            .toList();
    return notReady.equals(List.of(container));
  }

  private static List<ContainerStatus> statuses(Pod pod) {
    return pod.getStatus() == null ? List.of() : pod.getStatus().getContainerStatuses();
  }
}
