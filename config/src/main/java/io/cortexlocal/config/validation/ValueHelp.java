package io.cortexlocal.config.validation;

import io.cortexlocal.config.Fix;
import io.cortexlocal.config.Fix.Edit;
import io.cortexlocal.config.schema.Violation;
import io.cortexlocal.config.yaml.Source;
import io.cortexlocal.config.yaml.Span;
import io.cortexlocal.config.yaml.YamlNode;
import io.cortexlocal.config.yaml.YamlNode.Entry;
import io.cortexlocal.config.yaml.YamlNode.Mapping;
import io.cortexlocal.config.yaml.YamlNode.Scalar;
import io.cortexlocal.config.yaml.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How to write a value whose type is wrong. */
final class ValueHelp {

  private static final Pattern NO_SPACE =
      Pattern.compile("([A-Za-z_][A-Za-z0-9_-]*):([^\\s/:][^\\s]*)");

  private final Source source;

  /** Says of a placeholder, in a place that takes none, that it stays as it is. */
  static String unsubstituted(String placeholder) {
    return "nothing substitutes %s: write the value, or let envsubst write the file first"
        .formatted(placeholder);
  }

  ValueHelp(Source source) {
    this.source = source;
  }

  /** A list with elements that are no texts, or a text where a list is expected. */
  Violation texts(Violation violation, YamlNode node) {
    if (node instanceof Sequence sequence) {
      List<Edit> edits = new ArrayList<>();
      for (YamlNode item : sequence.items()) {
        if (!(item instanceof Scalar scalar && scalar.value() instanceof String)) {
          Optional<Edit> edit = quoted(item);
          if (edit.isEmpty()) {
            return violation;
          }
          edits.add(edit.get());
        }
      }
      return edits.isEmpty()
          ? violation
          : violation.suggesting("write " + edits.get(0).text()).mendedBy(quoting(edits));
    }
    if (node instanceof Scalar scalar && scalar.value() instanceof String text) {
      String words = String.join("\", \"", text.strip().split("\\s+", -1));
      return violation.suggesting("write a list: [\"" + words.replace("\\", "\\\\") + "\"]");
    }
    return violation;
  }

  /** A map of variables with values that are no texts, or a list as Kubernetes has it. */
  Violation environment(Violation violation, YamlNode node) {
    if (node instanceof Sequence sequence) {
      return violation.suggesting("write a map: env: {" + pairs(sequence) + "}");
    }
    if (!(node instanceof Mapping map)) {
      return violation.suggesting("write a map: env: {NAME: value}");
    }
    List<Edit> edits = new ArrayList<>();
    String first = null;
    for (Entry entry : map.entries().values()) {
      boolean keyIsText = entry.key().value() instanceof String;
      boolean valueIsText =
          entry.value() instanceof Scalar scalar && scalar.value() instanceof String;
      if (!keyIsText) {
        quoted(entry.key()).ifPresent(edits::add);
      }
      if (!valueIsText) {
        Optional<Edit> edit = quoted(entry.value());
        if (edit.isEmpty()) {
          return first == null
              ? violation.suggesting(
                  entry.value() instanceof Scalar scalar && scalar.isNull()
                      ? "write %s: \"\", or leave it out: the value of every variable is a text"
                          .formatted(entry.key().value())
                      : "the value of every variable is a text in quotes")
              : violation.suggesting(first);
        }
        edits.add(edit.get());
      }
      if (first == null && !edits.isEmpty()) {
        first = "write " + edits.get(0).text() + ": the value of every variable is a text";
      }
    }
    return first == null ? violation : violation.suggesting(first).mendedBy(quoting(edits));
  }

  private static String pairs(Sequence sequence) {
    List<String> pairs = new ArrayList<>();
    for (YamlNode item : sequence.items()) {
      if (item instanceof Mapping map
          && text(map, "name").isPresent()
          && text(map, "value").isPresent()) {
        pairs.add(text(map, "name").get() + ": \"" + text(map, "value").get() + '"');
      } else if (item instanceof Scalar scalar
          && scalar.value() instanceof String text
          && text.indexOf('=') > 0) {
        int equals = text.indexOf('=');
        pairs.add(text.substring(0, equals) + ": \"" + text.substring(equals + 1) + '"');
      }
    }
    return pairs.isEmpty() || pairs.size() < sequence.items().size()
        ? "NAME: value"
        : String.join(", ", pairs.subList(0, Math.min(5, pairs.size())));
  }

