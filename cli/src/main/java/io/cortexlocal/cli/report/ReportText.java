package io.cortexlocal.cli.report;

import io.cortexlocal.text.Printable;

/** Text of a file that may contain anything, as a report shows it. */
public final class ReportText {

  private ReportText() {}

  /** Returns the text as one line, with what acts on a terminal written as escapes. */
  public static String line(String text) {
    return lines(text).replace("\n", "\\n");
  }

  /** Returns the text with what acts on a terminal, other than line feeds, written as escapes. */
  static String lines(String text) {
    return Printable.of(text).replace("\t", "\\t");
  }

  /** Returns a line of source with every character that acts on a terminal as one space. */
  static String excerpt(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> shown.appendCodePoint(Character.isISOControl(c) || Printable.acts(c) ? ' ' : c));
    return shown.toString();
  }

  /** Returns as many spaces as the text has characters. */
  static String blank(String text) {
    return " ".repeat(text.codePointCount(0, text.length()));
  }
}
