package io.cortexlocal.cluster.embedded.kubelet;

import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Time that stands still until it is moved; what is due then is done by the one who moves it. */
final class MovedTimers implements Timers {

  private final SortedSet<Due> due =
      new TreeSet<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::number));
  private long now = 1_000_000_000_000L;
  private long number;

  @Override
  public synchronized long nanos() {
    return now;
  }

  @Override
  public synchronized Timer after(Duration delay, Runnable action) {
    number++;
    Due added = new Due(now + delay.toNanos(), number, action);
    if (delay.isZero()) {
      action.run();
      return () -> {};
    }
    due.add(added);
    return () -> {
      synchronized (this) {
        due.remove(added);
      }
    };
  }

  void move(Duration by) {
    long until = nanos() + by.toNanos();
    for (Optional<Due> next = next(until); next.isPresent(); next = next(until)) {
      next.get().action().run();
    }
    synchronized (this) {
      now = until;
    }
  }

  private synchronized Optional<Due> next(long until) {
    if (due.isEmpty() || due.first().at() > until) {
      return Optional.empty();
    }
    Due next = due.first();
    due.remove(next);
    now = next.at();
    return Optional.of(next);
  }

  synchronized int count() {
    return due.size();
  }

  private record Due(long at, long number, Runnable action) {}
}
