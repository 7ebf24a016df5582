package io.cortexlocal.deploy;

import io.cortexlocal.time.Ticker;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Says now and then that a long wait goes on. Not safe for use by several threads. */
final class Progress {

  private final Duration every;
  private final Ticker ticker;
  private final Consumer<String> out;
  private long last;

  Progress(Duration every, Ticker ticker, Consumer<String> out) {
    this.every = every;
    this.ticker = ticker;
    this.out = out;
    this.last = ticker.nanos();
  }

  /** Says it, when the last word was long enough ago. */
  void say(Supplier<String> text) {
    long now = ticker.nanos();
    if (now - last >= every.toNanos()) {
      last = now;
      out.accept(text.get());
    }
  }
}
