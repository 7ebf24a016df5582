package io.cortexlocal.cluster.embedded.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Short ways to a table's cells. */
final class Fields {

  static final String NONE = "<none>";

  private Fields() {}

  static List<JsonNode> list(JsonNode array) {
    List<JsonNode> all = new ArrayList<>();
    array.forEach(all::add);
    return all;
  }

  /** Returns a text, {@value #NONE} where there is none. */
  static String text(JsonNode node) {
    String text = node.asText();
    return text.isEmpty() ? NONE : text;
  }

  static String joined(JsonNode array, Function<JsonNode, String> cell) {
    String text = list(array).stream().map(cell).collect(Collectors.joining(","));
    return text.isEmpty() ? NONE : text;
  }

  static String labels(JsonNode labels) {
    String text =
        labels.properties().stream()
            .map(label -> label.getKey() + "=" + label.getValue().asText())
            .collect(Collectors.joining(","));
    return text.isEmpty() ? NONE : text;
  }
}
