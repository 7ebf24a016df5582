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
  private final MovedTicker ticker = new MovedTicker(0);
  private final Deadline deadline = Deadline.after(Duration.ofMinutes(1), ticker);

  @Test
  void aConditionThatHoldsNeedsNoTime() throws Exception {
    ticker.move(Duration.ofHours(1));

    assertThat(signal.await(deadline, () -> true)).isTrue();
  }

  @Test
  void aPassedDeadlineEndsTheWait() throws Exception {
    ticker.move(Duration.ofMinutes(1));

    assertThat(signal.await(deadline, () -> false)).isFalse();
  }

  @Test
  void aChangeWakesAllThatWait() throws Exception {
    AtomicBoolean condition = new AtomicBoolean();
    CountDownLatch looked = new CountDownLatch(2);
    CompletableFuture<Boolean> one = waiting(condition, looked);
    CompletableFuture<Boolean> two = waiting(condition, looked);
    looked.await();

    condition.set(true);
    signal.changed();

    assertThat(one.get(20, TimeUnit.SECONDS)).isTrue();
    assertThat(two.get(20, TimeUnit.SECONDS)).isTrue();
  }

  private CompletableFuture<Boolean> waiting(AtomicBoolean condition, CountDownLatch looked) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return signal.await(
                deadline,
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
                  ticker.move(Duration.ofSeconds(31));
                  return false;
                }))
        .isFalse();
  }

  @Test
  void anInterruptEndsTheWait() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> signal.await(deadline, () -> false))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
  }
}
