package io.cortexlocal.cluster.embedded.rest;

import io.cortexlocal.cluster.Kubernetes.LogLines;
import io.cortexlocal.cluster.Kubernetes.LostLines;
import io.cortexlocal.cluster.Kubernetes.Subscription;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.cluster.embedded.store.ObjectStore;
import io.cortexlocal.cluster.embedded.store.PodAccess;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What containers wrote. */
final class PodLogs {

  /** How many lines may wait for a client; one that falls further behind loses its connection. */
  private static final int WAITING = 10_000;

  private static final Duration IDLE = Duration.ofMinutes(1);

  private final ObjectStore store;
  private final PodAccess pods;

  PodLogs(ObjectStore store, PodAccess pods) {
    this.store = store;
    this.pods = pods;
  }

  void answer(RestRequest request, String namespace, String name, Responder responder)
      throws IOException {
    Query query = request.query();
    query.refuse(
        List.of("timestamps", "sinceSeconds", "sinceTime", "limitBytes", "stream"), "pods/log");
    int lines = query.count("tailLines").orElse(Integer.MAX_VALUE);
    boolean previous = query.flag("previous");
    boolean follow = query.flag("follow");
    Pod pod =
        store
            .get(ResourceType.POD, namespace, name)
            .orElseThrow(() -> ApiFailure.notFound("pods", name));
    String container = container(pod, query.text("container"));
    requireRun(pod, container, previous);
    if (follow && !previous) {
      follow(namespace, name, container, lines, responder);
    } else {
      responder.text(200, pods.logs(namespace, name, container, lines, previous));
    }
  }

  private void follow(
      String namespace, String pod, String container, int lines, Responder responder)
      throws IOException {
    WaitingPieces<String> waiting = new WaitingPieces<>(WAITING, responder.client());
    LogLines taker =
        new LogLines() {
          @Override
          public void line(String text) {
            waiting.add(text + "\n");
          }

          @Override
          public void lost(LostLines lost) {
            waiting.add(lost.describe() + "\n");
          }
        };
    try (Subscription unused =
        pods.followLogs(namespace, pod, container, lines, taker, waiting::end)) {
      responder.begin("text/plain");
      while (!waiting.done()) {
        Optional<String> text = waiting.next(IDLE);
        if (text.isPresent()) {
          responder.piece(text.get());
        }
      }
      responder.end();
    }
  }

  private static String container(Pod pod, Optional<String> wanted) {
    String name = pod.getMetadata().getName();
    List<String> names = pod.getSpec().getContainers().stream().map(Container::getName).toList();
    if (wanted.isEmpty()) {
      if (names.size() == 1) {
        return names.get(0);
      }
      throw ApiFailure.badRequest(
          "a container name must be specified for pod %s, choose one of: [%s]"
              .formatted(name, String.join(" ", names)));
    }
    if (!names.contains(wanted.get())) {
      throw ApiFailure.badRequest(
          "container %s is not valid for pod %s; it has %s"
              .formatted(wanted.get(), name, String.join(", ", names)));
    }
    return wanted.get();
  }

  private static void requireRun(Pod pod, String container, boolean previous) {
    String name = pod.getMetadata().getName();
    Optional<ContainerStatus> status =
        pod.getStatus().getContainerStatuses().stream()
            .filter(one -> one.getName().equals(container))
            .findFirst();
    boolean ranBefore =
        status.isPresent()
            && status.get().getLastState() != null
            && status.get().getLastState().getTerminated() != null;
    if (previous && !ranBefore) {
      throw ApiFailure.badRequest(
          "previous terminated container \"%s\" in pod \"%s\" not found"
              .formatted(container, name));
    }
    boolean started =
        status.isPresent()
            && status.get().getState() != null
            && status.get().getState().getWaiting() == null;
    if (!previous && !started && !ranBefore) {
      String reason =
          status.isPresent() && status.get().getState() != null
              ? status.get().getState().getWaiting().getReason()
              : "ContainerCreating";
      throw ApiFailure.badRequest(
          "container \"%s\" in pod \"%s\" is waiting to start: %s"
              .formatted(container, name, reason));
    }
  }
}