  private static Optional<String> text(Mapping map, String key) {
    return map.get(key) != null
            && map.get(key).value() instanceof Scalar scalar
            && scalar.value() != null
        ? Optional.of(String.valueOf(scalar.value()))
        : Optional.empty();
  }

  /** A number in quotes where a number is expected. */
  Violation number(Violation violation, YamlNode node) {
    if (node instanceof Scalar scalar
        && scalar.value() instanceof String text
        && text.matches("-?(0|[1-9][0-9]{0,8})(\\.[0-9]{1,6})?")) {
      Span span = node.span();
      Violation better = violation.suggesting("write " + text + " without quotes");
      boolean quoted = source.slice(span).filter(raw -> raw.matches("([\"']).*\\1")).isPresent();
      return quoted
          ? better.mendedBy(
              Fix.of("remove the quotes", span.line(), span.column(), span.endColumn(), text))
          : better;
    }
    if (node instanceof Scalar scalar && scalar.value() instanceof String text) {
      Matcher placeholder = TextHelp.PLACEHOLDER.matcher(text);
      if (placeholder.find()) {
        return violation.suggesting(unsubstituted(placeholder.group()));
      }
    }
    return missingSpace(violation, node);
  }

  /** A boolean in quotes, or in another language. */
  Violation truth(Violation violation, YamlNode node) {
    if (node instanceof Scalar scalar
        && scalar.value() instanceof String text
        && (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false"))) {
      Span span = node.span();
      String plain = text.toLowerCase(Locale.ROOT);
      return violation
          .suggesting("write " + plain + " without quotes")
          .mendedBy(
              Fix.of("remove the quotes", span.line(), span.column(), span.endColumn(), plain));
    }
    return missingSpace(violation, node);
  }

  /** A text such as {@code port:8080} where a map is expected. */
  Violation map(Violation violation, YamlNode node) {
    if (node instanceof Sequence sequence
        && sequence.items().size() == 1
        && sequence.items().get(0) instanceof Mapping) {
      return violation.suggesting("write it without \"- \": it is one map and no list");
    }
    return missingSpace(violation, node);
  }

  /** A map where a list of maps is expected. */
  Violation list(Violation violation, YamlNode node) {
    if (node instanceof Mapping map && !map.entries().isEmpty()) {
      Violation better =
          violation.suggesting(
              "put \"- \" before "
                  + map.entries().values().iterator().next().key().value()
                  + " and indent the rest: it is a list");
      return OneItem.listing(map.span(), source).map(better::mendedBy).orElse(better);
    }
    return missingSpace(violation, node);
  }

  private Violation missingSpace(Violation violation, YamlNode node) {
    if (!(node instanceof Scalar)) {
      return violation;
    }
    Optional<String> raw = source.slice(node.span());
    Matcher matcher = NO_SPACE.matcher(raw.orElse(""));
    if (!matcher.matches()) {
      return violation;
    }
    int column = node.span().column() + matcher.end(1) + 1;
    return violation
        .suggesting("write a space after the colon: " + matcher.group(1) + ": " + matcher.group(2))
        .mendedBy(Fix.of("put a space after the colon", node.span().line(), column, column, " "));
  }

  private static Fix quoting(List<Edit> edits) {
    return new Fix("put it in quotes", edits);
  }

  private Optional<Edit> quoted(YamlNode node) {
    if (!(node instanceof Scalar scalar) || scalar.value() == null) {
      return Optional.empty();
    }
    Span span = node.span();
    return source
        .slice(span)
        .filter(raw -> raw.matches("[A-Za-z0-9_.+:@/-]+"))
        .map(
            raw ->
                new Edit(
                    span.line(), span.column(), span.endLine(), span.endColumn(), quotes(raw)));
  }

  private static String quotes(String raw) {
    return '"' + raw + '"';
  }
}
