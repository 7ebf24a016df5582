package io.cortexlocal.config.yaml;

import java.util.Optional;
import org.yaml.snakeyaml.error.Mark;

/** What stands behind the first document. */
final class Remainder {

  private Remainder() {}

  /** Returns the first line with more than a comment or a document marker. */
  static Optional<Span> find(String text, Mark documentEnd) {
    int start = text.offsetByCodePoints(0, documentEnd.getIndex());
    int number = documentEnd.getLine() + 1;
    int column = documentEnd.getColumn() + 1;
    while (start < text.length()) {
      int end = text.indexOf('\n', start);
      String line = text.substring(start, end < 0 ? text.length() : end).stripTrailing();
      String content = line.strip();
      boolean marker = content.equals("---") || content.equals("...");
      if (!content.isEmpty() && !content.startsWith("#") && !marker) {
        int length = line.codePointCount(0, line.length());
        return Optional.of(new Span(number, column, number, column + length));
      }
      if (end < 0) {
        return Optional.empty();
      }
      start = end + 1;
      number++;
      column = 1;
    }
    return Optional.empty();
  }
}
