package io.cortexlocal.time;

/** A source of elapsed time. Its values only make sense as differences. */
@FunctionalInterface
public interface Ticker {

  /** Returns nanoseconds since an arbitrary moment; never runs backwards. */
  long nanos();

  /** Returns the ticker of this machine, {@link System#nanoTime()}. */
  static Ticker system() {
    return System::nanoTime;
  }
}
