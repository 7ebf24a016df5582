package io.cortexlocal.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.ValueNode;
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
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

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

  /** Writes a tree as one line, without its end. */
  public static String line(Object tree) {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = FACTORY.createGenerator(text)) {
      write(tree, generator);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
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
    } else if (tree instanceof ObjectNode object) {
      generator.writeStartObject();
      for (Map.Entry<String, JsonNode> entry : object.properties()) {
        generator.writeFieldName(entry.getKey());
        write(entry.getValue(), generator);
      }
      generator.writeEndObject();
    } else if (tree instanceof ArrayNode array) {
      generator.writeStartArray();
      for (JsonNode element : array) {
        write(element, generator);
      }
      generator.writeEndArray();
    } else if (tree == null || tree instanceof NullNode) {
      generator.writeNull();
    } else if (tree instanceof ValueNode value) {
      value.serialize(generator, null);
    } else {
      throw new IllegalArgumentException("not a JSON value: " + tree.getClass().getName());
    }
  }

  /** Reads a text; empty when it is not one JSON value. */
  public static Optional<JsonNode> read(String text) {
    return read(
        text,
        parser -> parser.nextToken() == null ? Optional.empty() : Optional.of(Json.read(parser)));
  }

  /** Reads a text in a form of its own; empty when it is not one JSON value of that form. */
  public static <T> Optional<T> read(String text, Form<T> form) {
    try (JsonParser parser = FACTORY.createParser(text)) {
      Optional<T> value = form.read(parser);
      return value.isPresent() && parser.nextToken() == null ? value : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads one value from a parser that stands before it, up to its last token. */
  public interface Form<T> {

    /** Returns the value; empty when it is another. */
    Optional<T> read(JsonParser parser) throws IOException;
  }

  /** By hand too, and for the same reason. The factory limits the depth. */
  private static JsonNode read(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        ObjectNode object = NODES.objectNode();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          parser.nextToken();
          object.set(name, read(parser));
        }
        yield object;
      }
      case START_ARRAY -> {
        ArrayNode array = NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          array.add(read(parser));
        }
        yield array;
      }
      case VALUE_STRING -> NODES.textNode(parser.getText());
      case VALUE_NUMBER_INT ->
          switch (parser.getNumberType()) {
            case INT -> NODES.numberNode(parser.getIntValue());
            case LONG -> NODES.numberNode(parser.getLongValue());
            default -> NODES.numberNode(parser.getBigIntegerValue());
          };
      case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDoubleValue());
      case VALUE_TRUE -> NODES.booleanNode(true);
      case VALUE_FALSE -> NODES.booleanNode(false);
      case VALUE_NULL -> NODES.nullNode();
      default -> throw new JsonParseException(parser, "no value");
    };
  }
}
