package io.cortexlocal.cluster.fabric8;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * How far a log with timestamps has been read. The API server gives lines since a whole second; the
 * lines of that second that were had before are counted, and left out when they come again.
 */
final class LogPosition {

  private Optional<Instant> second = Optional.empty();
  private Optional<Instant> last = Optional.empty();
  private String firstOfSecond = "";
  private int had;
  private int toSkip;
  private boolean isFirst;
  private boolean skips;

  /**
   * What becomes of a line.
   *
   * @param text what it says, unless it was had before
   * @param hasGap whether lines before it are missing
   */
  record Taken(Optional<String> text, boolean hasGap) {}

  /** Returns the second of the latest line, from which on lines are to be asked for. */
  Optional<Instant> second() {
    return second;
  }

  /** Returns the moment of the latest line. */
  Optional<Instant> last() {
    return last;
  }

  /** Says that lines come from that second on again. */
  void resume() {
    toSkip = had;
    isFirst = toSkip > 0;
    skips = false;
  }

  /**
   * Takes the next line.
   *
   * @param continues whether it is a further piece of the last one, and has no timestamp
   */
  Taken take(String line, boolean continues) {
    if (continues) {
      return new Taken(skips ? Optional.empty() : Optional.of(line), false);
    }
    int blank = line.indexOf(' ');
    String time = blank < 0 ? line : line.substring(0, blank);
    Instant at;
    try {
      at = Instant.parse(time);
    } catch (DateTimeException e) {
      skips = false;
      return new Taken(Optional.of(line), false);
    }
    boolean hasGap = isFirst && !line.equals(firstOfSecond);
    isFirst = false;
    if (hasGap) {
      toSkip = 0;
      second = Optional.empty();
    }
    skips = toSkip > 0;
    if (skips) {
      toSkip--;
      return new Taken(Optional.empty(), false);
    }
    count(at, line);
    return new Taken(Optional.of(blank < 0 ? "" : line.substring(blank + 1)), hasGap);
  }

  private void count(Instant at, String line) {
    Instant whole = at.truncatedTo(ChronoUnit.SECONDS);
    if (second.isEmpty() || whole.isAfter(second.get())) {
      second = Optional.of(whole);
      firstOfSecond = line;
      had = 0;
    }
    if (!at.isBefore(second.get())) {
      had++;
    }
    if (last.isEmpty() || at.isAfter(last.get())) {
      last = Optional.of(at);
    }
  }
}
