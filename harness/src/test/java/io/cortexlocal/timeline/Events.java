package io.cortexlocal.timeline;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Events of replica {@code p1} at milliseconds after a fixed moment. */
final class Events {

  static final Instant ORIGIN = Instant.parse("2026-01-02T03:04:05Z");

  private Events() {}

  static Instant at(long millis) {
    return ORIGIN.plusMillis(millis);
  }

  static Timeline timeline(ReadinessEvidence evidence, TimelineEvent... events) {
    return new Timeline("a1", evidence, List.of(events));
  }

  static TimelineEvent created(long millis) {
    return new TimelineEvent.Created(at(millis), "p1");
  }

  static TimelineEvent ready(long millis) {
    return new TimelineEvent.Ready(at(millis), "p1");
  }

  static TimelineEvent answering(long millis) {
    return new TimelineEvent.Answering(at(millis), "p1");
  }

  /** A request that reached the container {@code queued} after it arrived. */
  static TimelineEvent.Request request(long arrived, long queued, long end) {
    return request("p1", arrived, Optional.of(Duration.ofMillis(queued)), end, 200, false);
  }

  static TimelineEvent.Request refused(long arrived) {
    return request("p1", arrived, Optional.empty(), arrived, 503, true);
  }

  static TimelineEvent.Request request(
      String replica,
      long arrived,
      Optional<Duration> queued,
      long end,
      int status,
      boolean refused) {
    return new TimelineEvent.Request(
        at(arrived), replica, "r" + arrived, "GET", "/v1", queued, at(end), status, refused);
  }
}
