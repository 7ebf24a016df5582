package io.cortexlocal.config.schema;

import io.cortexlocal.config.ApiKind;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;

/** The type of a key's value, with its limits. */
public sealed interface ValueType {

  /**
   * A string.
   *
   * @param numbers which bare numbers are taken as their text
   * @param checks in the order in which Cortex makes them
   * @param parser turns the text into the value, or says what is wrong with it
   * @param format what the text means
   */
  record Text(Numbers numbers, List<TextCheck> checks, Parser parser, Format format)
      implements ValueType {

    Text parsedBy(Parser other) {
      return new Text(numbers, checks, other, format);
    }

    /** Which bare numbers a string key accepts. */
    public enum Numbers {
      NONE("string"),
      INTEGERS("string or integer"),
      ALL("string, integer, or float");

      private final String expectation;

      Numbers(String expectation) {
        this.expectation = expectation;
      }

      /** Returns the type's name in Cortex's messages. */
      public String expectation() {
        return expectation;
      }
    }

    /** What the text means. */
    public enum Format {
      PLAIN,
      DURATION,
      /** A duration that is a multiple of the autoscaler's tick. */
      TICKS,
      QUANTITY
    }
  }

  /** Turns the text of a string into its value. */
  @FunctionalInterface
  interface Parser extends Function<String, Parsed> {}

  /** The outcome of a {@link Parser}: a value or a broken rule. */
  record Parsed(Object value, Violation violation) {

    static Parsed value(Object value) {
      return new Parsed(value, null);
    }

    static Parsed broken(Violation violation) {
      return new Parsed(null, violation);
    }
  }

  /** An integer; one outside 32 bits is a type error where {@code bits} is 32. */
  record Whole(
      int bits, OptionalLong above, OptionalLong from, OptionalLong to, List<Long> reserved)
      implements ValueType {}

  /** A number; integers are taken too. NaN is within all limits, as in Cortex. */
  record Decimal(OptionalDouble above, OptionalDouble from, OptionalDouble below)
      implements ValueType {}

  /** A boolean. */
  record Truth() implements ValueType {}

  /** A list of strings. */
  record Texts(boolean emptyAllowed, Text element, boolean emptyElements) implements ValueType {}

  /** A map from strings to strings. */
  record TextMap() implements ValueType {}

  /** A map with known keys. */
  final class Section implements ValueType {

    private final List<Field> fields;
    private final Map<ApiKind, List<Field>> byKind = new EnumMap<>(ApiKind.class);

    Section(List<Field> fields) {
      this.fields = List.copyOf(fields);
      for (ApiKind kind : ApiKind.values()) {
        byKind.put(kind, fields.stream().filter(field -> field.kinds().contains(kind)).toList());
      }
    }

    /** Returns the fields of all kinds of API. */
    public List<Field> fields() {
      return fields;
    }

    /** Returns the fields that a kind of API knows, in the order in which Cortex looks at them. */
    public List<Field> fields(ApiKind kind) {
      return byKind.get(kind);
    }
  }

  /** A list of maps with known keys. */
  record Sections(Section element, int minimum) implements ValueType {}
}
