package io.cortexlocal.time;

import java.time.Duration;
import java.time.InstantSource;

/**
 * The time that a cluster and what works for it go by: elapsed time, moments for people, and what
 * is done later. It is made once and handed down, so that whoever makes it decides how it passes.
 *
 * <p>What a process, a socket or a file takes is not of this time but of the machine's; waits for
 * these use {@link Deadline#after(Duration)}.
 */
public interface Time extends Ticker, InstantSource {

  /**
   * Does something later.
   *
   * @param action short, for all actions share one thread
   */
  Timer after(Duration delay, Runnable action);

  /** Something that will be done. */
  @FunctionalInterface
  interface Timer {

    /** Sees to it that it is not done, unless that has begun. */
    void cancel();
  }
}
