package io.cortexlocal.config.validation;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/** Runs recursive work on documents that are nested too deep for an ordinary thread. */
final class DeepStack {

  private static final int ORDINARY_DEPTH = 200;
  private static final long BYTES_PER_LEVEL = 16 * 1024;

  private DeepStack() {}

  static <T> T call(int depth, Supplier<T> work) {
    if (depth <= ORDINARY_DEPTH) {
      return work.get();
    }
    FutureTask<T> task = new FutureTask<>(work::get);
    Thread thread = new Thread(null, task, "cortex-local-deep-yaml", depth * BYTES_PER_LEVEL);
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
      throw new IllegalStateException("cannot read a deeply nested file", e.getCause());
    }
  }
}
