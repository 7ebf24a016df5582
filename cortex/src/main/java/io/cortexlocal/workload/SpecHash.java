package io.cortexlocal.workload;

import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * A hash over configuration values, which differs whenever one of them does.
 *
 * <p>Every value goes in with its length, because texts such as {@code a, b} would otherwise look
 * like two elements of a list.
 */
final class SpecHash {

  private final MessageDigest digest;

  private SpecHash() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * Returns the first hexadecimal digits of the values' hash.
   *
   * @param length at most 64
   */
  static String of(int length, Object... values) {
    SpecHash hash = new SpecHash();
    for (Object value : values) {
      hash.add(value);
    }
    return HexFormat.of().formatHex(hash.digest.digest()).substring(0, length);
  }

  private void add(Object value) {
    if (value instanceof Record config) {
      components(config);
    } else if (value instanceof Optional<?> optional) {
      add(optional.stream().toList());
    } else if (value instanceof Collection<?> elements) {
      text("list of " + elements.size());
      elements.forEach(this::add);
    } else if (value instanceof Map<?, ?> map) {
      text("map of " + map.size());
      map.forEach(
          (key, element) -> {
            add(key);
            add(element);
          });
    } else {
      text(value.toString());
    }
  }

  private void components(Record config) {
    text(config.getClass().getName());
    for (RecordComponent component : config.getClass().getRecordComponents()) {
      try {
        add(component.getAccessor().invoke(config));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("cannot read " + component, e);
      }
    }
  }

  private void text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
    digest.update(bytes);
  }
}
