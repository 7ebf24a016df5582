package io.cortexlocal.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadlineTests {

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MAX_VALUE - 1, Long.MIN_VALUE})
  void passesWhenItsBudgetIsUsedUp(long start) {
    MovedTime time = new MovedTime(MovedTime.START, start);
    Deadline deadline = Deadline.after(Duration.ofSeconds(10), time);

    assertThat(deadline.left()).isEqualTo(Duration.ofSeconds(10));
    time.move(Duration.ofSeconds(10).minusNanos(1));
    assertThat(deadline.left()).isEqualTo(Duration.ofNanos(1));
    assertThat(deadline.passed()).isFalse();
    time.move(Duration.ofNanos(1));
    assertThat(deadline.left()).isEqualTo(Duration.ZERO);
    assertThat(deadline.passed()).isTrue();
    time.move(Duration.ofHours(1));
    assertThat(deadline.left()).isEqualTo(Duration.ZERO);
    assertThat(deadline.passed()).isTrue();
    assertThat(deadline.budget()).isEqualTo(Duration.ofSeconds(10));
  }
}
