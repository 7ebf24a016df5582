package io.cortexlocal.cluster.embedded.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackOffTests {

  private static final long SECOND = 1_000_000_000L;

  private final BackOff backOff = new BackOff();

  @Test
  void theFirstRepetitionIsAtOnceAndThenThePauseDoublesUpToFiveMinutes() {
    long now = 0;
    List<String> pauses = new ArrayList<>();
    for (int run = 0; run < 8; run++) {
      Duration left = backOff.left(now, now);
      pauses.add(GoText.duration(left));
      long ended = now;
      now += left.toNanos();
      assertThat(backOff.left(ended, now)).isZero();
      backOff.trying(ended, now);
    }
    assertThat(pauses).containsExactly("0s", "10s", "20s", "40s", "1m20s", "2m40s", "5m0s", "5m0s");
  }

  @Test
  void thePauseCountsFromTheEnd() {
    backOff.trying(0, 0);
    assertThat(backOff.left(5 * SECOND, 5 * SECOND)).isEqualTo(Duration.ofSeconds(10));
    assertThat(backOff.left(5 * SECOND, 12 * SECOND)).isEqualTo(Duration.ofSeconds(3));
    assertThat(backOff.left(5 * SECOND, 20 * SECOND)).isZero();
  }

  @Test
  void aRunOfMoreThanTenMinutesBeginsAnew() {
    backOff.trying(0, 0);
    backOff.trying(0, 0);
    assertThat(backOff.left(600 * SECOND, 600 * SECOND)).isEqualTo(Duration.ofSeconds(20));
    assertThat(backOff.left(601 * SECOND, 601 * SECOND)).isZero();
    backOff.trying(601 * SECOND, 601 * SECOND);
    assertThat(backOff.pause()).isEqualTo(Duration.ofSeconds(10));
  }
}
