package io.cortexlocal.assertions;

import io.cortexlocal.timeline.ReadinessEvidence;
import io.cortexlocal.timeline.Timeline;
import io.cortexlocal.timeline.TimelineEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Timelines of the API {@code a1}, at milliseconds after a fixed moment. */
final class Timelines {

  private Timelines() {}

  static Timeline timeline(ReadinessEvidence evidence, TimelineEvent... events) {
    return new Timeline("a1", evidence, List.of(events));
  }

  static TimelineEvent created(long millis, String replica) {
    return new TimelineEvent.Created(at(millis), replica);
  }

  static TimelineEvent ready(long millis, String replica) {
    return new TimelineEvent.Ready(at(millis), replica);
  }

  static TimelineEvent answering(long millis, String replica) {
    return new TimelineEvent.Answering(at(millis), replica);
  }

  static TimelineEvent request(long arrived, long end, String replica) {
    return new TimelineEvent.Request(
        at(arrived),
        replica,
        "r" + arrived,
        "GET",
        "/v1",
        Optional.of(Duration.ZERO),
        at(end),
        200,
        false);
  }

  static TimelineEvent refused(long arrived, String replica) {
    return new TimelineEvent.Request(
        at(arrived),
        replica,
        "r" + arrived,
        "GET",
        "/v1",
        Optional.empty(),
        at(arrived),
        503,
        true);
  }

  private static Instant at(long millis) {
    return Instant.parse("2026-01-02T03:04:05Z").plusMillis(millis);
  }
}
