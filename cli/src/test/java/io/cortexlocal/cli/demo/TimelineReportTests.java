package io.cortexlocal.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.config.PodConfig;
import io.cortexlocal.timeline.ReadinessEvidence;
import io.cortexlocal.timeline.Timeline;
import io.cortexlocal.timeline.TimelineEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class TimelineReportTests {

  private static final Instant ORIGIN = Instant.parse("2026-01-01T00:00:00Z");
  private static final String REPLICA = "api-a-1";
  private static final PodConfig POD = new PodConfig(OptionalInt.of(8080), 1, 2, List.of());

  private static Instant at(long millis) {
    return ORIGIN.plusMillis(millis);
  }

  private static TimelineEvent.Request served(long at, long queued, long end) {
    return new TimelineEvent.Request(
        at(at),
        REPLICA,
        "id",
        "POST",
        "/p",
        Optional.of(Duration.ofMillis(queued)),
        at(end),
        200,
        false);
  }

  private static TimelineEvent.Request unserved(long at, int status, boolean refused) {
    return new TimelineEvent.Request(
        at(at), REPLICA, "id", "POST", "/p", Optional.empty(), at(at), status, refused);
  }

  private static String report(TimelineEvent... events) {
    return TimelineReport.of(
        new Timeline("a", ReadinessEvidence.PROBED, List.of(events)), POD, ORIGIN);
  }

  @Test
  void tellsEventsInTheirOrderAndRefusalsThatFollowEachOtherAsOne() {
    assertThat(
            report(
                new TimelineEvent.Created(at(0), REPLICA),
                new TimelineEvent.PortBound(at(750), REPLICA),
                new TimelineEvent.Ready(at(900), REPLICA),
                served(1000, 0, 2500),
                served(1001, 1499, 3000),
                unserved(1002, 503, true),
                unserved(1003, 503, true),
                unserved(4100, 0, false)))
        .isEqualTo(
            """
            a: max_concurrency 1, max_queue_length 2
              api-a-1
                 0.000 s  created
                 0.750 s  port accepts connections
                 0.900 s  Ready
                 1.000 s  POST /p → 200  queued 0.000 s, worked on 1.500 s
                 1.001 s  POST /p → 200  queued 1.499 s, worked on 0.500 s
                 1.002 s  2 × POST /p → 503  refused, the queue was full
                 4.100 s  POST /p → 0  never reached the container
              in flight per second (█ worked on, ░ queued 10 ms or longer, × refused)
                 1 s   1  █░××
                 2 s   1  █░
                 3 s   0
                 4 s   0"""
                .replace("\n", System.lineSeparator()));
  }

  @Test
  void leavesWaitsOutThatNobodyNotices() {
    assertThat(report(served(0, 9, 500))).endsWith("     0 s   1  █");
    assertThat(report(served(0, 10, 500))).endsWith("     0 s   1  █░");
  }

  @Test
  void countsWhatGoesOnInSecondsInWhichNothingBeginsOrEnds() {
    assertThat(report(served(500, 0, 2500)))
        .endsWith(
            String.join(
                System.lineSeparator(), "     0 s   1  █", "     1 s   1  █", "     2 s   1  █"));
  }

  @Test
  void keepsReplicasApart() {
    assertThat(
            report(
                new TimelineEvent.Created(at(0), REPLICA),
                new TimelineEvent.Created(at(1), "api-a-2"),
                new TimelineEvent.Gone(at(2), REPLICA)))
        .isEqualTo(
            """
            a: max_concurrency 1, max_queue_length 2
              api-a-1
                 0.000 s  created
                 0.002 s  gone
              api-a-2
                 0.001 s  created"""
                .replace("\n", System.lineSeparator()));
  }
}
