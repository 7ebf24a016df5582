package io.cortexlocal.cluster.embedded.kubelet;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import java.time.Instant;

/**
 * How a run of a container ended.
 *
 * @param message empty when there is nothing to say
 * @param tick when it ended, in a ticker's nanoseconds
 */
record ContainerEnd(
    String containerId,
    int exitCode,
    String reason,
    String message,
    Instant startedAt,
    Instant finishedAt,
    long tick) {

  ContainerState state() {
    return new ContainerStateBuilder()
        .withNewTerminated()
        .withContainerID(containerId)
        .withExitCode(exitCode)
        .withReason(reason)
        .withMessage(message.isEmpty() ? null : message)
        .withStartedAt(PodStatuses.timestamp(startedAt))
        .withFinishedAt(PodStatuses.timestamp(finishedAt))
        .endTerminated()
        .build();
  }
}
