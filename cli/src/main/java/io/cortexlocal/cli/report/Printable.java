package io.cortexlocal.cli.report;

/** Text of a file that may contain anything, made harmless for terminals and logs. */
public final class Printable {

  private Printable() {}

  /** Returns the text with control characters, line ends too, written as escapes. */
  public static String line(String text) {
    return escaped(text, false);
  }

  /** Returns the text with control characters other than line feeds written as escapes. */
  static String lines(String text) {
    return escaped(text, true);
  }

  /** Returns a line of source with every control character as one space. */
  static String excerpt(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints().forEach(c -> shown.appendCodePoint(isControl(c) ? ' ' : c));
    return shown.toString();
  }

  /** Returns as many spaces as the text has characters. */
  static String blank(String text) {
    return " ".repeat(text.codePointCount(0, text.length()));
  }

  private static String escaped(String text, boolean lineFeeds) {
    StringBuilder shown = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (c == '\n' && lineFeeds) {
                shown.append('\n');
              } else if (isControl(c)) {
                shown.append(String.format("\\x%02x", c));
              } else {
                shown.appendCodePoint(c);
              }
            });
    return shown.toString();
  }

  private static boolean isControl(int c) {
    return Character.isISOControl(c) || c == 0x2028 || c == 0x2029 || (c >= 0x202A && c <= 0x202E);
  }
}
