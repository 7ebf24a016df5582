package io.cortexlocal.timeline;

import static io.cortexlocal.timeline.Events.at;
import static io.cortexlocal.timeline.Events.refused;
import static io.cortexlocal.timeline.Events.request;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InFlightTests {

  @Test
  void isZeroWithoutRequests() {
    assertThat(InFlight.of(List.of()).max()).isZero();
    assertThat(InFlight.of(List.of()).steps()).isEmpty();
  }

  @Test
  void countsRequestsFromTheContainerToTheirEnd() {
    InFlight inFlight = InFlight.of(List.of(request(0, 10, 50), request(5, 15, 40)));

    assertThat(inFlight.steps())
        .containsExactly(
            Map.entry(at(10), 1), Map.entry(at(20), 2), Map.entry(at(40), 1), Map.entry(at(50), 0));
    assertThat(inFlight.max()).isEqualTo(2);
  }

  @Test
  void oneThatEndsIsGoneBeforeAnotherThatStartsAtTheSameMoment() {
    InFlight inFlight =
        InFlight.of(List.of(request(0, 0, 10), request(0, 10, 20), request(20, 0, 30)));

    assertThat(inFlight.max()).isEqualTo(1);
    assertThat(inFlight.steps())
        .containsExactly(
            Map.entry(at(0), 1), Map.entry(at(10), 1), Map.entry(at(20), 1), Map.entry(at(30), 0));
  }

  @Test
  void allThatStartAtOneMomentCount() {
    assertThat(InFlight.of(List.of(request(0, 0, 9), request(0, 0, 8), request(0, 0, 7))).max())
        .isEqualTo(3);
  }

  @Test
  void theOrderOfTheRequestsDoesNotMatter() {
    List<TimelineEvent.Request> requests =
        List.of(request(0, 10, 50), request(5, 15, 40), request(45, 0, 60));

    assertThat(InFlight.of(List.of(requests.get(2), requests.get(0), requests.get(1))))
        .isEqualTo(InFlight.of(requests));
  }

  @Test
  void requestsThatNeverReachedTheContainerDoNotCount() {
    InFlight inFlight = InFlight.of(List.of(refused(0), refused(0), request(0, 0, 10)));

    assertThat(inFlight.max()).isEqualTo(1);
  }
}
