package io.cortexlocal.deploy;

import io.cortexlocal.istio.AccessLog;
import io.cortexlocal.timeline.TimelineEvent;
import io.cortexlocal.workload.sidecar.SidecarEvent;

/** From what a sidecar reports to what a timeline says. */
final class SidecarEvents {

  private SidecarEvents() {}

  static TimelineEvent onTimeline(String replica, SidecarEvent event) {
    if (event instanceof SidecarEvent.PortBound) {
      return new TimelineEvent.PortBound(event.at(), replica);
    } else if (event instanceof SidecarEvent.PortLost) {
      return new TimelineEvent.PortLost(event.at(), replica);
    } else if (event instanceof SidecarEvent.Answering) {
      return new TimelineEvent.Answering(event.at(), replica);
    }
    return request(replica, (SidecarEvent.Request) event);
  }

  private static TimelineEvent request(String replica, SidecarEvent.Request request) {
    AccessLog log = request.log();
    if (request.isProbe()) {
      return new TimelineEvent.Probe(
          log.start(), replica, log.method(), log.forwardedPath(), log.status());
    }
    return new TimelineEvent.Request(
        log.start(),
        replica,
        log.requestId(),
        log.method(),
        log.forwardedPath(),
        log.firstByteUpstream(),
        log.end(),
        log.status(),
        request.isRefused());
  }
}
