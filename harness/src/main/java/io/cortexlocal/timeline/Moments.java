package io.cortexlocal.timeline;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Moments and ids as numbers, of which a timeline may have millions. */
final class Moments {

  private static final long NANOS = 1_000_000_000L;
  private static final long LAST_SECOND = Long.MAX_VALUE / NANOS - 1;
  private static final int UUID_LENGTH = 36;

  private Moments() {}

  /** Returns nanoseconds since 1970; what is beyond the range of 292 years is its edge. */
  static long nanos(Instant moment) {
    long second = Math.max(-LAST_SECOND, Math.min(LAST_SECOND, moment.getEpochSecond()));
    return second * NANOS + moment.getNano();
  }

  static Instant instant(long nanos) {
    return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS), Math.floorMod(nanos, NANOS));
  }

  /** Returns the moment of an event, without making an object of that of a request. */
  static long nanos(TimelineEvent event) {
    return event instanceof TimelineEvent.Request request ? request.atNanos() : nanos(event.at());
  }

  /** Reads an id; empty unless it is a UUID in the way in which UUIDs are written. */
  static Optional<UUID> uuid(String id) {
    if (id.length() != UUID_LENGTH) {
      return Optional.empty();
    }
    try {
      UUID uuid = UUID.fromString(id);
      return uuid.toString().equals(id) ? Optional.of(uuid) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
