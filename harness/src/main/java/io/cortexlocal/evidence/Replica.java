package io.cortexlocal.evidence;

import io.cortexlocal.config.RealtimeApiConfig;
import io.cortexlocal.workload.Names;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Probe;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * A replica that does not become ready, and where to look for the reason.
 *
 * @param others pods of the namespace that may hold what this one waits for
 * @param nodes of the cluster; none when they are not known
 */
record Replica(RealtimeApiConfig api, Pod pod, List<Pod> others, List<Node> nodes, PodLook look) {

  String name() {
    return pod.getMetadata().getName();
  }

  List<ContainerStatus> statuses() {
    return pod.getStatus() == null ? List.of() : pod.getStatus().getContainerStatuses();
  }

  Optional<Container> spec(String container) {
    return pod.getSpec() == null
        ? Optional.empty()
        : pod.getSpec().getContainers().stream()
            .filter(it -> it.getName().equals(container))
            .findFirst();
  }

  List<Container> specs() {
    return pod.getSpec() == null ? List.of() : pod.getSpec().getContainers();
  }

  /**
   * Returns the containers that run and are not ready. The sidecar is left out: its own probe fails
   * when the container's port is not open, which says less.
   */
  Stream<Container> runningUnready() {
    return statuses().stream()
        .filter(container -> !Boolean.TRUE.equals(container.getReady()))
        .filter(container -> !container.getName().equals(Names.PROXY_CONTAINER))
        .filter(Replica::isRunning)
        .flatMap(container -> spec(container.getName()).stream());
  }

  List<Event> events(String reason) {
    return look.events().stream().filter(event -> reason.equals(event.getReason())).toList();
  }

  /** Returns how a container's last run ended, when one has. */
  static Optional<ContainerStateTerminated> lastEnd(ContainerStatus container) {
    return Stream.of(container.getState(), container.getLastState())
        .filter(Objects::nonNull)
        .map(ContainerState::getTerminated)
        .filter(Objects::nonNull)
        .findFirst();
  }

  static boolean isRunning(ContainerStatus container) {
    return container.getState() != null && container.getState().getRunning() != null;
  }

  static int restarts(ContainerStatus container) {
    return container.getRestartCount() == null ? 0 : container.getRestartCount();
  }

  /** Returns the port that a probe asks, when it asks one by number. */
  static OptionalInt port(Probe probe) {
    IntOrString port =
        probe.getHttpGet() != null
            ? probe.getHttpGet().getPort()
            : probe.getTcpSocket() != null ? probe.getTcpSocket().getPort() : null;
    return port == null || port.getIntVal() == null
        ? OptionalInt.empty()
        : OptionalInt.of(port.getIntVal());
  }
}
