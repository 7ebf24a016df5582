package io.cortexlocal.time;

import io.cortexlocal.time.Time.Timer;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Wakes those who wait for a condition, when something that it depends on has changed. */
public final class Signal {

  private final Object lock = new Object();
  private long changes;

  /** Says that something has changed. */
  public void changed() {
    synchronized (lock) {
      changes++;
      lock.notifyAll();
    }
  }

  /**
   * Waits until a condition holds. It is looked at now, after every change, when the deadline
   * passes, and at least once a second of this machine's clock, so that it may also watch for what
   * gives no signal.
   *
   * @return whether it held before the deadline
   * @throws InterruptedException when the thread is interrupted
   */
  public boolean await(Deadline deadline, BooleanSupplier condition) throws InterruptedException {
    Timer end = deadline.whenPassed(this::changed);
    try {
      return awaitChanges(deadline, condition);
    } finally {
      end.cancel();
    }
  }

  private boolean awaitChanges(Deadline deadline, BooleanSupplier condition)
      throws InterruptedException {
    while (true) {
      long seen;
      synchronized (lock) {
        seen = changes;
      }
      if (condition.getAsBoolean()) {
        return true;
      }
      synchronized (lock) {
        Duration left = deadline.left();
        if (left.isZero()) {
          return false;
        }
        if (changes == seen) {
          lock.wait(Math.max(1, Math.min(1_000, left.toMillis())));
        }
      }
    }
  }
}
