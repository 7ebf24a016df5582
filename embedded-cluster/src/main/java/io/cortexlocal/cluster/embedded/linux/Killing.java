package io.cortexlocal.cluster.embedded.linux;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Ends a program in the node for certain. */
public final class Killing {

  private static final int SECONDS = 2;

  private Killing() {}

  /**
   * Kills a program, and soon after all that holds it, if that has not ended with it: a process
   * between the two that is stopped reaps nobody, and would be waited for for good.
   *
   * @param holder what was started to run the program
   */
  public static void kill(Process holder, Optional<ProcessHandle> program) {
    program.ifPresent(ProcessHandle::destroyForcibly);
    CompletableFuture.delayedExecutor(SECONDS, TimeUnit.SECONDS).execute(() -> killAll(holder));
  }

  private static void killAll(Process holder) {
    if (holder.isAlive()) {
      holder.descendants().forEach(ProcessHandle::destroyForcibly);
      // Its own destroyForcibly would close its output.
      holder.toHandle().destroyForcibly();
    }
  }
}
