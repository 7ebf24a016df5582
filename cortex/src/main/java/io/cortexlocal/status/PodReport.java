package io.cortexlocal.status;

import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.PodConditions;
import io.cortexlocal.text.Printable;
import io.cortexlocal.workload.Names;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Describes a pod for a person who wonders why it is not ready, or what it answered. */
public final class PodReport {

  private static final int EVENTS = 8;

  /** More than are shown: probes and blank lines must not push out what the application said. */
  private static final int LOG_LINES_READ = 300;

  private PodReport() {}

  /**
   * Returns the pod's state, that of each container, its last events, and the last lines of each
   * container but a ready sidecar. Each line is indented by two spaces.
   *
   * @param now by the cluster's clock
   */
  public static String describe(Kubernetes kubernetes, Pod pod, Instant now) {
    List<String> lines = new ArrayList<>();
    String name = pod.getMetadata().getName();
    lines.add("pod %s is %s".formatted(name, PodStates.of(pod, now)));
    PodConditions.find(pod, "PodScheduled")
        .filter(scheduled -> scheduled.getStatus().equals("False"))
        .map(PodCondition::getMessage)
        .ifPresent(message -> lines.add("  not scheduled: " + message));
    List<ContainerStatus> containers =
        pod.getStatus() == null ? List.of() : pod.getStatus().getContainerStatuses();
    containers.forEach(container -> lines.add("  " + state(container)));
    try {
      events(kubernetes, pod, lines);
      containers.stream()
          .filter(container -> !isReadySidecar(container))
          .forEach(container -> log(kubernetes, pod, container, lines));
    } catch (ClusterException e) {
      lines.add("  no more is known: " + e.getMessage());
    }
    return "  " + Printable.of(String.join("\n  ", lines));
  }

  /** Its lines are those of the timeline. */
  private static boolean isReadySidecar(ContainerStatus container) {
    return container.getName().equals(Names.PROXY_CONTAINER)
        && Boolean.TRUE.equals(container.getReady());
  }

  private static void events(Kubernetes kubernetes, Pod pod, List<String> lines) {
    List<Event> events =
        kubernetes.events(pod.getMetadata().getNamespace(), "Pod", pod.getMetadata().getName());
    if (events.isEmpty()) {
      return;
    }
    lines.add("  last events:");
    events.stream()
        .skip(Math.max(0, events.size() - EVENTS))
        .forEach(event -> lines.add("    " + event(event)));
  }

  private static String event(Event event) {
    String time =
        Optional.ofNullable(event.getLastTimestamp())
            .or(() -> Optional.ofNullable(event.getMetadata().getCreationTimestamp()))
            .orElse("");
    String count =
        event.getCount() == null || event.getCount() < 2
            ? ""
            : " (%dx)".formatted(event.getCount());
    return "%s %s %s%s: %s%s"
        .formatted(
            time,
            event.getType(),
            event.getReason(),
            count,
            container(event).map("container %s: "::formatted).orElse(""),
            event.getMessage());
  }

  /** A probe's message does not say whose it is; the path of the field does. */
  private static Optional<String> container(Event event) {
    return EventSubject.container(event)
        .filter(name -> "Unhealthy ProbeWarning".contains(event.getReason()));
  }

  private static void log(
      Kubernetes kubernetes, Pod pod, ContainerStatus container, List<String> lines) {
    String namespace = pod.getMetadata().getNamespace();
    String name = pod.getMetadata().getName();
    String log = kubernetes.logs(namespace, name, container.getName(), LOG_LINES_READ, false);
    if (log.isEmpty() && container.getRestartCount() != null && container.getRestartCount() > 0) {
      log = kubernetes.logs(namespace, name, container.getName(), LOG_LINES_READ, true);
    }
    if (log.isEmpty()) {
      lines.add("  container %s wrote no log".formatted(container.getName()));
      return;
    }
    LastLines last = LastLines.of(log, writesRecords(pod, container));
    if (last.shown().isEmpty()) {
      lines.add(
          "  container %s wrote nothing but %s"
              .formatted(container.getName(), last.leftOut().orElse("blank lines")));
      return;
    }
    lines.add(
        "  last lines of container %s%s:"
            .formatted(
                container.getName(), last.leftOut().map(" (without %s)"::formatted).orElse("")));
    last.shown().forEach(line -> lines.add("    " + line));
  }

  /** Sidecars and the gateway's containers write them between their own words. */
  private static boolean writesRecords(Pod pod, ContainerStatus container) {
    return container.getName().equals(Names.PROXY_CONTAINER)
        || Names.ISTIO_NAMESPACE.equals(pod.getMetadata().getNamespace());
  }

  private static String state(ContainerStatus container) {
    StringBuilder text = new StringBuilder("container " + container.getName() + " is ");
    ContainerState state = container.getState();
    if (state == null) {
      text.append("unknown");
    } else if (state.getRunning() != null) {
      text.append(Boolean.TRUE.equals(container.getReady()) ? "ready" : "running but not ready");
    } else if (state.getTerminated() != null) {
      text.append(end(state.getTerminated()));
    } else if (state.getWaiting() != null) {
      text.append("waiting: ").append(state.getWaiting().getReason());
      if (state.getWaiting().getMessage() != null) {
        text.append(" (").append(state.getWaiting().getMessage()).append(')');
      }
    }
    if (container.getRestartCount() != null && container.getRestartCount() > 0) {
      text.append(", restarted ").append(container.getRestartCount()).append("x");
      ContainerState last = container.getLastState();
      if (last != null && last.getTerminated() != null) {
        text.append(", last run ").append(end(last.getTerminated()));
      }
    }
    return text.toString();
  }

  private static String end(ContainerStateTerminated end) {
    List<String> reasons = new ArrayList<>();
    ExitCodes.meaning(end.getExitCode()).ifPresent(reasons::add);
    if (end.getReason() != null && (reasons.isEmpty() || !end.getReason().equals("Error"))) {
      reasons.add(end.getReason());
    }
    if (end.getMessage() != null && !end.getMessage().isBlank()) {
      reasons.add(end.getMessage().strip());
    }
    return "ended with exit code %d%s"
        .formatted(
            end.getExitCode(), reasons.isEmpty() ? "" : " (" + String.join("; ", reasons) + ")");
  }
}
