package io.cortexlocal.config.validation;

import io.cortexlocal.config.Fix;
import io.cortexlocal.config.Fix.Edit;
import io.cortexlocal.config.yaml.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Quotes that word processors write and YAML takes as letters. */
final class TypographicQuotes {

  private static final Pattern PAIR =
      Pattern.compile(
          "(?<=[\\s:\\[{,]|^)(?:[\u201C\u201D\u201E\u00AB\u2018\u2019]([^\u201C\u201D\u201E\u00AB"
              + "\u00BB\u2018\u2019\"\\\\]*)[\u201C\u201D\u00BB\u2018\u2019\"]"
              + "|\"([^\u201C\u201D\u201E\u00AB\u00BB\u2018\u2019\"\\\\]*)[\u201C\u201D\u00BB\u2018\u2019])"
              + "(?=[\\s,\\]}:]|$)");

  private TypographicQuotes() {}

  /** Returns what to do about those of a line. */
  static Optional<SyntaxHelp> find(String line, int number) {
    Matcher matcher = PAIR.matcher(line);
    List<Edit> edits = new ArrayList<>();
    Span first = null;
    while (matcher.find()) {
      int column = line.codePointCount(0, matcher.start()) + 1;
      int end = line.codePointCount(0, matcher.end()) + 1;
      first = first == null ? new Span(number, column, number, end) : first;
      String text = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
      edits.add(new Edit(number, column, number, end, '"' + text + '"'));
    }
    return edits.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new SyntaxHelp(
                first,
                "write straight quotes: " + edits.get(0).text(),
                List.of(new Fix("write straight quotes", edits))));
  }
}
