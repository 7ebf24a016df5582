package io.cortexlocal.cluster.embedded.linux;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Kills a process, and all below it, when it takes too long. */
final class Watchdog implements AutoCloseable {

  private final CompletableFuture<Boolean> expired = new CompletableFuture<>();

  private Watchdog() {}

  /** Watches a process until the time is up, or this is closed. */
  static Watchdog over(Process process, Duration timeout) {
    Watchdog watchdog = new Watchdog();
    var unused =
        watchdog
            .expired
            .completeOnTimeout(true, timeout.toNanos(), TimeUnit.NANOSECONDS)
            .thenAcceptAsync(
                expired -> {
                  if (expired) {
                    killTree(process);
                  }
                });
    return watchdog;
  }

  /** Its own destroyForcibly would close its output, which tells the reason. */
  private static void killTree(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.toHandle().destroyForcibly();
  }

  /** Returns whether the time was up. */
  boolean expired() {
    return expired.getNow(false);
  }

  /** Ends the watch. */
  @Override
  public void close() {
    expired.complete(false);
  }
}
