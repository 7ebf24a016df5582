package io.cortexlocal.cli.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TotalTimeoutTests {

  private static final Duration SOON = Duration.ofMillis(50);
  private static final Duration NEVER = Duration.ofHours(1);

  private final CountDownLatch helpless = new CountDownLatch(1);

  @Test
  void whoeverTakesTooLongIsInterruptedAndItIsSaidWhatWasWaitedFor() {
    Phase phase = new Phase();
    phase.is("the end of time");
    try (TotalTimeout total =
        TotalTimeout.start(SOON, phase::toString, NEVER, helpless::countDown)) {
      assertThatThrownBy(() -> new CountDownLatch(1).await(60, TimeUnit.SECONDS))
          .isInstanceOf(InterruptedException.class);
      phase.is("something later");

      assertThat(total.waitedFor()).hasValue("the end of time");
    }
    assertThat(helpless.getCount()).isEqualTo(1);
  }

  @Test
  void whoeverDoesNotEndThenIsEndedInAnotherWay() throws Exception {
    try (TotalTimeout total = TotalTimeout.start(SOON, () -> "", SOON, helpless::countDown)) {
      boolean ended = false;
      while (!ended) {
        try {
          ended = helpless.await(60, TimeUnit.SECONDS);
          assertThat(ended).isTrue();
        } catch (InterruptedException e) {
          assertThat(total.waitedFor()).isPresent();
        }
      }
    }
  }

  @Test
  void whoeverEndsInTimeIsLeftAlone() {
    try (TotalTimeout total = TotalTimeout.start(NEVER, () -> "", NEVER, helpless::countDown)) {
      assertThat(total.waitedFor()).isEmpty();
    }
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }
}
