package io.cortexlocal.config.validation;

import io.cortexlocal.config.yaml.Span;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The values of one map of the configuration, with defaults in the place of absent keys. */
final class SectionValue {

  private final Location location;
  private final Map<String, Object> values = new HashMap<>();
  private final Map<String, Location> locations = new HashMap<>();
  private final Set<String> nulls = new HashSet<>();
  private final Map<String, Map<String, Span>> keySpans = new HashMap<>();
  private boolean complete = true;

  SectionValue(Location location) {
    this.location = location;
  }

  Location location() {
    return location;
  }

  void put(String name, Object value) {
    if (value != null) {
      values.put(name, value);
    }
  }

  void place(String name, Location at) {
    locations.put(name, at);
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
    return locations.containsKey(name);
  }

  /** Returns whether the key was written and is not null; its value may be invalid. */
  boolean isGivenAndNotNull(String name) {
    return isGiven(name) && !nulls.contains(name);
  }

  /** Returns whether the key is absent or null. */
  boolean lacks(String name) {
    return !isGivenAndNotNull(name);
  }

  void placeNull(String name) {
    nulls.add(name);
  }

  void placeKeys(String name, Map<String, Span> spans) {
    keySpans.put(name, spans);
  }

  /** Returns where a key of a map of strings stands. */
  Span keySpan(String name, String key) {
    return keySpans.get(name).get(key);
  }

  /** Returns where the key's value stands, or the map where it is absent. */
  Location locationOf(String name) {
    Location given = locations.get(name);
    return given != null ? given : location.key(name, location.span());
  }

  /** Returns the value; empty when it is invalid, null, or absent without a default. */
  <T> Optional<T> find(String name, Class<T> type) {
    return Optional.ofNullable(values.get(name)).map(type::cast);
  }

  String text(String name) {
    return (String) values.get(name);
  }

  long whole(String name) {
    return (Long) values.get(name);
  }

  double decimal(String name) {
    return (Double) values.get(name);
  }

  Optional<SectionValue> section(String name) {
    return find(name, SectionValue.class);
  }

  @SuppressWarnings("unchecked")
  List<SectionValue> sections(String name) {
    return (List<SectionValue>) values.getOrDefault(name, List.of());
  }

  @SuppressWarnings("unchecked")
  Optional<List<String>> texts(String name) {
    return Optional.ofNullable((List<String>) values.get(name));
  }

  @SuppressWarnings("unchecked")
  Map<String, String> textMap(String name) {
    return (Map<String, String>) values.getOrDefault(name, Map.of());
  }
}
