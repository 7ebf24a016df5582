package io.cortexlocal.cluster.embedded.rest;

import io.cortexlocal.cluster.Kubernetes.LostLines;
import io.cortexlocal.cluster.Kubernetes.Subscription;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.cluster.embedded.store.ObjectStore;
import io.cortexlocal.cluster.embedded.store.PodAccess;
import io.cortexlocal.cluster.embedded.store.WrittenLine;
import io.cortexlocal.cluster.embedded.store.WrittenLines;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** What containers wrote. */
final class PodLogs {

  /** How many lines may wait for a client; one that falls further behind loses its connection. */
  private static final int WAITING = 10_000;

  private static final Duration IDLE = Duration.ofMinutes(1);

  private final ObjectStore store;
  private final PodAccess pods;
  private final InstantSource clock;

  PodLogs(ObjectStore store, PodAccess pods, InstantSource clock) {
    this.store = store;
    this.pods = pods;
    this.clock = clock;
  }

  void answer(RestRequest request, String namespace, String name, Responder responder)
      throws IOException {
    Query query = request.query();
    LogOptions options = LogOptions.of(query, clock.instant());
    Pod pod =
        store
            .get(ResourceType.POD, namespace, name)
            .orElseThrow(() -> ApiFailure.notFound("pods", name));
    String container = container(pod, query.text("container"));
    requireRun(pod, container, options.previous());
    if (options.follow() && !options.previous()) {
      follow(namespace, name, container, options, responder);
    } else {
      List<WrittenLine> lines =
          pods.written(namespace, name, container, options.last(), options.previous());
      responder.text(200, text(lines, options));
    }
  }

  private static byte[] text(List<WrittenLine> lines, LogOptions options) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    for (WrittenLine line : lines) {
      if (options.has(line) && !options.isEnough(text.size())) {
        text.writeBytes(options.within(options.text(line), text.size()));
      }
    }
    return text.toByteArray();
  }

  private void follow(
      String namespace, String pod, String container, LogOptions options, Responder responder)
      throws IOException {
    WaitingPieces<String> waiting = new WaitingPieces<>(WAITING, responder.client());
    WrittenLines taker =
        new WrittenLines() {
          @Override
          public void line(WrittenLine line) {
            if (options.has(line)) {
              waiting.add(options.text(line));
            }
          }

          @Override
          public void lost(LostLines lost) {
            waiting.add(options.text(new WrittenLine(lost.at(), lost.describe())));
          }
        };
    try (Subscription unused =
        pods.followWritten(namespace, pod, container, options.last(), taker, waiting::end)) {
      responder.begin("text/plain");
      long sent = 0;
      while (!waiting.done() && !options.isEnough(sent)) {
        Optional<String> text = waiting.next(IDLE);
        if (text.isPresent()) {
          byte[] piece = options.within(text.get(), sent);
          responder.piece(piece);
          sent += piece.length;
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
