package io.cortexlocal.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class TimelineEventTests {

  private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");

  @Test
  void eventsOfAKindWithTheSameFactsAreEqual() {
    List<TimelineEvent> events = events("r1", "api");

    assertThat(events).doesNotHaveDuplicates().isEqualTo(events("r1", "api"));
    assertThat(events).hasSameHashCodeAs(events("r1", "api"));
    assertThat(events).doesNotContainAnyElementsOf(events("r2", "api"));
    assertThat(new TimelineEvent.Restarted(AT, "r1", "api"))
        .isNotEqualTo(new TimelineEvent.Restarted(AT, "r1", "other"));
    assertThat(new TimelineEvent.Ready(AT, "r1"))
        .isNotEqualTo(new TimelineEvent.Ready(AT, "r1", Duration.ofSeconds(1)));
  }

  @Test
  void anEventSaysWhatItIs() {
    assertThat(new TimelineEvent.Ready(AT, "r1", Duration.ofSeconds(1)))
        .hasToString("Ready[at=2026-01-02T03:04:05Z, replica=r1, within=PT1S]");
    assertThat(new TimelineEvent.Probe(AT, "r1", "GET", "/healthz", 200))
        .hasToString(
            "Probe[at=2026-01-02T03:04:05Z, replica=r1, method=GET, path=/healthz, status=200]");
  }

  private static List<TimelineEvent> events(String replica, String container) {
    return List.of(
        new TimelineEvent.Created(AT, replica),
        new TimelineEvent.Restarted(AT, replica, container),
        new TimelineEvent.PortBound(AT, replica),
        new TimelineEvent.PortLost(AT, replica),
        new TimelineEvent.Answering(AT, replica),
        new TimelineEvent.SidecarReady(AT, replica),
        new TimelineEvent.Ready(AT, replica),
        new TimelineEvent.NotReady(AT, replica),
        new TimelineEvent.Gone(AT, replica),
        new TimelineEvent.ProbeNotRun(
            AT, replica, Duration.ZERO, container, "readiness", "not there"),
        new TimelineEvent.Incomplete(AT, replica, "lost"),
        new TimelineEvent.ClockSetBack(AT, replica, Duration.ofSeconds(2)),
        new TimelineEvent.LinesLost(AT, replica, "proxy", OptionalLong.of(3), "too slow"),
        new TimelineEvent.Probe(AT, replica, "GET", "/healthz", 200));
  }
}
