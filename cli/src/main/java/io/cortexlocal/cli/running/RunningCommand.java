package io.cortexlocal.cli.running;

import io.cortexlocal.cli.io.Streams;
import java.io.IOException;
import java.util.concurrent.Callable;

/**
 * A command on the {@code up} of the folder that it is given in. Exit codes: 0 it was done, 1
 * nothing runs here, or it was refused.
 */
public abstract class RunningCommand implements Callable<Integer> {

  private static final int FAILED = 1;

  private final Streams streams;

  /**
   * @param streams where to write
   */
  protected RunningCommand(Streams streams) {
    this.streams = streams;
  }

  /** Returns where to write. */
  protected final Streams streams() {
    return streams;
  }

  /**
   * Does what is asked for.
   *
   * @return the exit code
   * @throws InterruptedException when the thread is interrupted
   */
  protected abstract int act(RunningUp running, OperatorClient operator)
      throws IOException, InterruptedException;

  @Override
  public final Integer call() throws IOException {
    try {
      RunningUp running = RunningUps.require(UpFolder.current(streams.environment()));
      return act(running, OperatorClient.of(running));
    } catch (NothingRunsException | OperatorRefusal | UpRefusal e) {
      streams.err().println("cortex-local: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      streams.err().println("cortex-local: interrupted");
    }
    return FAILED;
  }
}
