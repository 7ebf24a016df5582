package io.cortexlocal.lifecycle;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes what was registered with it, the last first, whatever fails on the way.
 *
 * <p>Something that is registered after the closing is closed at once.
 */
public final class Closer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Closer.class);

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private boolean closed;

  /** Registers something, and returns it. */
  public <T extends AutoCloseable> T register(T closeable) {
    synchronized (open) {
      if (!closed) {
        open.push(closeable);
        return closeable;
      }
    }
    close(closeable);
    return closeable;
  }

  /** Forgets something that was registered and has been closed by others. */
  public void unregister(AutoCloseable closeable) {
    synchronized (open) {
      open.removeIf(registered -> registered == closeable);
    }
  }

  /** Closes everything. Never throws; what fails is logged. */
  @Override
  public void close() {
    while (true) {
      AutoCloseable next;
      synchronized (open) {
        closed = true;
        next = open.poll();
      }
      if (next == null) {
        return;
      }
      close(next);
    }
  }

  private static void close(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      LOG.warn("interrupted while closing {}", closeable, e);
    } catch (Exception | Error e) {
      LOG.warn("could not close {}", closeable, e);
    }
  }
}
