package io.cortexlocal.config.validation;

import io.cortexlocal.config.schema.Field;
import io.cortexlocal.config.yaml.Span;
import io.cortexlocal.config.yaml.YamlNode;
import io.cortexlocal.config.yaml.YamlNode.Entry;
import io.cortexlocal.config.yaml.YamlNode.Mapping;
import io.cortexlocal.config.yaml.YamlNode.Sequence;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The values of one map of the configuration, with defaults in the place of absent keys. */
final class SectionValue {

  private final Location location;
  private final List<Field> fields;
  private final Object[] values;
  private final Span[] spans;
  private final boolean[] nulls;
  private YamlNode[] nodes;
  private boolean complete = true;

  /**
   * Creates a section without values.
   *
   * @param fields the keys that it may have
   */
  SectionValue(Location location, List<Field> fields) {
    this.location = location;
    this.fields = fields;
    this.values = new Object[fields.size()];
    this.spans = new Span[fields.size()];
    this.nulls = new boolean[fields.size()];
  }

  Location location() {
    return location;
  }

  void put(String name, Object value) {
    values[index(name)] = value;
  }

  /** Notes that the key was written. */
  void place(String name, Span span, boolean isNull) {
    spans[index(name)] = span;
    nulls[index(name)] = isNull;
  }

  /** Notes what was written, for a list or map of texts. */
  void placeTexts(String name, YamlNode node) {
    if (nodes == null) {
      nodes = new YamlNode[fields.size()];
    }
    nodes[index(name)] = node;
  }

  /** Returns where an element of a list of texts stands. */
  Location element(String name, int index) {
    Sequence sequence = (Sequence) nodes[index(name)];
    return locationOf(name).index(index, sequence.items().get(index).span());
  }

  void invalidate() {
    complete = false;
  }

  /** Returns whether nothing is wrong in this map, nor below it. */
  boolean isComplete() {
    return complete;
  }

  /** Returns whether the key was written. */
  boolean isGiven(String name) {
    int index = index(name);
    return index >= 0 && spans[index] != null;
  }

  /** Returns whether the key was written and is not null; its value may be invalid. */
  boolean isGivenAndNotNull(String name) {
    return isGiven(name) && !nulls[index(name)];
  }

  /** Returns whether the key is absent or null. */
  boolean lacks(String name) {
    return !isGivenAndNotNull(name);
  }

  /** Returns where the key of a text in a map of texts stands. */
  Location textKey(String name, String key) {
    return locationOf(name).key(key, entry(name, key).key().span());
  }

  /** Returns where a text in a map of texts stands. */
  Location textValue(String name, String key) {
    return locationOf(name).key(key, entry(name, key).value().span());
  }

  private Entry entry(String name, String key) {
    return ((Mapping) nodes[index(name)]).get(key);
  }

  /** Returns where the key's value stands, or the map where it is absent. */
  Location locationOf(String name) {
    return location.key(name, isGiven(name) ? spans[index(name)] : location.span());
  }

  /** Returns the value; empty when it is invalid, null, or absent without a default. */
  <T> Optional<T> find(String name, Class<T> type) {
    int index = index(name);
    return index < 0 ? Optional.empty() : Optional.ofNullable(type.cast(values[index]));
  }

  String text(String name) {
    return find(name, String.class).orElse(null);
  }

  long whole(String name) {
    return find(name, Long.class).orElseThrow();
  }

  double decimal(String name) {
    return find(name, Double.class).orElseThrow();
  }

  Optional<SectionValue> section(String name) {
    return find(name, SectionValue.class);
  }

  @SuppressWarnings("unchecked")
  List<SectionValue> sections(String name) {
    return (List<SectionValue>) find(name, List.class).orElse(List.of());
  }

  @SuppressWarnings("unchecked")
  Optional<List<String>> texts(String name) {
    int index = index(name);
    return index < 0 ? Optional.empty() : Optional.ofNullable((List<String>) values[index]);
  }

  @SuppressWarnings("unchecked")
  Map<String, String> textMap(String name) {
    return (Map<String, String>) find(name, Map.class).orElse(Map.of());
  }

  private int index(String name) {
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).name().equals(name)) {
        return i;
      }
    }
    return -1;
  }
}
