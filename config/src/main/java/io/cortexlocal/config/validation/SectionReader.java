package io.cortexlocal.config.validation;

import io.cortexlocal.config.ApiKind;
import io.cortexlocal.config.schema.CortexSchema;
import io.cortexlocal.config.schema.CortexText;
import io.cortexlocal.config.schema.Field;
import io.cortexlocal.config.schema.Field.Presence;
import io.cortexlocal.config.schema.Rule;
import io.cortexlocal.config.schema.Rules;
import io.cortexlocal.config.schema.TextCheck;
import io.cortexlocal.config.schema.ValueType;
import io.cortexlocal.config.schema.ValueType.Decimal;
import io.cortexlocal.config.schema.ValueType.Parsed;
import io.cortexlocal.config.schema.ValueType.Section;
import io.cortexlocal.config.schema.ValueType.Sections;
import io.cortexlocal.config.schema.ValueType.Text;
import io.cortexlocal.config.schema.ValueType.Text.Numbers;
import io.cortexlocal.config.schema.ValueType.TextMap;
import io.cortexlocal.config.schema.ValueType.Texts;
import io.cortexlocal.config.schema.ValueType.Truth;
import io.cortexlocal.config.schema.ValueType.Whole;
import io.cortexlocal.config.schema.Violation;
import io.cortexlocal.config.yaml.References;
import io.cortexlocal.config.yaml.Source;
import io.cortexlocal.config.yaml.Span;
import io.cortexlocal.config.yaml.YamlNode;
import io.cortexlocal.config.yaml.YamlNode.Entry;
import io.cortexlocal.config.yaml.YamlNode.Mapping;
import io.cortexlocal.config.yaml.YamlNode.Scalar;
import io.cortexlocal.config.yaml.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** Reads maps by the table of {@link CortexSchema}, for one kind of API. */
final class SectionReader {

  private static final String USE_DEFAULT =
      " (specify a value, or remove the key to use the default value)";

  private final ApiKind kind;

  /** Beyond so many errors of a file nobody reads what to do about the next. */
  private static final int MOST_HELPED = 500;

  private final Report report;
  private final ValueHelp valueHelp;
  private final TextHelp textHelp;

  SectionReader(ApiKind kind, Report report, Source source) {
    this.kind = kind;
    this.report = report;
    this.valueHelp = new ValueHelp(source);
    this.textHelp = new TextHelp(source);
  }

  SectionValue read(Section section, Mapping map, Location location) {
    List<Field> fields = section.fields(kind);
    SectionValue values = new SectionValue(location, fields);
    for (Field field : fields) {
      readField(field, map, values);
    }
    if (map.entries().size() > 0) {
      reportUnknownKeys(fields, map, values);
    }
    return values;
  }

  /** Reads one key into the values; on an error the value stays absent. */
  void readField(Field field, Mapping map, SectionValue values) {
    Entry entry = map.get(field.name());
    if (entry == null) {
      readAbsent(field, map, values);
      return;
    }
    Span span = visible(entry.value().span(), entry.key().span());
    boolean isNull = entry.value() instanceof Scalar scalar && scalar.isNull();
    values.place(field.name(), span, isNull);
    Location location = values.location().key(field.name(), span);
    if (isNull) {
      readNull(field, location, values);
      return;
    }
    Optional<Object> value = value(field.type(), entry.value(), location, values);
    if (value.isPresent()) {
      values.put(field.name(), value.get());
    } else {
      values.invalidate();
    }
  }

  private void readAbsent(Field field, Mapping map, SectionValue values) {
    Location location = values.location().key(field.name(), values.location().span());
    if (field.presence() == Presence.REQUIRED
        || field.presence() == Presence.REQUIRED_NULL_IS_EMPTY) {
      fail(values, location, violation(Rules.MUST_BE_DEFINED, field.requiredHint()));
    } else if (field.type() instanceof Section section && field.presence() == Presence.OPTIONAL) {
      Mapping empty = new Mapping(Map.of(), map.span());
      put(field.name(), read(section, empty, location), values);
    } else {
      values.put(field.name(), field.defaultValue());
    }
  }

  private void readNull(Field field, Location location, SectionValue values) {
    switch (field.presence()) {
      case NULLABLE -> {}
      case REQUIRED_NULL_IS_EMPTY -> {
        Mapping nothing = new Mapping(Map.of(), location.span());
        Sequence empty = new Sequence(List.of(), nothing.span());
        value(field.type(), empty, location, values)
            .ifPresentOrElse(value -> values.put(field.name(), value), values::invalidate);
      }
      case REQUIRED -> fail(values, location, violation(Rules.CANNOT_BE_NULL, ""));
      case OPTIONAL -> {
        if (field.type() instanceof Section) {
          fail(values, location, violation(Rules.CANNOT_BE_EMPTY_OR_NULL));
        } else {
          fail(values, location, violation(Rules.CANNOT_BE_NULL, USE_DEFAULT));
        }
      }
    }
  }

