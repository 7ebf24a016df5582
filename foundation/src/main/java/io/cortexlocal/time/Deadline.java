package io.cortexlocal.time;

import io.cortexlocal.time.Time.Timer;
import java.time.Duration;
import java.util.function.BiFunction;

/**
 * A moment until which something may take.
 *
 * <p>Several waits that share one deadline share one time budget.
 */
public final class Deadline {

  private final Ticker ticker;
  private final BiFunction<Duration, Runnable, Timer> timers;
  private final long end;
  private final Duration budget;

  private Deadline(Duration budget, Ticker ticker, BiFunction<Duration, Runnable, Timer> timers) {
    this.ticker = ticker;
    this.timers = timers;
    this.end = ticker.nanos() + budget.toNanos();
    this.budget = budget;
  }

  /** Returns the deadline that is {@code budget} from now. */
  public static Deadline after(Duration budget, Time time) {
    return new Deadline(budget, time, time::after);
  }

  /**
   * Returns the deadline that is {@code budget} from now on this machine's clock, for what waits
   * for processes, sockets and files.
   */
  public static Deadline after(Duration budget) {
    // Whoever waits on the machine's clock notices its end without being woken.
    return new Deadline(budget, Ticker.system(), (delay, action) -> () -> {});
  }

  /** Wakes one who waits for this deadline, when it passes on a clock that was moved. */
  Timer whenPassed(Runnable action) {
    return timers.apply(left(), action);
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
