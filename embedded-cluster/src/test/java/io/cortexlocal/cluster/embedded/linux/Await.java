package io.cortexlocal.cluster.embedded.linux;

import io.cortexlocal.time.Deadline;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for what the kernel tells nobody about. */
final class Await {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final long PAUSE_NANOS = 5_000_000;

  private Await() {}

  static void until(String what, Callable<Boolean> condition) throws Exception {
    Deadline deadline = Deadline.after(TIMEOUT);
    while (!condition.call()) {
      if (deadline.passed()) {
        throw new AssertionError("waited " + TIMEOUT.toSeconds() + " s in vain for " + what);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }
}
