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
    CountDownLatch last = new CountDownLatch(1);
    long start = time.nanos();
    try (time) {
      Timer cancelled = time.after(Duration.ofMillis(20), () -> done.add("cancelled"));
      time.after(
          Duration.ofMillis(40),
          () -> {
            done.add("late");
            last.countDown();
          });
      time.after(
          Duration.ofMillis(10),
          () -> {
            done.add("early");
            throw new IllegalStateException("expected in this test");
          });
      cancelled.cancel();

      assertThat(last.await(20, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(done).containsExactly("early", "late");
    assertThat(Duration.ofNanos(time.nanos() - start)).isGreaterThan(Duration.ofMillis(39));
  }

  @Test
  void itTakesNoThreadBeforeTheFirstAction() {
    long before = ours();
    try (time) {
      assertThat(ours()).isEqualTo(before);
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
