package io.cortexlocal.status;

import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;

/** Pods and containers in the states that a kubelet reports. */
final class Pods {

  private Pods() {}

  static Pod pod(String phase, ContainerStatus... containers) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("api-a1-x")
        .withNamespace("default")
        .endMetadata()
        .withNewStatus()
        .withPhase(phase)
        .withContainerStatuses(containers)
        .endStatus()
        .build();
  }

  static Pod withCondition(Pod pod, String type, String status, String since, String message) {
    return new PodBuilder(pod)
        .editStatus()
        .addNewCondition()
        .withType(type)
        .withStatus(status)
        .withLastTransitionTime(since)
        .withMessage(message)
        .endCondition()
        .endStatus()
        .build();
  }

  static Pod withReady(Pod pod, boolean ready) {
    return withCondition(pod, "Ready", ready ? "True" : "False", null, null);
  }

  static Pod deleted(Pod pod) {
    return new PodBuilder(pod)
        .editMetadata()
        .withDeletionTimestamp("2026-01-02T03:04:05Z")
        .endMetadata()
        .build();
  }

  static Pod withInit(Pod pod, ContainerStatus... containers) {
    return new PodBuilder(pod)
        .editStatus()
        .withInitContainerStatuses(List.of(containers))
        .endStatus()
        .build();
  }

  static Pod evicted(String message) {
    return new PodBuilder(pod("Failed"))
        .editStatus()
        .withReason("Evicted")
        .withMessage(message)
        .endStatus()
        .build();
  }

  static ContainerStatus running(String name, boolean ready) {
    return new ContainerStatusBuilder()
        .withName(name)
        .withReady(ready)
        .withRestartCount(0)
        .withState(new ContainerStateBuilder().withNewRunning().endRunning().build())
        .build();
  }

  static ContainerStatus waiting(String name, String reason) {
    return waiting(name, reason, null);
  }

  static ContainerStatus waiting(String name, String reason, String message) {
    return new ContainerStatusBuilder()
        .withName(name)
        .withReady(false)
        .withRestartCount(0)
        .withState(
            new ContainerStateBuilder()
                .withNewWaiting()
                .withReason(reason)
                .withMessage(message)
                .endWaiting()
                .build())
        .build();
  }

  static ContainerStatus ended(String name, int exitCode, String reason) {
    return new ContainerStatusBuilder()
        .withName(name)
        .withReady(false)
        .withRestartCount(0)
        .withState(
            new ContainerStateBuilder()
                .withNewTerminated()
                .withExitCode(exitCode)
                .withReason(reason)
                .endTerminated()
                .build())
        .build();
  }

  static ContainerStatus restarted(ContainerStatus now, int times, int exitCode, String reason) {
    return new ContainerStatusBuilder(now)
        .withRestartCount(times)
        .withLastState(
            new ContainerStateBuilder()
                .withNewTerminated()
                .withExitCode(exitCode)
                .withReason(reason)
                .endTerminated()
                .build())
        .build();
  }

  /** A container that waits until it may be started again. */
  static ContainerStatus backOff(String name, int exitCode, String reason) {
    return restarted(waiting(name, "CrashLoopBackOff"), 1, exitCode, reason);
  }
}
