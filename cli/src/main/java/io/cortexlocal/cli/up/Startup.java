package io.cortexlocal.cli.up;

import io.cortexlocal.cluster.ClusterException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A start, for which whoever ends it meanwhile waits: what has been begun, such as a container, can
 * be taken down only by the start itself. Used once.
 */
final class Startup {

  private final Object lock = new Object();
  private final CountDownLatch over = new CountDownLatch(1);
  private Thread starter = new Thread();
  private boolean running;
  private volatile boolean ending;

  /** Returns whether {@link #end} was called. */
  boolean isEnding() {
    return ending;
  }

  /**
   * Starts something, and is interrupted when it is ended meanwhile.
   *
   * @throws ClusterException when it was ended before
   */
  <T> T run(Supplier<T> start) {
    synchronized (lock) {
      if (ending) {
        throw new ClusterException("it is being ended");
      }
      starter = Thread.currentThread();
      running = true;
    }
    try {
      return start.get();
    } finally {
      synchronized (lock) {
        running = false;
        if (ending) {
          // It was for the start: an interrupted thread can close no file.
          Thread.interrupted();
        }
      }
      over.countDown();
    }
  }

  /**
   * Ends a start that is under way, and waits until it is over.
   *
   * @return whether it is over
   */
  boolean end(Duration patience) {
    synchronized (lock) {
      ending = true;
      if (!running) {
        return true;
      }
      starter.interrupt();
    }
    try {
      return over.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
