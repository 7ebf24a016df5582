package io.cortexlocal.cluster.embedded.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A column of the tables that kubectl prints.
 *
 * @param wide whether it is only shown with {@code -o wide}
 * @param cell from an object and the time now to the text
 */
record Column(String name, boolean wide, BiFunction<JsonNode, Instant, String> cell) {

  static Column shown(String name, Function<JsonNode, String> cell) {
    return new Column(name, false, (object, now) -> cell.apply(object));
  }

  static Column wide(String name, Function<JsonNode, String> cell) {
    return new Column(name, true, (object, now) -> cell.apply(object));
  }

  static Column timed(String name, BiFunction<JsonNode, Instant, String> cell) {
    return new Column(name, false, cell);
  }

  Column onlyWide() {
    return new Column(name, true, cell);
  }
}
