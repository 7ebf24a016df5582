package io.cortexlocal.config.yaml;

import io.cortexlocal.config.yaml.YamlNode.Mapping;
import io.cortexlocal.config.yaml.YamlNode.Scalar;
import io.cortexlocal.config.yaml.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What is written in a file, without the places where it stands. */
public final class PlainValues {

  private PlainValues() {}

  /**
   * Returns a value as a list, a map with its keys sorted, or what {@link Scalar} holds.
   *
   * @throws IllegalArgumentException when a key is no text
   */
  public static Object of(YamlNode node) {
    if (node instanceof Sequence sequence) {
      // a list may hold null
      List<Object> values = new ArrayList<>();
      sequence.items().forEach(item -> values.add(of(item)));
      return values;
    }
    if (node instanceof Mapping mapping) {
      SortedMap<String, Object> values = new TreeMap<>();
      mapping
          .entries()
          .forEach(
              (key, entry) -> {
                if (!(key instanceof String name)) {
                  throw new IllegalArgumentException("a key is no text: " + key);
                }
                values.put(name, of(entry.value()));
              });
      return values;
    }
    return ((Scalar) node).value();
  }
}
