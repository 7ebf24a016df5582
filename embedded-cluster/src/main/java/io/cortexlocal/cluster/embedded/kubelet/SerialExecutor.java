package io.cortexlocal.cluster.embedded.kubelet;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one task after the other, in their order, on the threads of another executor. */
final class SerialExecutor implements Executor {

  private static final Logger LOG = LoggerFactory.getLogger(SerialExecutor.class);

  private final Executor threads;
  private final Consumer<Throwable> failed;
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private boolean running;

  /**
   * Makes one.
   *
   * @param failed learns what a task threw; the tasks after it are run all the same
   */
  SerialExecutor(Executor threads, Consumer<Throwable> failed) {
    this.threads = threads;
    this.failed = failed;
  }

  @Override
  public void execute(Runnable task) {
    synchronized (tasks) {
      tasks.add(task);
      if (running) {
        return;
      }
      running = true;
    }
    try {
      threads.execute(this::drain);
    } catch (RejectedExecutionException e) {
      LOG.debug("a task came after the end", e);
    }
  }

  private void report(Throwable failure) {
    try {
      failed.accept(failure);
    } catch (RuntimeException | Error e) {
      e.addSuppressed(failure);
      LOG.error("a failure could not be reported", e);
    }
  }

  private void drain() {
    while (true) {
      Runnable task;
      synchronized (tasks) {
        task = tasks.poll();
        if (task == null) {
          running = false;
          return;
        }
      }
      try {
        task.run();
      } catch (RuntimeException | Error e) {
        report(e);
      }
    }
  }
}
