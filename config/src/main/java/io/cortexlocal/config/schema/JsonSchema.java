package io.cortexlocal.config.schema;

import io.cortexlocal.config.ApiKind;
import io.cortexlocal.config.schema.Field.Presence;
import io.cortexlocal.config.schema.ValueType.Decimal;
import io.cortexlocal.config.schema.ValueType.Section;
import io.cortexlocal.config.schema.ValueType.Sections;
import io.cortexlocal.config.schema.ValueType.Text;
import io.cortexlocal.config.schema.ValueType.Text.Format;
import io.cortexlocal.config.schema.ValueType.Text.Numbers;
import io.cortexlocal.config.schema.ValueType.TextMap;
import io.cortexlocal.config.schema.ValueType.Texts;
import io.cortexlocal.config.schema.ValueType.Truth;
import io.cortexlocal.config.schema.ValueType.Whole;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The table of {@link CortexSchema} as a JSON Schema (draft 7), for editors. It says what such a
 * schema can say; rules across keys are left to validation.
 */
public final class JsonSchema {

  private static final String DURATION_PATTERN =
      "^[-+]?(0|([0-9]+(\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))+$";
  private static final String QUANTITY_PATTERN =
      "^[-+]?[0-9]*\\.?[0-9]*([numkMGTPE]|[KMGTPE]i|[eE][-+]?[0-9]+)?$";

  private JsonSchema() {}

  /** Returns the schema as nested maps and lists. */
  public static Map<String, Object> generate() {
    Map<String, Object> definitions = new LinkedHashMap<>();
    List<Object> choices = new ArrayList<>();
    for (ApiKind kind : ApiKind.values()) {
      definitions.put(kind.text(), api(kind));
      choices.add(
          object(
              "if",
              object(
                  "properties",
                  object("kind", object("const", kind.text())),
                  "required",
                  List.of("kind")),
              "then",
              object("$ref", "#/definitions/" + kind.text())));
    }
    List<String> kinds = Arrays.stream(ApiKind.values()).map(ApiKind::text).toList();
    return object(
        "$schema",
        "http://json-schema.org/draft-07/schema#",
        "title",
        "Cortex " + Rules.CORTEX_VERSION + " API configuration",
        "type",
        "array",
        "minItems",
        1,
        "items",
        object(
            "type",
            "object",
            "required",
            List.of("name", "kind"),
            "properties",
            object(
                "name",
                object("type", "string", "description", "The API's name, unique in the cluster."),
                "kind",
                object("enum", kinds, "description", "The kind of API.")),
            "allOf",
            choices),
        "definitions",
        definitions);
  }

  private static Map<String, Object> api(ApiKind kind) {
    Map<String, Object> schema = section(CortexSchema.API, kind);
    @SuppressWarnings("unchecked")
    Map<String, Object> properties = (Map<String, Object>) schema.get("properties");
    properties.put("kind", object("const", kind.text(), "description", "The kind of API."));
    return schema;
  }

  private static Map<String, Object> section(Section section, ApiKind kind) {
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    for (Field field : section.fields(kind)) {
      properties.put(field.name(), field(field, kind));
      boolean optional =
          field.presence() == Presence.OPTIONAL || field.presence() == Presence.NULLABLE;
      boolean containsRequired =
          field.type() instanceof Section inner
              && field.presence() == Presence.OPTIONAL
              && inner.fields(kind).stream().anyMatch(JsonSchema::isRequired);
      if (!optional || containsRequired) {
        required.add(field.name());
      }
    }
    Map<String, Object> schema = object("type", "object");
    schema.put("properties", properties);
    if (!required.isEmpty()) {
      schema.put("required", required);
    }
    schema.put("additionalProperties", false);
    return schema;
  }

  private static boolean isRequired(Field field) {
    return field.presence() == Presence.REQUIRED
        || field.presence() == Presence.REQUIRED_NULL_IS_EMPTY;
  }

  private static Map<String, Object> field(Field field, ApiKind kind) {
    Map<String, Object> type = type(field.type(), kind);
    Map<String, Object> schema =
        field.presence() == Presence.NULLABLE
            ? object("anyOf", List.of(type, object("type", "null")))
            : type;
    String defaultText =
        field.defaultText().isEmpty() ? "" : " Default: " + field.defaultText() + ".";
    schema.put("description", field.documentation() + defaultText);
    SchemaHints.defaultOf(field).ifPresent(value -> schema.put("default", value));
    List<Object> examples = SchemaHints.examplesOf(field);
    if (!examples.isEmpty()) {
      schema.put("examples", examples);
    }
    SchemaHints.sinceOf(field).ifPresent(version -> schema.put("x-cortex-since", version));
    return schema;
  }

  private static Map<String, Object> type(ValueType type, ApiKind kind) {
    if (type instanceof Section section) {
      return section(section, kind);
    } else if (type instanceof Sections sections) {
      Map<String, Object> schema =
          object("type", "array", "items", section(sections.element(), kind));
      schema.put("minItems", sections.minimum());
      return schema;
    } else if (type instanceof Texts texts) {
      Map<String, Object> schema =
          object("type", "array", "items", text(texts.element(), texts.emptyElements()));
      if (!texts.emptyAllowed()) {
        schema.put("minItems", 1);
      }
      return schema;
    } else if (type instanceof TextMap) {
      return object(
          "type",
          "object",
          "additionalProperties",
          object("type", "string"),
          "propertyNames",
          object("not", object("pattern", "^(CORTEX_|KUBEXIT_)")));
    } else if (type instanceof Truth) {
      return object("type", "boolean");
    } else if (type instanceof Whole whole) {
      return whole(whole);
    } else if (type instanceof Decimal decimal) {
      return decimal(decimal);
    }
    return text((Text) type, false);
  }

  private static Map<String, Object> whole(Whole type) {
    Map<String, Object> schema = object("type", "integer");
    OptionalLong above = type.above();
    above.ifPresent(limit -> schema.put("minimum", limit + 1));
    type.from().ifPresent(limit -> schema.put("minimum", limit));
    type.to().ifPresent(limit -> schema.put("maximum", limit));
    if (!type.reserved().isEmpty()) {
      schema.put("not", object("enum", type.reserved()));
    }
    return schema;
  }

  private static Map<String, Object> decimal(Decimal type) {
    Map<String, Object> schema = object("type", "number");
    OptionalDouble above = type.above();
    above.ifPresent(limit -> schema.put("exclusiveMinimum", limit));
    type.from().ifPresent(limit -> schema.put("minimum", limit));
    type.below().ifPresent(limit -> schema.put("exclusiveMaximum", limit));
    return schema;
  }

  private static Map<String, Object> text(Text type, boolean emptyAllowed) {
    Map<String, Object> text = object("type", "string");
    if (!emptyAllowed) {
      text.put("minLength", 1);
    }
    if (type.format() == Format.DURATION || type.format() == Format.TICKS) {
      text.put("pattern", DURATION_PATTERN);
    } else if (type.format() == Format.QUANTITY) {
      text.put("pattern", QUANTITY_PATTERN);
    }
    List<Object> checks = new ArrayList<>();
    type.checks().forEach(check -> checks.add(check.jsonSchema()));
    if (!checks.isEmpty()) {
      text.put("allOf", checks);
    }
    if (type.numbers() == Numbers.NONE) {
      return text;
    }
    String number = type.numbers() == Numbers.ALL ? "number" : "integer";
    return object("anyOf", List.of(text, object("type", number)));
  }

  private static Map<String, Object> object(Object... keysAndValues) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      object.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return object;
  }
}
