package io.cortexlocal.config.yaml;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/** A resolved YAML value with the place where it stands. */
public sealed interface YamlNode {

  /** Returns where the value stands in the file. */
  Span span();

  /**
   * A scalar.
   *
   * @param value a String, Long, BigInteger (above the range of Long), Double or Boolean, or null
   */
  record Scalar(Object value, Span span) implements YamlNode {

    /** Returns whether the value is null. */
    public boolean isNull() {
      return value == null;
    }

    /** Returns whether the value is an integer, of any size. */
    public boolean isInteger() {
      return value instanceof Long || value instanceof BigInteger;
    }
  }

  /** A list. */
  record Sequence(List<YamlNode> items, Span span) implements YamlNode {}

  /**
   * A map after merging.
   *
   * @param entries by key; a key is a String, Long, BigInteger, Double or Boolean, or null
   */
  record Mapping(Map<Object, Entry> entries, Span span) implements YamlNode {

    /** Returns the entry of a string key, or null where there is none. */
    public Entry get(String key) {
      return entries.get(key);
    }

    /** Returns whether all keys are strings, which Cortex requires of every map. */
    public boolean hasOnlyStringKeys() {
      for (Object key : entries.keySet()) {
        if (!(key instanceof String)) {
          return false;
        }
      }
      return true;
    }
  }

  /** A key and its value. */
  record Entry(Scalar key, YamlNode value) {}
}
