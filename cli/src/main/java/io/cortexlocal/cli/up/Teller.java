package io.cortexlocal.cli.up;

import io.cortexlocal.cli.io.Streams;
import io.cortexlocal.time.Ticker;
import java.util.Locale;

/** Tells a person what happens, and when. */
final class Teller {

  private static final int WIDTH = 8;

  private final Streams streams;
  private final Ticker ticker;
  private final long start;

  Teller(Streams streams, Ticker ticker) {
    this.streams = streams;
    this.ticker = ticker;
    this.start = ticker.nanos();
  }

  /** Says a line with the time since the start in front. */
  void say(String text) {
    plain(
        String.format(
            Locale.ROOT,
            "%" + WIDTH + "s  %s",
            String.format(Locale.ROOT, "%.1f s", (ticker.nanos() - start) / 1e9),
            text));
  }

  /** Says lines as they are. */
  void plain(String text) {
    streams.out().println(text);
    streams.check();
  }

  /** Hands on a text that has its line feeds. */
  void asItIs(String text) {
    streams.out().print(text);
    streams.check();
  }

  /** Says what went wrong. */
  void wrong(String text) {
    streams.out().flush();
    streams.err().println("cortex-local: " + text);
    streams.err().flush();
  }

  /** Returns what shows how APIs come up: a table where a person looks on, else lines. */
  RolloutView view() {
    return streams.terminal()
        ? new RolloutTable(streams.out(), " ".repeat(WIDTH + 2))
        : new RolloutLines(this);
  }
}
