package io.cortexlocal.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SignalTests {

  private final Signal signal = new Signal();
  private final MovedTime time = new MovedTime();
  private final Deadline deadline = Deadline.after(Duration.ofMinutes(1), time);

  @Test
  void aConditionThatHoldsNeedsNoTime() throws Exception {
    time.move(Duration.ofHours(1));

    assertThat(signal.await(deadline, () -> true)).isTrue();
  }

  @Test
  void aPassedDeadlineEndsTheWait() throws Exception {
    time.move(Duration.ofMinutes(1));

    assertThat(signal.await(deadline, () -> false)).isFalse();
  }

  @Test
  void aChangeWakesAllThatWait() throws Exception {
    AtomicBoolean condition = new AtomicBoolean();
    CountDownLatch looked = new CountDownLatch(2);
    CompletableFuture<Boolean> one = waiting(deadline, condition, looked);
    CompletableFuture<Boolean> two = waiting(deadline, condition, looked);
    looked.await();

    condition.set(true);
    signal.changed();

    assertThat(one.get(20, TimeUnit.SECONDS)).isTrue();
    assertThat(two.get(20, TimeUnit.SECONDS)).isTrue();
  }

  private CompletableFuture<Boolean> waiting(
      Deadline until, AtomicBoolean condition, CountDownLatch looked) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return signal.await(
                until,
                () -> {
                  looked.countDown();
                  return condition.get();
                });
          } catch (InterruptedException e) {
            throw new CompletionException(e);
          }
        });
  }

  /** Without the count of changes such a change would be slept over. */
  @Test
  void aChangeWhileTheConditionIsLookedAtIsNotMissed() throws Exception {
    AtomicInteger looks = new AtomicInteger();
    long start = System.nanoTime();

    boolean held =
        signal.await(
            deadline,
            () -> {
              int look = looks.incrementAndGet();
              signal.changed();
              return look == 20;
            });

    assertThat(held).isTrue();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void theConditionIsLookedAtAgainWithoutAnyChange() throws Exception {
    AtomicInteger looks = new AtomicInteger();

    assertThat(signal.await(deadline, () -> looks.incrementAndGet() == 2)).isTrue();
  }

  @Test
  void aDeadlineThatPassesMeanwhileEndsTheWait() throws Exception {
    assertThat(
            signal.await(
                deadline,
                () -> {
                  time.move(Duration.ofSeconds(31));
                  return false;
                }))
        .isFalse();
  }

  /** Each would otherwise be noticed by the look once a second. */
  @Test
  void deadlinesThatAreMovedPastWakeThoseWhoWait() throws Exception {
    long start = System.nanoTime();
    for (int i = 0; i < 25; i++) {
      CountDownLatch looked = new CountDownLatch(1);
      CompletableFuture<Boolean> waiting =
          waiting(Deadline.after(Duration.ofMinutes(1), time), new AtomicBoolean(), looked);
      looked.await();

      time.move(Duration.ofMinutes(1));

      assertThat(waiting.get(20, TimeUnit.SECONDS)).isFalse();
      assertThat(time.count()).isZero();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void anInterruptEndsTheWait() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> signal.await(deadline, () -> false))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
  }
}