  private Optional<Object> value(
      ValueType type, YamlNode node, Location location, SectionValue values) {
    if (type instanceof Text text) {
      return text(text, node, location, false);
    } else if (type instanceof Whole whole) {
      return whole(whole, node, location);
    } else if (type instanceof Decimal decimal) {
      return decimal(decimal, node, location);
    } else if (type instanceof Truth) {
      return node instanceof Scalar scalar && scalar.value() instanceof Boolean
          ? Optional.of(scalar.value())
          : wrongType(node, "boolean", location, valueHelp::truth);
    } else if (type instanceof Texts texts) {
      return texts(texts, node, location, values);
    } else if (type instanceof TextMap) {
      return textMap(node, location, values);
    } else if (type instanceof Section section) {
      return section(section, node, location).map(value -> checked(value, values));
    }
    return sections((Sections) type, node, location, values);
  }

  private static Object checked(SectionValue value, SectionValue parent) {
    if (!value.isComplete()) {
      parent.invalidate();
    }
    return value;
  }

  private Optional<Object> text(Text type, YamlNode node, Location location, boolean emptyAllowed) {
    Optional<String> given = asText(type.numbers(), node);
    if (given.isEmpty()) {
      return wrongType(
          node,
          type.numbers().expectation(),
          location,
          (violation, value) -> textHelp.wrongType(violation, value, type));
    }
    String text = given.get();
    if (References.isReference(text)) {
      return refused(
          location,
          textHelp.refused(
              violation(Rules.REFERENCE, References.written(text)), location.name(), text, node));
    }
    if (text.isEmpty() && !emptyAllowed) {
      return refused(location, violation(Rules.CANNOT_BE_EMPTY));
    }
    for (TextCheck check : type.checks()) {
      Optional<Violation> violation = check.violation().apply(text);
      if (violation.isPresent()) {
        return refused(
            location,
            helped(violation.get(), v -> textHelp.refused(v, location.name(), text, node)));
      }
    }
    Parsed parsed = type.parser().apply(text);
    return parsed.violation() == null
        ? Optional.of(parsed.value())
        : refused(
            location,
            helped(parsed.violation(), v -> textHelp.refused(v, location.name(), text, node)));
  }

  private static Optional<String> asText(Numbers numbers, YamlNode node) {
    if (node instanceof Scalar scalar) {
      boolean accepted =
          scalar.value() instanceof String
              || (scalar.value() instanceof Long && numbers != Numbers.NONE)
              || (scalar.value() instanceof Double && numbers == Numbers.ALL);
      if (accepted) {
        return Optional.of(scalar.value() instanceof String text ? text : CortexText.of(scalar));
      }
    }
    return Optional.empty();
  }

  private Optional<Object> whole(Whole type, YamlNode node, Location location) {
    if (!(node instanceof Scalar scalar
        && scalar.value() instanceof Long value
        && (type.bits() == 64 || (int) (long) value == value))) {
      return wrongType(node, "integer", location, valueHelp::number);
    }
    String text = Long.toString(value);
    if (type.above().isPresent() && value <= type.above().getAsLong()) {
      return refused(
          location, violation(Rules.GREATER_THAN, limit(type.above().getAsLong()), text));
    }
    if (type.from().isPresent() && value < type.from().getAsLong()) {
      return refused(location, violation(Rules.AT_LEAST, limit(type.from().getAsLong()), text));
    }
    if (type.to().isPresent() && value > type.to().getAsLong()) {
      return refused(location, violation(Rules.AT_MOST, limit(type.to().getAsLong()), text));
    }
    if (type.reserved().contains(value)) {
      return refused(location, violation(Rules.DISALLOWED_VALUE, text));
    }
    return Optional.of(value);
  }

  private static String limit(long value) {
    return Long.toString(value);
  }

  private Optional<Object> decimal(Decimal type, YamlNode node, Location location) {
    double value;
    if (node instanceof Scalar scalar && scalar.value() instanceof Double number) {
      value = number;
    } else if (node instanceof Scalar scalar && scalar.value() instanceof Long number) {
      value = number;
    } else {
      return wrongType(node, "float", location, valueHelp::number);
    }
    String text = CortexText.decimal(value);
    if (type.above().isPresent() && value <= type.above().getAsDouble()) {
      return refused(
          location,
          violation(Rules.GREATER_THAN, CortexText.decimal(type.above().getAsDouble()), text));
    }
    if (type.from().isPresent() && value < type.from().getAsDouble()) {
      return refused(
          location, violation(Rules.AT_LEAST, CortexText.decimal(type.from().getAsDouble()), text));
    }
    if (type.below().isPresent() && value >= type.below().getAsDouble()) {
      return refused(
          location,
          violation(Rules.LESS_THAN, CortexText.decimal(type.below().getAsDouble()), text));
    }
    return Optional.of(value);
  }

