package io.cortexlocal.cluster.embedded.kubelet;

import io.cortexlocal.time.Time;
import io.cortexlocal.time.Time.Timer;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Works off what happens to one pod, one thing after the other. */
final class PodTurns implements Executor {

  private final Time time;
  private final SerialExecutor tasks;
  private volatile boolean closed;

  /**
   * @param failed learns what a turn threw; the turns after it come all the same
   */
  PodTurns(NodeParts node, Consumer<Throwable> failed) {
    time = node.time();
    tasks = new SerialExecutor(node.threads(), failed);
  }

  @Override
  public void execute(Runnable turn) {
    tasks.execute(turn);
  }

  /** Has a turn come later, unless they are closed by then. */
  Timer after(Duration delay, Runnable turn) {
    return time.after(
        delay,
        () ->
            execute(
                () -> {
                  if (!closed) {
                    turn.run();
                  }
                }));
  }

  /** Says that nothing shall happen to the pod any more. Turns that were asked for still come. */
  void close() {
    closed = true;
  }

  boolean isClosed() {
    return closed;
  }
}
