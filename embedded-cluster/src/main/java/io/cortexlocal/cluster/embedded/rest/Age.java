package io.cortexlocal.cluster.embedded.rest;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/** How long ago something was, in kubectl's words ({@code duration.HumanDuration}). */
public final class Age {

  static final String UNKNOWN = "<unknown>";

  private Age() {}

  /** Returns the time since a timestamp of the API; {@value #UNKNOWN} for none. */
  public static String since(String timestamp, Instant now) {
    try {
      return timestamp.isEmpty() ? UNKNOWN : of(Duration.between(Instant.parse(timestamp), now));
    } catch (DateTimeParseException e) {
      return UNKNOWN;
    }
  }

  static String of(Duration duration) {
    long seconds = duration.toSeconds();
    long minutes = duration.toMinutes();
    long hours = duration.toHours();
    long days = duration.toDays();
    if (seconds < -1) {
      return "<invalid>";
    } else if (seconds < 0) {
      return "0s";
    } else if (seconds < 120) {
      return seconds + "s";
    } else if (minutes < 10) {
      return with(minutes + "m", seconds % 60, "s");
    } else if (minutes < 180) {
      return minutes + "m";
    } else if (hours < 8) {
      return with(hours + "h", minutes % 60, "m");
    } else if (hours < 48) {
      return hours + "h";
    } else if (days < 8) {
      return with(days + "d", hours % 24, "h");
    } else {
      return days + "d";
    }
  }

  private static String with(String whole, long rest, String unit) {
    return rest == 0 ? whole : whole + rest + unit;
  }
}
