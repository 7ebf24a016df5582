package io.cortexlocal.config.validation;

import io.cortexlocal.config.Fix;
import io.cortexlocal.config.Fix.Edit;
import io.cortexlocal.config.schema.CortexSchema;
import io.cortexlocal.config.schema.Field;
import io.cortexlocal.config.schema.ValueType.Section;
import io.cortexlocal.config.schema.ValueType.Sections;
import io.cortexlocal.config.yaml.Source;
import io.cortexlocal.config.yaml.Span;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Why a text may be no YAML.
 *
 * @param span where the reason stands
 */
record SyntaxHelp(Span span, String suggestion, List<Fix> fixes) {

  private static final int LINES_BEFORE = 3;

  private static final Pattern NO_SPACE =
      Pattern.compile(
          "^(\\s*+(?:- ++)*+[\"']?)([A-Za-z_][A-Za-z0-9_-]*)([\"']?:)(?=[^\\s/:])(\\S*)");
  private static final Pattern PASTED =
      Pattern.compile(
          "\\s*(?:(?:yaml|yml)?\\s*copy(?: code)?|yaml|yml|```\\s*\\w*)\\s*",
          Pattern.CASE_INSENSITIVE);

  private static final Set<String> KEYS = keys();

  /** Returns the likely reason why the parser stopped at a line. */
  static Optional<SyntaxHelp> find(Source source, Span stopped) {
    return pasted(source)
        .or(() -> tab(source, stopped))
        .or(() -> strangeSpace(source, stopped))
        .or(() -> missingSpace(source, stopped))
        .or(() -> Optional.ofNullable(quotes(source, stopped)));
  }

  private static Optional<SyntaxHelp> pasted(Source source) {
    List<Edit> edits = new ArrayList<>();
    int first = 0;
    int last = lastText(source);
    for (int number = 1; number <= source.lines(); number++) {
      String line = source.line(number);
      boolean atEdge =
          edits.size() == number - 1 || line.strip().startsWith("```") || number >= last;
      if (!line.isBlank() && atEdge && PASTED.matcher(line).matches()) {
        edits.add(new Edit(number, 1, number + 1, 1, ""));
        first = first == 0 ? number : first;
      }
    }
    if (edits.isEmpty()) {
      return Optional.empty();
    }
    int width = source.line(first).length();
    return Optional.of(
        new SyntaxHelp(
            new Span(first, 1, first, width + 1),
            "remove \"" + source.line(first).strip() + "\": it was copied along from a web page",
            List.of(new Fix("remove what was copied along from a web page", edits))));
  }

  private static int lastText(Source source) {
    int last = source.lines();
    while (last > 1 && source.line(last).isBlank()) {
      last--;
    }
    return last;
  }

  private static Optional<SyntaxHelp> tab(Source source, Span stopped) {
    String line = source.line(stopped.line());
    String indentation = line.substring(0, line.length() - line.stripLeading().length());
    return indentation.indexOf('\t') < 0
        ? Optional.empty()
        : Optional.of(
            new SyntaxHelp(
                stopped,
                "indent with spaces: YAML takes no tab at the start of a line",
                Tabs.replaced(source)));
  }

  private static Optional<SyntaxHelp> strangeSpace(Source source, Span stopped) {
    for (int number = Math.max(1, stopped.line() - 1); number <= stopped.line(); number++) {
      String line = source.line(number);
      int strange = line.indexOf('\u00A0');
      if (strange >= 0) {
        int column = line.codePointCount(0, strange) + 1;
        return Optional.of(
            new SyntaxHelp(
                new Span(number, column, number, column + 1),
                "write an ordinary space: this is a no-break space, copied along from a web page",
                List.of(noBreakSpaces(source))));
      }
    }
    return Optional.empty();
  }

  private static Fix noBreakSpaces(Source source) {
    List<Edit> edits = new ArrayList<>();
    for (int number = 1; number <= source.lines(); number++) {
      String line = source.line(number);
      for (int i = 0; i < line.length(); i++) {
        if (line.charAt(i) == '\u00A0') {
          int column = line.codePointCount(0, i) + 1;
          edits.add(new Edit(number, column, number, column + 1, " "));
        }
      }
    }
    return new Fix("replace no-break spaces by ordinary ones", edits);
  }

  private static Optional<SyntaxHelp> missingSpace(Source source, Span stopped) {
    for (int number = stopped.line();
        number >= 1 && number >= stopped.line() - LINES_BEFORE;
        number--) {
      String line = source.line(number);
      Matcher matcher = NO_SPACE.matcher(line);
      if (matcher.find() && KEYS.contains(matcher.group(2))) {
        int column = line.codePointCount(0, matcher.start(2)) + 1;
        int colon = line.codePointCount(0, matcher.end(3));
        return Optional.of(
            new SyntaxHelp(
                new Span(number, column, number, line.codePointCount(0, matcher.end()) + 1),
                "write a space after the colon: " + matcher.group(2) + ": " + matcher.group(4),
                List.of(Fix.of("put a space after the colon", number, colon + 1, colon + 1, " "))));
      }
    }
    return Optional.empty();
  }

  private static SyntaxHelp quotes(Source source, Span stopped) {
    for (int number = stopped.line(); number >= 1 && number >= stopped.line() - 1; number--) {
      Optional<SyntaxHelp> found = TypographicQuotes.find(source.line(number), number);
      if (found.isPresent()) {
        return found.get();
      }
    }
    return null;
  }

  private static Set<String> keys() {
    Set<String> keys = new HashSet<>();
    collect(CortexSchema.API, keys);
    return keys;
  }

  private static void collect(Section section, Set<String> keys) {
    for (Field field : section.fields()) {
      keys.add(field.name());
      if (field.type() instanceof Section inner) {
        collect(inner, keys);
      } else if (field.type() instanceof Sections inner) {
        collect(inner.element(), keys);
      }
    }
  }
}
