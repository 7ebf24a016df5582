package io.cortexlocal.cli.up;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Interrupts the thread that made it when it takes too long, and runs something else when that did
 * not help. To be closed by that thread.
 */
final class TotalTimeout implements AutoCloseable {

  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Optional<String> waitedFor = Optional.empty();

  private TotalTimeout() {}

  /**
   * Begins to count.
   *
   * @param phase asked when the time is up, for what is being waited for
   * @param grace after the interruption, for what there is to be written and ended
   * @param helpless what is done when that passes too
   */
  static TotalTimeout start(
      Duration timeout, Supplier<String> phase, Duration grace, Runnable helpless) {
    TotalTimeout total = new TotalTimeout();
    Thread caller = Thread.currentThread();
    Thread thread =
        new Thread(
            () -> {
              try {
                if (!total.closed.await(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                  total.waitedFor = Optional.of(phase.get());
                  caller.interrupt();
                  if (!total.closed.await(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                    helpless.run();
                  }
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "total-timeout");
    thread.setDaemon(true);
    thread.start();
    return total;
  }

  /** Returns what was being waited for when the time was up; empty as long as it is not. */
  Optional<String> waitedFor() {
    return waitedFor;
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
