package io.cortexlocal.cli.report;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** The lines of a file, found when they are asked for. */
public final class SourceLines {

  private static final byte[] NOTHING = {};

  private final byte[] content;
  private int[] starts;

  /**
   * Creates the lines of a file.
   *
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
    if (starts == null) {
      starts = findStarts();
    }
    if (number > starts.length) {
      return Optional.empty();
    }
    int start = starts[number - 1];
    int end = number < starts.length ? starts[number] : content.length;
    String text = new String(content, start, end - start, StandardCharsets.UTF_8);
    return Optional.of(text.replace("\uFEFF", "").stripTrailing());
  }

  private int[] findStarts() {
    int[] found = new int[64];
    int count = 1;
    for (int i = 0; i < content.length - 1; i++) {
      if (content[i] == '\n') {
        if (count == found.length) {
          found = Arrays.copyOf(found, 2 * count);
        }
        found[count++] = i + 1;
      }
    }
    return Arrays.copyOf(found, content.length == 0 ? 0 : count);
  }
}
