package io.cortexlocal.timeline;

import static io.cortexlocal.timeline.Events.answering;
import static io.cortexlocal.timeline.Events.at;
import static io.cortexlocal.timeline.Events.ready;
import static io.cortexlocal.timeline.Events.request;
import static io.cortexlocal.timeline.Events.timeline;
import static io.cortexlocal.timeline.ReadinessEvidence.OBSERVED;
import static io.cortexlocal.timeline.ReadinessEvidence.PROBED;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EarlyTrafficTests {

  private static final TimelineEvent READY_WITHIN_A_SECOND =
      new TimelineEvent.Ready(at(1_000), "p1", Duration.ofSeconds(1));

  @Test
  void theGatewaysRequestInTheSecondOfReadyIsNotEarly() {
    Timeline timeline = timeline(PROBED, READY_WITHIN_A_SECOND, fromGateway(1_100));

    assertThat(timeline.requestsBeforeAble()).isEmpty();
    assertThat(timeline.requestsNotComparable()).isEmpty();
  }

  /** The kubelet's clock is not that of the sidecar: what is compared is on one clock. */
  @Test
  void skewBetweenReadyAndTheSidecarsClockDoesNotMakeTheGatewaysRequestsEarly() {
    for (long skew : List.of(-2_000L, 2_000L)) {
      Timeline timeline =
          timeline(
              PROBED,
              new TimelineEvent.SidecarReady(at(10_000 + skew), "p1"),
              new TimelineEvent.Ready(at(10_000), "p1", Duration.ofSeconds(1)),
              fromGateway(10_050 + skew));

      assertThat(timeline.requestsBeforeAble()).isEmpty();
      assertThat(timeline.requestsNotComparable()).isEmpty();
    }
  }

  @Test
  void theGatewaysRequestIsNotEarlyWhenTheWatchHasNotToldOfReadyYet() {
    assertThat(timeline(PROBED, fromGateway(10)).requestsBeforeAble()).isEmpty();
  }

  @Test
  void aRequestBeforeTheSidecarWasReadyIsEarlyWhoeverSentIt() {
    TimelineEvent sidecar = new TimelineEvent.SidecarReady(at(900), "p1");

    assertThat(
            timeline(PROBED, sidecar, READY_WITHIN_A_SECOND, fromGateway(899)).requestsBeforeAble())
        .hasSize(1);
    assertThat(
            timeline(PROBED, sidecar, READY_WITHIN_A_SECOND, request(899, 0, 900))
                .requestsBeforeAble())
        .hasSize(1);
  }

  @Test
  void aRequestPastTheGatewayIsEarlyBeforeTheSecondOfReadyAndUndecidedWithinIt() {
    TimelineEvent.Request before = request(999, 0, 1_000);
    TimelineEvent.Request within = request(1_999, 0, 2_000);
    TimelineEvent.Request after = request(2_000, 0, 2_001);
    Timeline timeline = timeline(PROBED, READY_WITHIN_A_SECOND, before, within, after);

    assertThat(timeline.requestsBeforeAble()).containsExactly(before);
    assertThat(timeline.requestsNotComparable()).containsExactly(within);
  }

  @Test
  void afterTheClockWasSetBackReadyCannotBeComparedWithWhatPassedTheGatewayBy() {
    TimelineEvent setBack = new TimelineEvent.ClockSetBack(at(500), "p1", Duration.ofSeconds(2));
    TimelineEvent.Request past = request(600, 0, 700);
    Timeline timeline = timeline(PROBED, ready(1_000), setBack, past, fromGateway(600));

    assertThat(timeline.requestsBeforeAble()).isEmpty();
    assertThat(timeline.requestsNotComparable()).containsExactly(past);
  }

  @Test
  void whatTheWorkersAnsweredBeforeThatWasNoticedIsNotEarly() {
    assertThat(
            timeline(OBSERVED, ready(0), request(100, 0, 105), answering(190)).requestsBeforeAble())
        .isEmpty();
    assertThat(
            timeline(OBSERVED, ready(0), request(100, 0, 2_000), answering(2_010))
                .requestsBeforeAble())
        .hasSize(1);
    assertThat(
            timeline(
                    OBSERVED,
                    ready(0),
                    request("p1", 100, Optional.of(Duration.ZERO), 105, 502, false),
                    answering(190))
                .requestsBeforeAble())
        .hasSize(1);
  }

  /** However many requests and replicas there are. */
  @Test
  void looksAtEachEventTwice() {
    List<TimelineEvent> events = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      String replica = "p" + i % 100;
      events.add(new TimelineEvent.Ready(at(0), replica));
      events.add(request(replica, i, Optional.of(Duration.ZERO), i + 1, 200, false));
    }
    CountingList counting = new CountingList(events);

    EarlyTraffic.in(PROBED, counting);

    assertThat(counting.looks).isEqualTo(2L * events.size());
  }

  private static TimelineEvent.Request fromGateway(long arrived) {
    return new TimelineEvent.Request(
        at(arrived),
        "p1",
        "r",
        "GET",
        "/v1",
        Optional.of(Duration.ZERO),
        at(arrived + 1),
        200,
        false,
        true);
  }

  private static final class CountingList extends AbstractList<TimelineEvent> {

    private final List<TimelineEvent> events;
    private long looks;

    CountingList(List<TimelineEvent> events) {
      this.events = events;
    }

    @Override
    public TimelineEvent get(int index) {
      looks++;
      return events.get(index);
    }

    @Override
    public int size() {
      return events.size();
    }
  }
}
