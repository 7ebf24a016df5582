package io.cortexlocal.cluster.embedded.runtime;

import io.cortexlocal.cluster.Kubernetes.ExecResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

/** A container whose program has been started. */
public interface RunningContainer {

  /** Returns the moment at which its program ran. */
  Instant startedAt();

  /**
   * Returns how it ended, once it has, and once all its output has been passed on. Cancelling does
   * nothing.
   */
  CompletableFuture<Exit> exit();

  /** Sends SIGTERM to its first process. Does nothing when it has ended. */
  void terminate();

  /** Sends SIGKILL to its first process, which ends all others. Does nothing when it has ended. */
  void kill();

  /**
   * Runs a further program in the container, with its environment, user and working directory. Of
   * what it writes, the first MiB of each output is kept.
   *
   * @throws TimeoutException when it has not ended in time; it is killed
   * @throws RuntimeFailure when the container has ended
   */
  ExecResult exec(List<String> command, Duration timeout) throws TimeoutException;

  /**
   * How a container ended.
   *
   * @param code of its first process, 128 and the signal's number when a signal ended it
   */
  record Exit(int code, Instant at) {}
}
