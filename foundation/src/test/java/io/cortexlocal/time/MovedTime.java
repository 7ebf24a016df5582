package io.cortexlocal.time;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Time that stands still until it is moved; what is due then is done by the one who moves it, each
 * at its moment and before {@code move} returns. Safe for use by several threads.
 */
public final class MovedTime implements Time {

  /** When it stands still at first, if nothing else is said. */
  public static final Instant START = Instant.parse("2026-01-02T03:04:05.678Z");

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final SortedSet<Due> due =
      new TreeSet<>(Comparator.comparing(Due::at).thenComparingLong(Due::number));
  private final Instant start;
  private final long startNanos;
  private Duration passed = Duration.ZERO;
  private long number;

  public MovedTime() {
    this(START);
  }

  /** Creates a time that stands still at a moment. */
  public MovedTime(Instant start) {
    this(start, 1_000_000_000_000L);
  }

  /**
   * Creates a time that stands still at a moment.
   *
   * @param startNanos what it ticks then
   */
  public MovedTime(Instant start, long startNanos) {
    this.start = start;
    this.startNanos = startNanos;
  }

  @Override
  public synchronized long nanos() {
    return startNanos + passed.toNanos();
  }

  @Override
  public synchronized Instant instant() {
    return start.plus(passed);
  }

  @Override
  public Timer after(Duration delay, Runnable action) {
    if (delay.isZero() || delay.isNegative()) {
      action.run();
      return () -> {};
    }
    return add(delay, action);
  }

  private synchronized Timer add(Duration delay, Runnable action) {
    number++;
    Due added = new Due(passed.plus(delay), number, action);
    due.add(added);
    notifyAll();
    return () -> remove(added);
  }

  private synchronized void remove(Due one) {
    due.remove(one);
  }

  /** Lets time pass at once. */
  public void move(Duration by) {
    Duration until = passed().plus(by);
    for (Optional<Due> next = next(until); next.isPresent(); next = next(until)) {
      next.get().action().run();
    }
    arrive(until);
  }

  private synchronized Duration passed() {
    return passed;
  }

  private synchronized void arrive(Duration until) {
    if (until.compareTo(passed) > 0) {
      passed = until;
    }
  }

  private synchronized Optional<Due> next(Duration until) {
    if (due.isEmpty() || due.first().at().compareTo(until) > 0) {
      return Optional.empty();
    }
    Due next = due.first();
    due.remove(next);
    if (next.at().compareTo(passed) > 0) {
      passed = next.at();
    }
    return Optional.of(next);
  }

  /** Returns how many actions are still to be done. */
  public synchronized int count() {
    return due.size();
  }

  /**
   * Waits until so many actions are to be done.
   *
   * @throws AssertionError when there are not within 20 s of this machine's clock
   */
  public synchronized void awaitActions(int count) throws InterruptedException {
    Deadline deadline = Deadline.after(PATIENCE);
    while (due.size() < count) {
      if (deadline.passed()) {
        throw new AssertionError(
            "not within %s: %d actions to be done; there are %d"
                .formatted(PATIENCE, count, due.size()));
      }
      wait(deadline.left().toMillis() + 1);
    }
  }

  private record Due(Duration at, long number, Runnable action) {}
}
