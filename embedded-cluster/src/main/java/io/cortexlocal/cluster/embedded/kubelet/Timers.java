package io.cortexlocal.cluster.embedded.kubelet;

import io.cortexlocal.time.Ticker;
import java.time.Duration;

/** Elapsed time, and things that are done once some of it has passed. */
interface Timers extends Ticker {

  /**
   * Does something later.
   *
   * @param action short, for all timers share one thread
   */
  Timer after(Duration delay, Runnable action);

  /** Something that will be done. */
  interface Timer {

    /** Sees to it that it is not done, unless that has begun. */
    void cancel();
  }
}
