package io.cortexlocal.operator.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.cortexlocal.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How Cortex hands on a line of a container's log. */
final class LogLine {

  private static final String MESSAGE = "message";
  private static final String EXCEPTION = "exc_info";

  private LogLine() {}

  /**
   * Returns the messages that a line becomes, each with its end: of a JSON object its message alone
   * and what it says of an exception, so that one without a message becomes an empty line. What is
   * no such object, or has something else than text there, is handed on as it is.
   */
  static List<String> messages(String line) {
    String text = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    if (!mayBeObject(text)) {
      return List.of(text + "\n");
    }
    Optional<JsonNode> value =
        Json.read(text).filter(it -> it.isNull() || (it.isObject() && isText(it)));
    if (value.isEmpty()) {
      return List.of(text + "\n");
    }
    List<String> messages = new ArrayList<>();
    messages.add(text(value.get(), MESSAGE) + "\n");
    String exception = text(value.get(), EXCEPTION);
    if (!exception.isEmpty()) {
      messages.add(exception + "\n");
    }
    return messages;
  }

  /** Go reads null as an object that has nothing. */
  private static boolean mayBeObject(String line) {
    String content = line.strip();
    return content.startsWith("{") || content.equals("null");
  }

  private static boolean isText(JsonNode object) {
    return object.properties().stream()
        .filter(
            it -> it.getKey().equalsIgnoreCase(MESSAGE) || it.getKey().equalsIgnoreCase(EXCEPTION))
        .allMatch(it -> it.getValue().isTextual() || it.getValue().isNull());
  }

  /** Of several keys that differ in case alone, the last one counts, as in Go. */
  private static String text(JsonNode object, String key) {
    String text = "";
    for (Map.Entry<String, JsonNode> property : object.properties()) {
      if (property.getKey().equalsIgnoreCase(key) && property.getValue().isTextual()) {
        text = property.getValue().textValue();
      }
    }
    return text;
  }
}
