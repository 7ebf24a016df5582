package io.cortexlocal.timeline;

import static io.cortexlocal.timeline.Events.answering;
import static io.cortexlocal.timeline.Events.at;
import static io.cortexlocal.timeline.Events.created;
import static io.cortexlocal.timeline.Events.ready;
import static io.cortexlocal.timeline.Events.refused;
import static io.cortexlocal.timeline.Events.request;
import static io.cortexlocal.timeline.Events.timeline;
import static io.cortexlocal.timeline.ReadinessEvidence.OBSERVED;
import static io.cortexlocal.timeline.ReadinessEvidence.PROBED;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TimelineTests {

  @Test
  void isInTheOrderOfEventsWhateverTheOrderOfTheirArrival() {
    Timeline timeline = timeline(PROBED, ready(30), request(20, 1, 25), created(0));

    assertThat(timeline.events()).containsExactly(created(0), request(20, 1, 25), ready(30));
  }

  @Test
  void listsReplicasByTheirCreation() {
    Timeline timeline =
        timeline(
            PROBED,
            new TimelineEvent.Created(at(5), "p2"),
            created(0),
            new TimelineEvent.Ready(at(9), "p2"),
            ready(10));

    assertThat(timeline.replicas()).containsExactly("p1", "p2");
    assertThat(timeline(PROBED).replicas()).isEmpty();
  }

  @Test
  void tellsTheRequestsOfReplicasApart() {
    TimelineEvent.Request other = request("p2", 10, Optional.of(Duration.ZERO), 20, 200, false);
    Timeline timeline = timeline(PROBED, other, request(0, 0, 30), refused(5));

    assertThat(timeline.requests()).containsExactly(request(0, 0, 30), refused(5), other);
    assertThat(timeline.requests("p1")).containsExactly(request(0, 0, 30), refused(5));
    assertThat(timeline.requests("p2")).containsExactly(other);
    assertThat(timeline.inFlight("p1").max()).isEqualTo(1);
    assertThat(timeline.inFlight("p3").max()).isZero();
  }

  @Test
  void countsTheTimeToTheFirstReadiness() {
    Timeline timeline =
        timeline(
            PROBED,
            created(100),
            new TimelineEvent.PortBound(at(200), "p1"),
            ready(1_350),
            new TimelineEvent.NotReady(at(2_000), "p1"),
            ready(3_000));

    assertThat(timeline.timeToReady("p1")).contains(Duration.ofMillis(1_250));
    assertThat(timeline.firstReady("p1")).contains(at(1_350));
    assertThat(timeline.firstPortBound("p1")).contains(at(200));
    assertThat(timeline.timeToReady("p2")).isEmpty();
    assertThat(timeline(PROBED, created(0)).timeToReady("p1")).isEmpty();
    assertThat(timeline(PROBED, ready(0)).timeToReady("p1")).isEmpty();
  }

  @Test
  void theReadinessGapIsFromReadyToTheFirstAnswer() {
    assertThat(timeline(OBSERVED, ready(100), answering(2_600)).readinessGap("p1"))
        .contains(Duration.ofMillis(2_500));
    assertThat(timeline(OBSERVED, answering(50), ready(100)).readinessGap("p1"))
        .contains(Duration.ZERO);
    assertThat(timeline(OBSERVED, ready(100)).readinessGap("p1")).isEmpty();
    assertThat(timeline(OBSERVED, answering(100)).readinessGap("p1")).isEmpty();
  }

  @Test
  void theReadinessGapIsWhatIsCertainOfIt() {
    TimelineEvent wholeSecond = new TimelineEvent.Ready(at(1_000), "p1", Duration.ofSeconds(1));
    assertThat(timeline(OBSERVED, wholeSecond, answering(1_433)).readinessGap("p1"))
        .contains(Duration.ZERO);
    assertThat(timeline(OBSERVED, wholeSecond, answering(2_600)).readinessGap("p1"))
        .contains(Duration.ofMillis(600));
    assertThat(timeline(OBSERVED, ready(100), answering(200)).readinessGap("p1"))
        .as("the workers are asked every 100 ms")
        .contains(Duration.ZERO);
    assertThat(timeline(OBSERVED, ready(100), answering(201)).readinessGap("p1"))
        .contains(Duration.ofMillis(101));
  }

  @Test
  void ableMeansReadyAndAnsweringWhereAnswersWereObserved() {
    assertThat(timeline(OBSERVED, ready(100), answering(200)).able("p1")).contains(at(200));
    assertThat(timeline(OBSERVED, answering(100), ready(200)).able("p1")).contains(at(200));
    assertThat(timeline(OBSERVED, ready(100)).able("p1")).isEmpty();
    assertThat(timeline(OBSERVED, answering(100)).able("p1")).isEmpty();
    assertThat(timeline(PROBED, ready(100)).able("p1")).contains(at(100));
    assertThat(timeline(PROBED, created(100)).able("p1")).isEmpty();
  }

  @Test
  void aRequestIsEarlyWhenItReachedTheContainerBeforeItWasAble() {
    TimelineEvent.Request early = request(150, 10, 300);
    TimelineEvent.Request waited = request(150, 50, 300);
    TimelineEvent.Request late = request(250, 0, 300);
    Timeline timeline =
        timeline(OBSERVED, ready(100), answering(200), early, waited, late, refused(120));

    assertThat(timeline.requestsBeforeAble()).containsExactly(early);
  }

  @Test
  void everyRequestIsEarlyToAReplicaThatWasNeverAble() {
    assertThat(timeline(OBSERVED, ready(100), request(500, 0, 600)).requestsBeforeAble())
        .containsExactly(request(500, 0, 600));
  }

  @Test
  void isNotChangedByTheListItWasMadeOf() {
    var events = new ArrayList<TimelineEvent>();
    events.add(created(0));
    Timeline timeline = new Timeline("a1", PROBED, events);
    events.add(ready(1));

    assertThat(timeline.events()).containsExactly(created(0));
  }
}
