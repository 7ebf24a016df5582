package io.cortexlocal.observe;

import io.cortexlocal.istio.AccessLog;
import io.cortexlocal.timeline.TimelineEvent;
import io.cortexlocal.workload.sidecar.SidecarEvent;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** From what a sidecar reports to what a timeline says. */
final class SidecarEvents {

  private SidecarEvents() {}

  /** Returns a request or a probe, which began at {@code start} and was over at {@code end}. */
  static TimelineEvent traffic(
      String replica,
      SidecarEvent.Request request,
      Instant start,
      Instant end,
      boolean throughGateway,
      UnaryOperator<String> shared) {
    AccessLog log = request.log();
    String method = shared.apply(log.method());
    String path = shared.apply(log.forwardedPath());
    if (request.isProbe()) {
      return new TimelineEvent.Probe(start, replica, method, path, log.status());
    }
    return new TimelineEvent.Request(
        start,
        replica,
        log.requestId(),
        method,
        path,
        log.firstByteUpstream(),
        end,
        log.status(),
        request.isRefused(),
        throughGateway);
  }

  /** Returns what happened to the container's port or its workers; empty for anything else. */
  static Optional<TimelineEvent> health(String replica, SidecarEvent event, Instant at) {
    if (event instanceof SidecarEvent.PortBound) {
      return Optional.of(new TimelineEvent.PortBound(at, replica));
    } else if (event instanceof SidecarEvent.PortLost) {
      return Optional.of(new TimelineEvent.PortLost(at, replica));
    } else if (event instanceof SidecarEvent.Answering) {
      return Optional.of(new TimelineEvent.Answering(at, replica));
    }
    return Optional.empty();
  }
}
