package io.cortexlocal.status;

import io.cortexlocal.cluster.PodConditions;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Tells the state of a pod as Cortex 0.42 does. */
public final class PodStates {

  private static final Duration STALLED_AFTER = Duration.ofMinutes(15);
  private static final Set<String> IMAGE_REASONS =
      Set.of("ErrImagePull", "ImagePullBackOff", "RegistryUnavailable");
  private static final Set<String> CREATING_REASONS =
      Set.of("ContainerCreating", "PodInitializing");
  private static final Set<Integer> KILLED_EXIT_CODES = Set.of(137, 143, 130, 129);
  private static final List<PodState> PRECEDENCE =
      List.of(PodState.KILLED_OOM, PodState.KILLED, PodState.FAILED, PodState.PENDING);

  private PodStates() {}

  /** Returns the state of a pod at a moment. */
  public static PodState of(Pod pod, Instant now) {
    String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
    if (phase == null) {
      return PodState.UNKNOWN;
    }
    return switch (phase) {
      case "Pending" -> isStalled(pod, now) ? PodState.STALLED : ofContainers(pod);
      case "Running" -> running(pod);
      case "Failed" -> failed(pod);
      case "Succeeded" -> PodState.SUCCEEDED;
      default -> PodState.UNKNOWN;
    };
  }

  private static boolean isStalled(Pod pod, Instant now) {
    return PodConditions.find(pod, "PodScheduled")
        .filter(scheduled -> scheduled.getStatus().equals("False"))
        .map(scheduled -> Instant.parse(scheduled.getLastTransitionTime()))
        .filter(since -> !since.plus(STALLED_AFTER).isAfter(now))
        .isPresent();
  }

  private static PodState running(Pod pod) {
    if (pod.getMetadata().getDeletionTimestamp() != null) {
      return PodState.TERMINATING;
    }
    if (PodConditions.isReady(pod)) {
      return PodState.READY;
    }
    PodState state = ofContainers(pod);
    return state == PodState.READY ? PodState.NOT_READY : state;
  }

  private static PodState failed(Pod pod) {
    String reason = pod.getStatus().getReason();
    String message = pod.getStatus().getMessage();
    if ("Evicted".equals(reason)
        && message != null
        && message.toLowerCase(Locale.ROOT).contains("low on resource: memory")) {
      return PodState.KILLED_OOM;
    }
    for (ContainerStatus container : pod.getStatus().getContainerStatuses()) {
      ContainerStateTerminated end =
          terminated(container.getLastState())
              .or(() -> terminated(container.getState()))
              .orElse(null);
      if (end == null) {
        continue;
      }
      if ("OOMKilled".equals(end.getReason())) {
        return PodState.KILLED_OOM;
      }
      if (KILLED_EXIT_CODES.contains(end.getExitCode())) {
        return PodState.KILLED;
      }
    }
    return PodState.FAILED;
  }

  private static PodState ofContainers(Pod pod) {
    List<ContainerStatus> containers = new ArrayList<>();
    containers.addAll(pod.getStatus().getInitContainerStatuses());
    containers.addAll(pod.getStatus().getContainerStatuses());
    if (containers.isEmpty()) {
      return PodState.PENDING;
    }
    EnumSet<PodState> found = EnumSet.noneOf(PodState.class);
    for (ContainerStatus container : containers) {
      PodState state = ofContainer(container);
      if (state == PodState.ERR_IMAGE_PULL) {
        return state;
      }
      found.add(state);
    }
    for (PodState state : PRECEDENCE) {
      if (found.contains(state)) {
        return state;
      }
    }
    if (found.equals(EnumSet.of(PodState.SUCCEEDED))) {
      return PodState.SUCCEEDED;
    }
    if (found.contains(PodState.CREATING)) {
      return PodState.CREATING;
    }
    return found.contains(PodState.NOT_READY) ? PodState.NOT_READY : PodState.READY;
  }

  private static PodState ofContainer(ContainerStatus container) {
    ContainerState state = container.getState();
    if (state != null && state.getRunning() != null) {
      return Boolean.TRUE.equals(container.getReady()) ? PodState.READY : PodState.NOT_READY;
    }
    Optional<ContainerStateTerminated> end =
        terminated(state).or(() -> terminated(container.getLastState()));
    if (end.isPresent()) {
      return ofEnd(end.get());
    }
    String reason =
        state == null || state.getWaiting() == null ? null : state.getWaiting().getReason();
    if (reason != null && IMAGE_REASONS.contains(reason)) {
      return PodState.ERR_IMAGE_PULL;
    }
    return reason != null && CREATING_REASONS.contains(reason)
        ? PodState.CREATING
        : PodState.PENDING;
  }

  private static PodState ofEnd(ContainerStateTerminated end) {
    if ("OOMKilled".equals(end.getReason())) {
      return PodState.KILLED_OOM;
    }
    if (end.getExitCode() == 0) {
      return PodState.SUCCEEDED;
    }
    return KILLED_EXIT_CODES.contains(end.getExitCode()) ? PodState.KILLED : PodState.FAILED;
  }

  private static Optional<ContainerStateTerminated> terminated(ContainerState state) {
    return state == null ? Optional.empty() : Optional.ofNullable(state.getTerminated());
  }
}
