package io.cortexlocal.time;

import java.time.Duration;

/**
 * A moment until which something may take.
 *
 * <p>Several waits that share one deadline share one time budget.
 */
public final class Deadline {

  private final Ticker ticker;
  private final long end;
  private final Duration budget;

  private Deadline(Ticker ticker, long end, Duration budget) {
    this.ticker = ticker;
    this.end = end;
    this.budget = budget;
  }

  /** Returns the deadline that is {@code budget} from now. */
  public static Deadline after(Duration budget, Ticker ticker) {
    return new Deadline(ticker, ticker.nanos() + budget.toNanos(), budget);
  }

  /** Returns the deadline that is {@code budget} from now on this machine's clock. */
  public static Deadline after(Duration budget) {
    return after(budget, Ticker.system());
  }

  /** Returns the time that is left, never negative. */
  public Duration left() {
    return Duration.ofNanos(Math.max(0, end - ticker.nanos()));
  }

  /** Returns whether no time is left. */
  public boolean passed() {
    return end - ticker.nanos() <= 0;
  }

  /** Returns the whole time that was given. */
  public Duration budget() {
    return budget;
  }
}
