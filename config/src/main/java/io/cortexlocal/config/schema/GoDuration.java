package io.cortexlocal.config.schema;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** Go's durations, such as {@code 1h30m}: their grammar, their limits and their spelling. */
public final class GoDuration {

  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final Map<String, Long> UNITS =
      Map.of(
          "ns", 1L,
          "us", 1_000L,
          "µs", 1_000L,
          "μs", 1_000L,
          "ms", 1_000_000L,
          "s", NANOS_PER_SECOND,
          "m", 60 * NANOS_PER_SECOND,
          "h", 3_600 * NANOS_PER_SECOND);

  private final String text;
  private int position;

  private GoDuration(String text) {
    this.text = text;
  }

  /**
   * Reads a duration.
   *
   * @throws IllegalArgumentException with Go's own message
   */
  public static Duration parse(String text) {
    return new GoDuration(text).read();
  }

  private Duration read() {
    boolean negative = text.startsWith("-");
    position = negative || text.startsWith("+") ? 1 : 0;
    if (text.length() - position == 1 && text.charAt(position) == '0') {
      return Duration.ZERO;
    }
    if (position == text.length()) {
      throw invalid();
    }
    long total = 0;
    while (position < text.length()) {
      total += group();
      if (total < 0) {
        throw invalid();
      }
    }
    return Duration.ofNanos(negative ? -total : total);
  }

  private long group() {
    int start = position;
    long whole = 0;
    while (position < text.length() && isDigit(text.charAt(position))) {
      int digit = text.charAt(position++) - '0';
      if (whole > (Long.MAX_VALUE - digit) / 10) {
        throw invalid();
      }
      whole = whole * 10 + digit;
    }
    int digits = position - start;
    long fraction = 0;
    double scale = 1;
    if (position < text.length() && text.charAt(position) == '.') {
      position++;
      boolean full = false;
      while (position < text.length() && isDigit(text.charAt(position))) {
        int digit = text.charAt(position++) - '0';
        digits++;
        full = full || fraction > (Long.MAX_VALUE - digit) / 10;
        if (!full) {
          fraction = fraction * 10 + digit;
          scale *= 10;
        }
      }
    }
    if (digits == 0) {
      throw invalid();
    }
    long unit = unit();
    if (whole > Long.MAX_VALUE / unit) {
      throw invalid();
    }
    return whole * unit + (long) (fraction * (unit / scale));
  }

  private long unit() {
    int start = position;
    while (position < text.length()
        && text.charAt(position) != '.'
        && !isDigit(text.charAt(position))) {
      position++;
    }
    if (position == start) {
      throw new IllegalArgumentException("time: missing unit in duration " + quote(text));
    }
    String name = text.substring(start, position);
    Long unit = UNITS.get(name);
    if (unit == null) {
      throw new IllegalArgumentException(
          "time: unknown unit " + quote(name) + " in duration " + quote(text));
    }
    return unit;
  }

  private IllegalArgumentException invalid() {
    return new IllegalArgumentException("time: invalid duration " + quote(text));
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static String quote(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            c -> {
              if (c >= 0x80 || c < ' ') {
                for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                  quoted.append(String.format("\\x%02x", b));
                }
              } else {
                if (c == '"' || c == '\\') {
                  quoted.append('\\');
                }
                quoted.append((char) c);
              }
            });
    return quoted.append('"').toString();
  }

  /** Returns Go's spelling: {@code 1m30s}, {@code 1.5s}, {@code 100ms}, {@code 0s}. */
  public static String format(Duration duration) {
    if (duration.isZero()) {
      return "0s";
    }
    String sign = duration.isNegative() ? "-" : "";
    Duration positive = duration.abs();
    long seconds = positive.getSeconds();
    int nanos = positive.getNano();
    if (seconds == 0) {
      return sign + belowOneSecond(nanos);
    }
    StringBuilder text = new StringBuilder(sign);
    long hours = seconds / 3600;
    long minutes = seconds / 60;
    if (hours > 0) {
      text.append(hours).append('h');
    }
    if (minutes > 0) {
      text.append(minutes % 60).append('m');
    }
    return text.append(decimal(seconds % 60, nanos, NANOS_PER_SECOND)).append('s').toString();
  }

  private static String belowOneSecond(int nanos) {
    if (nanos < 1_000) {
      return nanos + "ns";
    }
    if (nanos < 1_000_000) {
      return decimal(nanos / 1_000, nanos % 1_000, 1_000) + "µs";
    }
    return decimal(nanos / 1_000_000, nanos % 1_000_000, 1_000_000) + "ms";
  }

  private static String decimal(long whole, long fraction, long unit) {
    if (fraction == 0) {
      return Long.toString(whole);
    }
    String digits = Long.toString(unit + fraction).substring(1);
    int end = digits.length();
    while (digits.charAt(end - 1) == '0') {
      end--;
    }
    return whole + "." + digits.substring(0, end);
  }
}
