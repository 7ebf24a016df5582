package io.cortexlocal.config.yaml;

import java.util.Arrays;
import java.util.Optional;

/** The text of a file by lines and columns, as spans count them; a byte order mark is no part. */
public final class Source {

  private final byte[] content;
  private String text;
  private int[] starts;
  private boolean hasSurrogates;

  private Source(byte[] content) {
    this.content = content;
  }

  /** Returns the text of a file, decoded when it is first asked for. */
  public static Source of(byte[] content) {
    return new Source(content);
  }

  /** Returns the text up to the first character that cannot be read. */
  public String text() {
    if (text == null) {
      text = SourceText.decode(content).text();
      hasSurrogates = text.chars().anyMatch(c -> Character.isSurrogate((char) c));
    }
    return text;
  }

  /** Returns how many lines there are. */
  public int lines() {
    return starts().length;
  }

  /** Returns a line, counted from 1, without its end; empty beyond the last one. */
  public String line(int number) {
    int[] lines = starts();
    if (number > lines.length) {
      return "";
    }
    int end = number < lines.length ? lines[number] : text().length();
    while (end > lines[number - 1] && isBreak(text().charAt(end - 1))) {
      end--;
    }
    return text().substring(lines[number - 1], end);
  }

  /** Returns the index of a place in {@link #text}, counted in chars; at most its length. */
  public int offset(int line, int column) {
    int[] lines = starts();
    if (line > lines.length) {
      return text().length();
    }
    int offset = lines[line - 1];
    if (!hasSurrogates) {
      return Math.min(offset + column - 1, text().length());
    }
    for (int i = 1; i < column && offset < text().length(); i++) {
      offset += Character.charCount(text().codePointAt(offset));
    }
    return offset;
  }

  /** Returns what stands at a place of one line; empty where it has several, or none. */
  public Optional<String> slice(Span span) {
    if (span.line() != span.endLine() || span.column() >= span.endColumn()) {
      return Optional.empty();
    }
    return Optional.of(
        text()
            .substring(
                offset(span.line(), span.column()), offset(span.endLine(), span.endColumn())));
  }

  private int[] starts() {
    if (starts == null) {
      starts = findStarts(text());
    }
    return starts;
  }

  private static int[] findStarts(String text) {
    int[] found = new int[64];
    int count = 1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean pair = c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n';
      if (isBreak(c) && !pair) {
        if (count == found.length) {
          found = Arrays.copyOf(found, 2 * count);
        }
        found[count++] = i + 1;
      }
    }
    return Arrays.copyOf(found, count);
  }

  private static boolean isBreak(char c) {
    return c == '\n' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029;
  }
}
