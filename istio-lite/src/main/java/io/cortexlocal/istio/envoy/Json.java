package io.cortexlocal.istio.envoy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** JSON as Envoy's configuration uses it: trees of maps, lists and scalars with a stable order. */
public final class Json {

  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

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
    try {
      return MAPPER.writeValueAsString(tree) + "\n";
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads a text; empty when it is not one JSON value. */
  public static Optional<JsonNode> read(String text) {
    try {
      return Optional.ofNullable(MAPPER.readTree(text)).filter(node -> !node.isMissingNode());
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
