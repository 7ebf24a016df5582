package io.cortexlocal.cli.control;

import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.install.GatewayPod;
import io.cortexlocal.istio.AccessLog;
import io.cortexlocal.json.Json;
import io.cortexlocal.time.Deadline;
import io.cortexlocal.workload.Names;
import io.cortexlocal.workload.sidecar.SidecarEvent;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Finds what became of one request, by its {@code x-request-id}, in what the sidecars and the
 * gateway wrote of late. Nothing is kept for it.
 */
final class RequestSearch {

  private static final int LINES = 500;

  /** The proxies write a request down once it is over, and a moment after its answer was sent. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private static final long POLL_MILLIS = 50;

  private final Kubernetes kubernetes;

  RequestSearch(Kubernetes kubernetes) {
    this.kubernetes = kubernetes;
  }

  /**
   * Returns what was found within 3 s.
   *
   * @throws InterruptedException when the thread is interrupted
   */
  Map<String, Object> find(String id) throws InterruptedException {
    Deadline deadline = Deadline.after(PATIENCE);
    while (true) {
      List<Map<String, Object>> replicas = replicas(id);
      boolean last = deadline.passed();
      // Of one that reached a replica its sidecar tells too, perhaps a moment later.
      Optional<AccessLog> gateway =
          replicas.isEmpty()
              ? gateway(id).filter(it -> last || !it.reachedUpstream())
              : Optional.empty();
      if (!replicas.isEmpty() || gateway.isPresent() || last) {
        return Json.object(
            "replicas",
            replicas,
            "answered_by_gateway",
            gateway.map(it -> Json.object("flags", it.flags(), "details", it.details())));
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }

  private List<Map<String, Object>> replicas(String id) {
    List<Found> found = new ArrayList<>();
    for (Pod pod : kubernetes.list(ResourceType.POD, Names.NAMESPACE, Map.of())) {
      if (pod.getMetadata().getLabels().containsKey(Names.LABEL_API_NAME)) {
        lines(pod, Names.PROXY_CONTAINER, id)
            .forEach(log -> found.add(new Found(pod, new SidecarEvent.Request(log))));
      }
    }
    return found.stream()
        .filter(it -> !it.request().isProbe())
        .sorted(Comparator.comparing(it -> it.request().at()))
        .map(Found::json)
        .toList();
  }

  private Optional<AccessLog> gateway(String id) {
    return kubernetes
        .list(ResourceType.POD, Names.ISTIO_NAMESPACE, Map.of("istio", Names.GATEWAY_WORKLOAD))
        .stream()
        .flatMap(pod -> lines(pod, GatewayPod.ENVOY_CONTAINER, id).stream())
        .findFirst();
  }

  private List<AccessLog> lines(Pod pod, String container, String id) {
    return kubernetes
        .logs(
            pod.getMetadata().getNamespace(), pod.getMetadata().getName(), container, LINES, false)
        .lines()
        .filter(line -> line.contains(id))
        .flatMap(line -> AccessLog.parse(line).stream())
        .filter(log -> log.requestId().equals(id))
        .toList();
  }

  /** A request as a replica's sidecar saw it. */
  private record Found(Pod pod, SidecarEvent.Request request) {

    Map<String, Object> json() {
      AccessLog log = request.log();
      Optional<Duration> queued = log.firstByteUpstream();
      Duration whole = Duration.between(log.start(), log.end());
      return Json.object(
          "api",
          pod.getMetadata().getLabels().get(Names.LABEL_API_NAME),
          "replica",
          pod.getMetadata().getName(),
          "status",
          log.status(),
          "refused",
          request.isRefused(),
          "queued_ms",
          queued.map(RequestSearch::millis),
          "processing_ms",
          queued.map(whole::minus).map(RequestSearch::millis));
    }
  }

  private static double millis(Duration duration) {
    return Math.max(0, duration.toNanos() / 1000) / 1e3;
  }
}
