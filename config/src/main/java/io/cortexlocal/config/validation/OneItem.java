package io.cortexlocal.config.validation;

import io.cortexlocal.config.Fix;
import io.cortexlocal.config.Fix.Edit;
import io.cortexlocal.config.yaml.Source;
import io.cortexlocal.config.yaml.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes a map that stands where a list belongs the one item of a list. */
final class OneItem {

  private OneItem() {}

  /** Returns the change; empty where a map begins in the middle of a line. */
  static Optional<Fix> listing(Span map, Source source) {
    String first = source.line(map.line());
    int start =
        first.offsetByCodePoints(
            0, Math.min(map.column() - 1, first.codePointCount(0, first.length())));
    if (first.startsWith("{", start)) {
      return Optional.of(
          new Fix(
              "make it a list of one",
              List.of(
                  new Edit(map.line(), map.column(), map.line(), map.column(), "["),
                  new Edit(map.endLine(), map.endColumn(), map.endLine(), map.endColumn(), "]"))));
    }
    if (!first.substring(0, start).isBlank()) {
      return Optional.empty();
    }
    List<Edit> edits = new ArrayList<>();
    edits.add(new Edit(map.line(), map.column(), map.line(), map.column(), "- "));
    int last = map.endColumn() == 1 ? map.endLine() - 1 : map.endLine();
    for (int line = map.line() + 1; line <= last; line++) {
      String text = source.line(line);
      boolean inside = !text.isBlank() && text.length() - text.stripLeading().length() >= start;
      if (inside) {
        edits.add(new Edit(line, 1, line, 1, "  "));
      }
    }
    return Optional.of(new Fix("make it a list of one", edits));
  }
}
