package io.cortexlocal.cluster.embedded.kubelet;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.HostIPBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodIPBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** A pod's status as the kubelet of Kubernetes 1.34 derives it from that of the containers. */
final class PodStatuses {

  private static final Set<String> OWN_CONDITIONS =
      Set.of("PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady");
  private static final Set<String> FINAL_PHASES = Set.of("Succeeded", "Failed");

  private PodStatuses() {}

  /** Returns a time as the API server writes it. */
  static String timestamp(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /**
   * Returns the status, with what others have written to it.
   *
   * @param existing what the cluster has
   */
  static PodStatus of(Observed observed, PodStatus existing, Instant now) {
    PodStatus before = existing == null ? new PodStatus() : existing;
    String phase = phase(observed, before.getPhase());
    PodStatusBuilder status =
        new PodStatusBuilder(before)
            .withPhase(phase)
            .withStartTime(timestamp(observed.startTime()))
            .withContainerStatuses(observed.containers())
            .withConditions(conditions(observed, phase, before, now));
    observed
        .hostIp()
        .ifPresent(
            address ->
                status
                    .withHostIP(address)
                    .withHostIPs(new HostIPBuilder().withIp(address).build()));
    observed
        .podIp()
        .ifPresent(
            address ->
                status.withPodIP(address).withPodIPs(new PodIPBuilder().withIp(address).build()));
    return status.build();
  }

  private static String phase(Observed observed, String before) {
    if (before != null && FINAL_PHASES.contains(before)) {
      return before;
    }
    int running = 0;
    int waiting = 0;
    int stopped = 0;
    int succeeded = 0;
    for (ContainerStatus container : observed.containers()) {
      ContainerState state = container.getState();
      if (state.getRunning() != null) {
        running++;
      } else if (state.getTerminated() != null) {
        stopped++;
        succeeded += state.getTerminated().getExitCode() == 0 ? 1 : 0;
      } else if (container.getLastState().getTerminated() != null) {
        stopped++;
      } else {
        waiting++;
      }
    }
    if (waiting > 0) {
      return "Pending";
    }
    if (running > 0) {
      return "Running";
    }
    if (stopped == succeeded && (observed.ended() || !observed.restartPolicy().equals("Always"))) {
      return "Succeeded";
    }
    return observed.ended() || observed.restartPolicy().equals("Never") ? "Failed" : "Running";
  }

  private static List<PodCondition> conditions(
      Observed observed, String phase, PodStatus before, Instant now) {
    List<PodCondition> conditions = new ArrayList<>();
    conditions.add(condition("PodReadyToStartContainers", observed.hasSandbox(), null, null));
    conditions.add(
        condition("Initialized", true, phase.equals("Succeeded") ? "PodCompleted" : null, null));
    List<String> unready =
        observed.containers().stream()
            .filter(container -> !container.getReady())
            .map(ContainerStatus::getName)
            .toList();
    String reason = null;
    String message = null;
    if (phase.equals("Succeeded")) {
      reason = "PodCompleted";
    } else if (phase.equals("Failed")) {
      reason = "PodFailed";
    } else if (!unready.isEmpty()) {
      reason = "ContainersNotReady";
      message = "containers with unready status: " + GoText.list(unready);
    }
    conditions.add(condition("Ready", reason == null, reason, message));
    conditions.add(condition("ContainersReady", reason == null, reason, message));
    List<PodCondition> all = new ArrayList<>();
    for (PodCondition condition : conditions) {
      all.add(sinceWhen(condition, before, now));
    }
    before.getConditions().stream()
        .filter(condition -> !OWN_CONDITIONS.contains(condition.getType()))
        .forEach(all::add);
    return all;
  }

  private static PodCondition condition(
      String type, boolean status, String reason, String message) {
    return new PodConditionBuilder()
        .withType(type)
        .withStatus(status ? "True" : "False")
        .withReason(reason)
        .withMessage(message)
        .build();
  }

  private static PodCondition sinceWhen(PodCondition condition, PodStatus before, Instant now) {
    Optional<PodCondition> same =
        before.getConditions().stream()
            .filter(other -> other.getType().equals(condition.getType()))
            .filter(other -> Objects.equals(other.getStatus(), condition.getStatus()))
            .findFirst();
    return new PodConditionBuilder(condition)
        .withLastTransitionTime(
            same.map(PodCondition::getLastTransitionTime).orElseGet(() -> timestamp(now)))
        .build();
  }

  /**
   * What the kubelet sees of a pod.
   *
   * @param ended whether no container will run any more
   */
  record Observed(
      String restartPolicy,
      Instant startTime,
      boolean hasSandbox,
      Optional<String> podIp,
      Optional<String> hostIp,
      List<ContainerStatus> containers,
      boolean ended) {}
}
