package io.cortexlocal.time;

import java.time.Duration;
import java.time.Instant;

/** This machine's time; what elapses does so ten times as fast, and moments are the machine's. */
public final class HurriedTime implements Time, AutoCloseable {

  private static final int TIMES = 10;

  private final SystemTime time = new SystemTime();

  @Override
  public long nanos() {
    return time.nanos() * TIMES;
  }

  @Override
  public Instant instant() {
    return time.instant();
  }

  @Override
  public Timer after(Duration delay, Runnable action) {
    return time.after(delay.dividedBy(TIMES), action);
  }

  @Override
  public void close() {
    time.close();
  }
}
