package io.cortexlocal.time;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A ticker that stands still until it is moved. */
final class MovedTicker implements Ticker {

  private final AtomicLong nanos;

  MovedTicker(long start) {
    nanos = new AtomicLong(start);
  }

  @Override
  public long nanos() {
    return nanos.get();
  }

  void move(Duration by) {
    nanos.addAndGet(by.toNanos());
  }
}
