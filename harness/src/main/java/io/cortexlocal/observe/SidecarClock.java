package io.cortexlocal.observe;

import io.cortexlocal.istio.AccessLog;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The clock of one replica's sidecar, kept in order when it is set back.
 *
 * <p>The sidecar's one worker writes its lines in the order in which they happen, and the durations
 * in a line are not those of the clock that can be set. So a line whose moment lies before that of
 * the line above it tells that the clock was set back, and durations tell on which side of that a
 * request began. What comes after is moved on, as if the clock had stood still meanwhile.
 *
 * <p>Not safe for use by several threads.
 */
final class SidecarClock {

  /** What the clock and a duration may differ by without the clock having been set. */
  private static final Duration TOLERANCE = Duration.ofMillis(10);

  private Optional<Instant> lastLine = Optional.empty();
  private Duration offset = Duration.ZERO;
  private Duration offsetBefore = Duration.ZERO;
  private Instant setBackAt = Instant.MIN;

  /**
   * Reads the next line's moment: {@link Read#setBack()} where the clock was set back before it.
   */
  Read line(Instant written) {
    Optional<Duration> by =
        lastLine.filter(written::isBefore).map(last -> Duration.between(written, last));
    by.ifPresent(
        step -> {
          setBackAt = lastLine.orElseThrow().plus(offset);
          offsetBefore = offset;
          offset = offset.plus(step);
        });
    lastLine = Optional.of(written);
    return new Read(written.plus(offset), by);
  }

  /** Reads when the request of the line that was read last began. */
  Instant start(AccessLog log) {
    Duration byClock = Duration.between(log.start(), log.end());
    if (byClock.plus(TOLERANCE).compareTo(longest(log)) < 0) {
      return log.start().plus(offsetBefore);
    }
    Instant moved = log.start().plus(offset);
    return moved.isBefore(setBackAt) ? setBackAt : moved;
  }

  /** Returns a moment of the sidecar's that no request is about. */
  Instant moved(Instant moment) {
    return moment.plus(offset);
  }

  private static Duration longest(AccessLog log) {
    return Stream.of(
            log.firstByteUpstream(),
            log.lastByteUpstream(),
            log.firstByteFromUpstream(),
            log.lastByteFromUpstream(),
            log.lastByteDownstream())
        .flatMap(Optional::stream)
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  /**
   * A line's moment.
   *
   * @param setBack by how much the clock was set back before, as far as it shows
   */
  record Read(Instant at, Optional<Duration> setBack) {}
}
