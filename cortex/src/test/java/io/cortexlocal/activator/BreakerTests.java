package io.cortexlocal.activator;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.activator.Breaker.Place;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One replica's limits, at the activator. */
@Timeout(20)
class BreakerTests {

  @Test
  void asManyAreLetInAsGoOnAndWaitTogether() {
    Breaker breaker = new Breaker(1, 4);
    List<Place> places = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      places.add(breaker.enter().orElseThrow());
    }

    assertThat(breaker.enter()).isEmpty();
    assertThat(breaker.inFlight()).isEqualTo(5);
    places.get(4).close();
    assertThat(breaker.enter()).isPresent();
  }

  @Test
  void theyGetTheirTurnInTheOrderInWhichTheyCame() {
    Breaker breaker = new Breaker(1, 4);
    Place first = breaker.enter().orElseThrow();
    Place second = breaker.enter().orElseThrow();
    Place third = breaker.enter().orElseThrow();
    assertThat(first.hasTurn()).isTrue();
    assertThat(second.hasTurn()).isFalse();

    first.close();

    assertThat(second.hasTurn()).isTrue();
    assertThat(third.hasTurn()).isFalse();
    assertThat(second.await()).isTrue();
  }

  @Test
  void oneThatGaveUpFreesItsPlaceAndNoOthers() {
    Breaker breaker = new Breaker(1, 1);
    Place first = breaker.enter().orElseThrow();
    Place waits = breaker.enter().orElseThrow();

    waits.giveUp();
    assertThat(waits.await()).isFalse();
    waits.close();
    waits.close();

    assertThat(breaker.inFlight()).isEqualTo(1);
    Place next = breaker.enter().orElseThrow();
    assertThat(next.hasTurn()).isFalse();
    first.close();
    assertThat(next.hasTurn()).isTrue();
  }

  @Test
  void smallerLimitsHoldAtOnceForThoseThatCome() {
    Breaker breaker = new Breaker(3, 3);
    List<Place> places = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      places.add(breaker.enter().orElseThrow());
    }

    breaker.resize(1, 1);

    assertThat(breaker.enter()).isEmpty();
    places.remove(0).close();
    assertThat(places.get(2).hasTurn()).isFalse();
    assertThat(breaker.enter()).isEmpty();
  }

  @Test
  void largerLimitsWakeThoseThatWait() {
    Breaker breaker = new Breaker(1, 2);
    breaker.enter();
    Place second = breaker.enter().orElseThrow();
    Place third = breaker.enter().orElseThrow();

    breaker.resize(3, 2);

    assertThat(second.hasTurn()).isTrue();
    assertThat(third.hasTurn()).isTrue();
  }
}