  private Optional<Object> texts(
      Texts type, YamlNode node, Location location, SectionValue values) {
    List<String> texts = new ArrayList<>();
    if (!(node instanceof Sequence sequence)) {
      return wrongType(node, "string list", location, valueHelp::texts);
    }
    for (YamlNode item : sequence.items()) {
      if (!(item instanceof Scalar scalar && scalar.value() instanceof String)) {
        return wrongType(
            node,
            "string list",
            location.at(visible(item.span(), location.span())),
            valueHelp::texts);
      }
    }
    if (sequence.items().isEmpty() && !type.emptyAllowed()) {
      return refused(location, violation(Rules.CANNOT_BE_EMPTY));
    }
    boolean valid = true;
    for (int i = 0; i < sequence.items().size(); i++) {
      YamlNode item = sequence.items().get(i);
      Optional<Object> text =
          text(type.element(), item, location.index(i, item.span()), type.emptyElements());
      text.ifPresent(value -> texts.add((String) value));
      valid &= text.isPresent();
    }
    values.placeTexts(location.name(), sequence);
    return valid ? Optional.of(List.copyOf(texts)) : Optional.empty();
  }

  private Optional<Object> textMap(YamlNode node, Location location, SectionValue values) {
    Map<String, String> texts = new TreeMap<>();
    if (!(node instanceof Mapping map)) {
      return wrongType(node, "map of strings to strings", location, valueHelp::environment);
    }
    for (Map.Entry<Object, Entry> entry : map.entries().entrySet()) {
      if (entry.getKey() instanceof String key
          && entry.getValue().value() instanceof Scalar scalar
          && scalar.value() instanceof String text) {
        texts.put(key, text);
      } else {
        return wrongType(
            node,
            "map of strings to strings",
            location.at(entry.getValue().key().span()),
            valueHelp::environment);
      }
    }
    values.placeTexts(location.name(), map);
    return Optional.of(texts);
  }

  private Optional<SectionValue> section(Section type, YamlNode node, Location location) {
    if (node instanceof Mapping map && map.hasOnlyStringKeys()) {
      return Optional.of(read(type, map, location));
    }
    wrongType(node, "map", location, valueHelp::map);
    return Optional.empty();
  }

  private Optional<Object> sections(
      Sections type, YamlNode node, Location location, SectionValue values) {
    if (!(node instanceof Sequence sequence)) {
      return wrongType(node, "list", location, valueHelp::list);
    }
    if (sequence.items().size() < type.minimum()) {
      return refused(location, violation(Rules.TOO_FEW_ELEMENTS, Integer.toString(type.minimum())));
    }
    List<SectionValue> sections = new ArrayList<>();
    boolean valid = true;
    for (int i = 0; i < sequence.items().size(); i++) {
      YamlNode item = sequence.items().get(i);
      Location at = location.index(i, visible(item.span(), location.span()));
      if (item instanceof Scalar scalar && scalar.isNull()) {
        report.schemaError(at, violation(Rules.CANNOT_BE_EMPTY_OR_NULL));
        valid = false;
      } else {
        Optional<SectionValue> section = section(type.element(), item, at);
        valid &= section.isPresent() && section.get().isComplete();
        section.ifPresent(sections::add);
      }
    }
    if (!valid) {
      values.invalidate();
    }
    return Optional.of(sections);
  }

  private void reportUnknownKeys(List<Field> fields, Mapping map, SectionValue values) {
    for (Entry entry : map.entries().values()) {
      String name = (String) entry.key().value();
      if (fields.stream().noneMatch(field -> field.name().equals(name))) {
        fail(
            values,
            values.location().unknownKey(name, entry.key().span()),
            helped(
                violation(Rules.UNSUPPORTED_KEY, CortexText.quoted(name)),
                violation ->
                    new KeyHelp(kind)
                        .add(
                            violation,
                            values.location().keyPath(),
                            name,
                            entry.key().span(),
                            fields,
                            map)));
      }
    }
  }

  private static void put(String name, SectionValue section, SectionValue parent) {
    parent.put(name, section);
    if (!section.isComplete()) {
      parent.invalidate();
    }
  }

  private void fail(SectionValue values, Location location, Violation violation) {
    report.schemaError(location, violation);
    values.invalidate();
  }

  private Optional<Object> wrongType(
      YamlNode node,
      String expected,
      Location location,
      BiFunction<Violation, YamlNode, Violation> help) {
    Violation violation = violation(Rules.INVALID_TYPE, CortexText.of(node), expected);
    return refused(location, helped(violation, v -> help.apply(v, node)));
  }

  private Violation helped(Violation violation, UnaryOperator<Violation> help) {
    return report.errorCount() < MOST_HELPED ? help.apply(violation) : violation;
  }

  private Optional<Object> refused(Location location, Violation violation) {
    report.schemaError(location, violation);
    return Optional.empty();
  }

  private static Violation violation(Rule rule, String... arguments) {
    return new Violation(rule, List.of(arguments), Optional.empty());
  }

  private static Span visible(Span value, Span fallback) {
    boolean empty = value.line() == value.endLine() && value.column() == value.endColumn();
    return empty ? fallback : value;
  }
}
