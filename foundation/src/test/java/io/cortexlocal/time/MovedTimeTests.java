package io.cortexlocal.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MovedTimeTests {

  private final MovedTime time = new MovedTime();
  private final List<String> done = new ArrayList<>();

  @Test
  void whatIsDueIsDoneInOrderAndEachAtItsMoment() {
    time.after(Duration.ofMinutes(2), () -> note("two"));
    time.after(Duration.ofMinutes(1), () -> time.after(Duration.ofSeconds(30), () -> note("half")));
    time.after(Duration.ofMinutes(5), () -> note("five"));

    time.move(Duration.ofMinutes(3));

    assertThat(done).containsExactly("half after PT1M30S", "two after PT2M");
    assertThat(time.count()).isEqualTo(1);
    assertThat(Duration.between(MovedTime.START, time.instant())).isEqualTo(Duration.ofMinutes(3));
  }

  @Test
  void whatIsCancelledIsNotDone() {
    time.after(Duration.ofMinutes(1), () -> note("one")).cancel();

    time.move(Duration.ofMinutes(3));

    assertThat(done).isEmpty();
  }

  @Test
  void elapsedTimeAndMomentsPassTogether() {
    long nanos = time.nanos();

    time.move(Duration.ofMillis(1500));

    assertThat(time.nanos() - nanos).isEqualTo(1_500_000_000L);
    assertThat(time.instant()).isEqualTo(MovedTime.START.plusMillis(1500));
  }

  private void note(String what) {
    done.add(what + " after " + Duration.between(MovedTime.START, time.instant()));
  }
}
