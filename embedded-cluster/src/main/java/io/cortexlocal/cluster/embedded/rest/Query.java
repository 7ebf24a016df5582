package io.cortexlocal.cluster.embedded.rest;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The parameters of a request; of one that is given several times, the first. */
record Query(Map<String, String> values) {

  private static final int HEX = 16;

  Query {
    values = Map.copyOf(values);
  }

  /**
   * Reads what stands behind the question mark.
   *
   * @throws ApiFailure when its escapes are broken
   */
  static Query parse(String text) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String pair : text.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = decode(equals < 0 ? pair : pair.substring(0, equals));
        values.putIfAbsent(name, equals < 0 ? "" : decode(pair.substring(equals + 1)));
      }
    }
    return new Query(values);
  }

  /** Decodes percents, and a plus as a space. */
  static String decode(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int at = 0; at < text.length(); at++) {
      char next = text.charAt(at);
      if (next == '%') {
        if (at + 2 >= text.length() || digit(text, at + 1) < 0 || digit(text, at + 2) < 0) {
          throw ApiFailure.badRequest("a percent in the address is followed by no two hex digits");
        }
        bytes.write(digit(text, at + 1) * HEX + digit(text, at + 2));
        at += 2;
      } else {
        bytes.write(next == '+' ? ' ' : next);
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw ApiFailure.badRequest("the address is not UTF-8");
    }
  }

  private static int digit(String text, int at) {
    return Character.digit(text.charAt(at), HEX);
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(values.get(name)).filter(value -> !value.isEmpty());
  }

  boolean flag(String name) {
    String value = values.get(name);
    if (value == null) {
      return false;
    }
    return switch (value) {
      case "", "true", "True", "TRUE", "t", "T", "1" -> true;
      case "false", "False", "FALSE", "f", "F", "0" -> false;
      default ->
          throw ApiFailure.badRequest(
              "invalid value for %s: expected true or false, but it is \"%s\""
                  .formatted(name, value));
    };
  }

  /** Returns a number from 0 on. */
  OptionalInt count(String name) {
    OptionalLong number = number(name);
    if (number.isPresent() && number.getAsLong() > Integer.MAX_VALUE) {
      return OptionalInt.of(Integer.MAX_VALUE);
    }
    return number.isPresent() ? OptionalInt.of((int) number.getAsLong()) : OptionalInt.empty();
  }

  OptionalLong number(String name) {
    Optional<String> value = text(name);
    if (value.isEmpty()) {
      return OptionalLong.empty();
    }
    if (!value.get().matches("\\d{1,18}")) {
      throw ApiFailure.badRequest(
          "invalid value for %s: expected a number from 0 on, but it is \"%s\""
              .formatted(name, value.get()));
    }
    return OptionalLong.of(Long.parseLong(value.get()));
  }
}
