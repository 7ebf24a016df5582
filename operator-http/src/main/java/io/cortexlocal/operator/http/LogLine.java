package io.cortexlocal.operator.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.cortexlocal.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How Cortex hands on a line of a container's log. */
final class LogLine {

  private LogLine() {}

  /**
   * Returns the messages that a line becomes, each with its end: of a JSON object its message alone
   * and what it says of an exception, so that one without a message becomes an empty line.
   */
  static List<String> messages(String line) {
    Optional<JsonNode> object =
        line.startsWith("{") ? Json.read(line).filter(JsonNode::isObject) : Optional.empty();
    if (object.isEmpty()) {
      return List.of(line + "\n");
    }
    List<String> messages = new ArrayList<>();
    messages.add(text(object.get(), "message") + "\n");
    String exception = text(object.get(), "exc_info");
    if (!exception.isEmpty()) {
      messages.add(exception + "\n");
    }
    return messages;
  }

  private static String text(JsonNode object, String key) {
    JsonNode value = object.get(key);
    return value != null && value.isTextual() ? value.textValue() : "";
  }
}
