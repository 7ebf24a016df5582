package io.cortexlocal.time;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This machine's time. Its thread is made when an action is to be done, and ends soon after it. */
public final class SystemTime implements Time, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SystemTime.class);

  private static final long IDLE_SECONDS = 10;

  private final ScheduledThreadPoolExecutor executor;

  public SystemTime() {
    executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "cortex-local-time");
              thread.setDaemon(true);
              return thread;
            });
    executor.setRemoveOnCancelPolicy(true);
    executor.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    executor.allowCoreThreadTimeOut(true);
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public Instant instant() {
    return Instant.now();
  }

  @Override
  public Timer after(Duration delay, Runnable action) {
    try {
      ScheduledFuture<?> future =
          executor.schedule(() -> act(action), delay.toNanos(), TimeUnit.NANOSECONDS);
      return () -> future.cancel(false);
    } catch (RejectedExecutionException e) {
      LOG.debug("nothing is done any more after the end", e);
      return () -> {};
    }
  }

  private static void act(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      LOG.error("a timer's action failed", e);
    }
  }

  /** Forgets all that was to be done. */
  @Override
  public void close() {
    executor.shutdownNow();
  }
}
