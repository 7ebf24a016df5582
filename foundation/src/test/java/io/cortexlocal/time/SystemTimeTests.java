package io.cortexlocal.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.cortexlocal.time.Time.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SystemTimeTests {

  private final SystemTime time = new SystemTime();

  @Test
  void isTheMachines() {
    long nanos = System.nanoTime();
    Instant instant = Instant.now();

    assertThat(time.nanos()).isBetween(nanos, System.nanoTime());
    assertThat(time.instant()).isBetween(instant, Instant.now());
  }

  @Test
  void anActionIsDoneOnceItsDelayHasPassedAndACancelledOneNever() throws Exception {
    List<String> done = new CopyOnWriteArrayList<>();
    CountDownLatch cancelled = new CountDownLatch(1);
    CountDownLatch last = new CountDownLatch(1);
    long start = time.nanos();
    try (time) {
      time.after(Duration.ZERO, () -> awaitQuietly(cancelled));
      Timer never = time.after(Duration.ofMillis(5), () -> done.add("cancelled"));
      time.after(
          Duration.ofMillis(10),
          () -> {
            done.add("early");
            throw new IllegalStateException("expected in this test");
          });
      time.after(
          Duration.ofMillis(40),
          () -> {
            done.add("late");
            last.countDown();
          });
      never.cancel();
      cancelled.countDown();

      assertThat(last.await(20, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(done).containsExactly("early", "late");
    assertThat(Duration.ofNanos(time.nanos() - start))
        .isGreaterThanOrEqualTo(Duration.ofMillis(40));
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void itTakesNoThreadBeforeTheFirstAction() {
    long before = ours();
    try (time) {
      assertThat(ours()).isLessThanOrEqualTo(before);
    }
  }

  private static long ours() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("cortex-local-time"))
        .count();
  }

  @Test
  void nothingIsDoneAfterTheEnd() {
    time.close();

    assertThatCode(() -> time.after(Duration.ZERO, () -> {}).cancel()).doesNotThrowAnyException();
  }
}
