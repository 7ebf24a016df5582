package io.cortexlocal.istio;

import java.util.List;
import java.util.Optional;

/**
 * An object that was read, or the findings that kept it from being read; never both.
 *
 * @param <T> what was read
 */
public record Parsed<T>(Optional<T> value, List<TranslationFinding> findings) {

  static <T> Parsed<T> of(T value) {
    return new Parsed<>(Optional.of(value), List.of());
  }

  static <T> Parsed<T> refused(List<TranslationFinding> findings) {
    return new Parsed<>(Optional.empty(), List.copyOf(findings));
  }
}
