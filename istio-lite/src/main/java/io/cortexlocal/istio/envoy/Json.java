package io.cortexlocal.istio.envoy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** JSON as Envoy's configuration uses it: trees of maps, lists and scalars with a stable order. */
public final class Json {

  private static final JsonFactory FACTORY = new JsonFactory();

  private Json() {}

  /**
   * Makes an object from alternating keys and values, in that order. An empty {@link Optional} as a
   * value leaves its key out.
   *
   * @throws IllegalArgumentException when a key has no value or is not a string
   */
  public static Map<String, Object> object(Object... keysAndValues) {
    if (keysAndValues.length % 2 != 0) {
      throw new IllegalArgumentException("a key has no value");
    }
    Map<String, Object> result = new LinkedHashMap<>();
    for (int index = 0; index < keysAndValues.length; index += 2) {
      if (!(keysAndValues[index] instanceof String key)) {
        throw new IllegalArgumentException("a key is not a string: " + keysAndValues[index]);
      }
      Object value = keysAndValues[index + 1];
      if (value instanceof Optional<?> optional) {
        optional.ifPresent(present -> result.put(key, present));
      } else {
        result.put(key, value);
      }
    }
    return result;
  }

  /** Makes an Envoy {@code typed_config}: the object with its {@code @type} first. */
  public static Map<String, Object> typed(String message, Object... keysAndValues) {
    Map<String, Object> result = object("@type", "type.googleapis.com/" + message);
    result.putAll(object(keysAndValues));
    return result;
  }

  /** Writes a tree as indented text, ending in a newline. */
  public static String write(Object tree) {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = FACTORY.createGenerator(text)) {
      generator.setPrettyPrinter(new DefaultPrettyPrinter());
      write(tree, generator);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.append('\n').toString();
  }

  /** By hand, because a mapper takes a quarter of a second to load, which every start waits for. */
  private static void write(Object tree, JsonGenerator generator) throws IOException {
    if (tree instanceof Map<?, ?> map) {
      generator.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        generator.writeFieldName(String.valueOf(entry.getKey()));
        write(entry.getValue(), generator);
      }
      generator.writeEndObject();
    } else if (tree instanceof Collection<?> list) {
      generator.writeStartArray();
      for (Object element : list) {
        write(element, generator);
      }
      generator.writeEndArray();
    } else if (tree instanceof String string) {
      generator.writeString(string);
    } else if (tree instanceof Boolean bool) {
      generator.writeBoolean(bool);
    } else if (tree instanceof Integer || tree instanceof Long) {
      generator.writeNumber(((Number) tree).longValue());
    } else if (tree instanceof Number number) {
      generator.writeNumber(number.doubleValue());
    } else if (tree instanceof JsonNode node) {
      generator.setCodec(Databind.MAPPER);
      generator.writeTree(node);
    } else if (tree == null) {
      generator.writeNull();
    } else {
      throw new IllegalArgumentException("not a JSON value: " + tree.getClass().getName());
    }
  }

  /** Reads a text; empty when it is not one JSON value. */
  public static Optional<JsonNode> read(String text) {
    try {
      return Optional.ofNullable(Databind.MAPPER.readTree(text))
          .filter(node -> !node.isMissingNode());
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** Loaded only when a text is read. */
  private static final class Databind {

    private static final ObjectMapper MAPPER = new ObjectMapper();
  }
}
