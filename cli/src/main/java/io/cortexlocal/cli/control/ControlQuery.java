package io.cortexlocal.cli.control;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a request asks for.
 *
 * @param parts of the path
 */
record ControlQuery(List<String> parts, Map<String, String> values) {

  static ControlQuery of(URI uri) {
    List<String> parts =
        Arrays.stream(uri.getRawPath().split("/"))
            .filter(part -> !part.isEmpty())
            .map(ControlQuery::decoded)
            .toList();
    Map<String, String> values = new LinkedHashMap<>();
    for (String pair : uri.getRawQuery() == null ? new String[0] : uri.getRawQuery().split("&")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        values.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
      }
    }
    return new ControlQuery(parts, values);
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  /** Returns whether the path has these parts, of which {@code *} stands for any. */
  boolean is(String... pattern) {
    if (pattern.length != parts.size()) {
      return false;
    }
    for (int i = 0; i < pattern.length; i++) {
      if (!pattern[i].equals("*") && !pattern[i].equals(parts.get(i))) {
        return false;
      }
    }
    return true;
  }

  Optional<String> value(String name) {
    return Optional.ofNullable(values.get(name)).filter(value -> !value.isEmpty());
  }

  boolean flag(String name) {
    return value(name).filter("true"::equals).isPresent();
  }

  int number(String name, int otherwise) {
    try {
      return value(name).map(Integer::parseInt).orElse(otherwise);
    } catch (NumberFormatException e) {
      throw new ControlRefusal("%s is no number: %s".formatted(name, values.get(name)));
    }
  }
}
