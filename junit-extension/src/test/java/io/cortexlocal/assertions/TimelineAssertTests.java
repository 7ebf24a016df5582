package io.cortexlocal.assertions;

import static io.cortexlocal.assertions.CortexAssertions.assertThat;
import static io.cortexlocal.assertions.Timelines.answering;
import static io.cortexlocal.assertions.Timelines.created;
import static io.cortexlocal.assertions.Timelines.ready;
import static io.cortexlocal.assertions.Timelines.refused;
import static io.cortexlocal.assertions.Timelines.request;
import static io.cortexlocal.assertions.Timelines.timeline;
import static io.cortexlocal.timeline.ReadinessEvidence.OBSERVED;
import static io.cortexlocal.timeline.ReadinessEvidence.PORT_ONLY;
import static io.cortexlocal.timeline.ReadinessEvidence.PROBED;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.timeline.Timeline;
import io.cortexlocal.timeline.TimelineEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class TimelineAssertTests {

  @Test
  void becameReadyWithinPassesAtTheLimit() {
    assertThat(
            timeline(
                PORT_ONLY, created(0, "p1"), ready(2_000, "p1"), created(5, "p2"), ready(9, "p2")))
        .becameReadyWithin(Duration.ofSeconds(2));
  }

  @Test
  void becameReadyWithinFailsForTheReplicaThatTookLonger() {
    Timeline timeline =
        timeline(PROBED, created(0, "p1"), ready(100, "p1"), created(0, "p2"), ready(2_001, "p2"));

    assertFails(
        () -> assertThat(timeline).becameReadyWithin(Duration.ofSeconds(2)),
        "",
        "expected p2 to become Ready within 2.000 s",
        "but it took 2.001 s",
        "timeline:",
        "  0.000 s  p1  created",
        "  0.000 s  p2  created",
        "  0.100 s  p1  Ready",
        "  2.001 s  p2  Ready");
  }

  @Test
  void becameReadyWithinFailsForAReplicaThatIsNotReady() {
    assertFails(
        () ->
            assertThat(timeline(PROBED, created(0, "p1"))).becameReadyWithin(Duration.ofMinutes(1)),
        "",
        "expected p1 to become Ready within 60.000 s",
        "but it is not Ready yet",
        "timeline:",
        "  0.000 s  p1  created");
  }

  @Test
  void becameReadyWithinFailsWithoutAReplica() {
    assertFails(
        () -> assertThat(timeline(PROBED)).becameReadyWithin(Duration.ofMinutes(1)),
        "",
        "a1 has had no replica yet",
        "timeline:",
        "  nothing has happened yet");
  }

  @Test
  void receivedNoTrafficBeforeReadyPassesWhenWorkersCameFirst() {
    assertThat(
            timeline(
                OBSERVED,
                created(0, "p1"),
                ready(10, "p1"),
                answering(20, "p1"),
                request(20, 30, "p1")))
        .receivedNoTrafficBeforeReady();
    assertThat(timeline(PROBED, ready(10, "p1"), request(10, 30, "p1")))
        .receivedNoTrafficBeforeReady();
  }

  @Test
  void receivedNoTrafficBeforeReadyFailsForAnEarlyRequest() {
    Timeline timeline =
        timeline(
            OBSERVED,
            created(0, "p1"),
            ready(1_000, "p1"),
            request(2_000, 3_600, "p1"),
            request(2_500, 3_700, "p1"),
            answering(3_500, "p1"),
            request(4_000, 4_100, "p1"));

    assertFails(
        () -> assertThat(timeline).receivedNoTrafficBeforeReady(),
        "",
        "expected no request to reach a container of a1 before its workers were ready",
        "but 2 of 3 did; the first: GET /v1 reached p1 1.500 s before its workers answered",
        "try: a readiness_probe with http_get on the API's port, which keeps traffic away until"
            + " the workers answer",
        "timeline:",
        "  0.000 s  p1  created",
        "  1.000 s  p1  Ready",
        "  2.000 s  p1  GET /v1 → 200, queued 0.000 s, answered after 1.600 s",
        "  2.500 s  p1  GET /v1 → 200, queued 0.000 s, answered after 1.200 s",
        "  3.500 s  p1  workers answer",
        "  4.000 s  p1  GET /v1 → 200, queued 0.000 s, answered after 0.100 s");
  }

  @Test
  void receivedNoTrafficBeforeReadyFailsWhenWorkersNeverAnswered() {
    assertFails(
        () ->
            assertThat(timeline(OBSERVED, ready(0, "p1"), request(1, 2, "p1")))
                .receivedNoTrafficBeforeReady(),
        "",
        "expected no request to reach a container of a1 before its workers were ready",
        "but 1 of 1 did; the first: GET /v1 reached p1 whose workers have not answered at all",
        "try: a readiness_probe with http_get on the API's port, which keeps traffic away until"
            + " the workers answer",
        "timeline:",
        "  0.000 s  p1  Ready",
        "  0.001 s  p1  GET /v1 → 200, queued 0.000 s, answered after 0.001 s");
  }

  @Test
  void receivedNoTrafficBeforeReadyFailsWhereAnOpenPortIsAllThatIsKnown() {
    assertFails(
        () ->
            assertThat(timeline(PORT_ONLY, ready(0, "p1"), request(1, 2, "p1")))
                .receivedNoTrafficBeforeReady(),
        "",
        "it is not known when the workers of a1 were ready: it has no readiness probe by HTTP on"
            + " its port, and its answers were not observed",
        "try: @CortexApi(answersAt = \"/\"), or a readiness_probe with http_get in cortex.yaml",
        "timeline:",
        "  0.000 s  p1  Ready",
        "  0.001 s  p1  GET /v1 → 200, queued 0.000 s, answered after 0.001 s");
  }

  @Test
  void receivedNoTrafficBeforeReadyFailsWithoutARequest() {
    assertFails(
        () -> assertThat(timeline(PROBED, ready(0, "p1"))).receivedNoTrafficBeforeReady(),
        "",
        "no request has reached a container of a1 yet, so there is nothing to judge",
        "timeline:",
        "  0.000 s  p1  Ready");
  }

  @Test
  void receivedNoTrafficBeforeReadyFailsWhenEveryRequestWasRefused() {
    assertFails(
        () -> assertThat(timeline(PROBED, refused(0, "p1"))).receivedNoTrafficBeforeReady(),
        "",
        "no request has reached a container of a1 yet, so there is nothing to judge",
        "timeline:",
        "  0.000 s  p1  GET /v1 → 503, refused, the queue was full");
  }

  @Test
  void maxInFlightPerReplicaCountsEachReplicaForItself() {
    assertThat(
            timeline(
                PORT_ONLY,
                request(0, 10, "p1"),
                request(0, 10, "p2"),
                request(10, 20, "p1"),
                refused(5, "p1")))
        .maxInFlightPerReplica(1);
  }

  @Test
  void maxInFlightPerReplicaFailsForTheReplicaThatHadMore() {
    Timeline timeline = timeline(PROBED, request(0, 10, "p1"), request(9, 20, "p1"));

    assertFails(
        () -> assertThat(timeline).maxInFlightPerReplica(1),
        "",
        "expected at most 1 requests in flight per replica of a1",
        "but p1 worked on 2 at a time",
        "try: pod.max_concurrency in cortex.yaml is what limits them",
        "timeline:",
        "  0.000 s  p1  GET /v1 → 200, queued 0.000 s, answered after 0.010 s",
        "  0.009 s  p1  GET /v1 → 200, queued 0.000 s, answered after 0.011 s");
  }

  @Test
  void maxInFlightPerReplicaFailsWhenNoRequestReachedAContainer() {
    assertFails(
        () -> assertThat(timeline(PROBED, refused(0, "p1"))).maxInFlightPerReplica(1),
        "",
        "no request has reached a container of a1 yet, so there is nothing to judge",
        "timeline:",
        "  0.000 s  p1  GET /v1 → 503, refused, the queue was full");
    assertFails(
        () -> assertThat(timeline(PROBED)).maxInFlightPerReplica(1),
        "",
        "no request has reached a container of a1 yet, so there is nothing to judge",
        "timeline:",
        "  nothing has happened yet");
  }

  @Test
  void whatIsMissingOnTheTimelineIsNotTakenForGood() {
    Timeline timeline =
        timeline(
            PROBED,
            ready(0, "p1"),
            request(10, 20, "p1"),
            new TimelineEvent.Incomplete(
                Instant.parse("2026-01-02T03:04:06Z"), "p1", "its sidecar did not report"));

    for (ThrowingCallable assertion :
        List.<ThrowingCallable>of(
            () -> assertThat(timeline).receivedNoTrafficBeforeReady(),
            () -> assertThat(timeline).maxInFlightPerReplica(1))) {
      assertThatThrownBy(assertion)
          .isInstanceOf(AssertionError.class)
          .hasMessageStartingWith(
              "%nit cannot be judged, since the timeline of a1 is not complete%nof p1: its sidecar did not report"
                  .formatted());
    }
  }

  @Test
  void eachFailsOnNull() {
    TimelineAssert none = assertThat((Timeline) null);
    for (ThrowingCallable assertion :
        List.<ThrowingCallable>of(
            () -> none.becameReadyWithin(Duration.ofSeconds(1)),
            none::receivedNoTrafficBeforeReady,
            () -> none.maxInFlightPerReplica(1))) {
      assertThatThrownBy(assertion)
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("Expecting actual not to be null");
    }
  }

  @Test
  void aDescriptionGoesBeforeTheMessage() {
    assertThatThrownBy(
            () -> assertThat(timeline(PROBED)).as("after the burst").maxInFlightPerReplica(1))
        .hasMessageStartingWith("[after the burst] ");
  }

  private static void assertFails(ThrowingCallable assertion, String... message) {
    assertThatThrownBy(assertion)
        .isInstanceOf(AssertionError.class)
        .hasMessage(String.join(System.lineSeparator(), message));
  }
}
