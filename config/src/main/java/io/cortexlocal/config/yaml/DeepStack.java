package io.cortexlocal.config.yaml;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/** Runs recursive work on documents that are nested too deep for an ordinary thread. */
public final class DeepStack {

  private static final int ORDINARY_DEPTH = 200;
  private static final long BYTES_PER_LEVEL = 16 * 1024;
  private static final long MOST_BYTES = 1L << 30;

  private DeepStack() {}

  /**
   * Returns what the work returns.
   *
   * @param depth how deep the document is nested
   */
  public static <T> T call(int depth, Supplier<T> work) {
    if (depth <= ORDINARY_DEPTH) {
      return work.get();
    }
    FutureTask<T> task = new FutureTask<>(work::get);
    Thread thread =
        new Thread(
            null, task, "cortex-local-deep-yaml", Math.min(depth * BYTES_PER_LEVEL, MOST_BYTES));
    thread.setDaemon(true);
    thread.start();
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while reading a deeply nested file", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException("cannot read a deeply nested file", e.getCause());
    }
  }
}
