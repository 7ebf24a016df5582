package io.cortexlocal.cli.report;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The lines of a file, found when they are asked for. */
public final class SourceLines {

  private static final byte[] NOTHING = {};

  private final byte[] content;

  /**
   * @param content in UTF-8
   */
  public SourceLines(byte[] content) {
    this.content = content;
  }

  /** Returns the lines of a file that could not be read. */
  public static SourceLines none() {
    return new SourceLines(NOTHING);
  }

  /** Returns a line, counted from 1, without its end; empty beyond the end of the file. */
  public Optional<String> line(int number) {
    int start = 0;
    for (int line = 1; line < number; line++) {
      start = next(start);
    }
    if (start >= content.length) {
      return Optional.empty();
    }
    int end = next(start);
    String text = new String(content, start, end - start, StandardCharsets.UTF_8);
    return Optional.of(text.replace("\uFEFF", "").stripTrailing());
  }

  private int next(int start) {
    int end = start;
    while (end < content.length) {
      if (content[end++] == '\n') {
        return end;
      }
    }
    return end;
  }
}
