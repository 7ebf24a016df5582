package io.cortexlocal.cluster.embedded.store;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What is wrong with the fields of an object, in the words of Kubernetes' API server. */
final class FieldErrors {

  private final List<String> errors = new ArrayList<>();

  void required(String path, String detail) {
    errors.add(path + ": Required value" + (detail.isEmpty() ? "" : ": " + detail));
  }

  void forbidden(String path, String detail) {
    errors.add(path + ": Forbidden: " + detail);
  }

  void duplicate(String path, String value) {
    errors.add("%s: Duplicate value: \"%s\"".formatted(path, value));
  }

  void notFound(String path, String value) {
    errors.add("%s: Not found: \"%s\"".formatted(path, value));
  }

  /**
   * Adds a value that is not valid.
   *
   * @param value printed in quotes when it is a text, else as it is
   */
  void invalid(String path, Object value, String detail) {
    errors.add("%s: Invalid value: %s: %s".formatted(path, printed(value), detail));
  }

  void unsupported(String path, String value, List<String> supported) {
    errors.add(
        "%s: Unsupported value: \"%s\": supported values: %s"
            .formatted(
                path,
                value,
                supported.stream()
                    .map(text -> '"' + text + '"')
                    .collect(Collectors.joining(", "))));
  }

  void tooLong(String path, int maxBytes) {
    errors.add("%s: Too long: may not be more than %d bytes".formatted(path, maxBytes));
  }

  void notNegative(String path, Number value) {
    if (value != null && value.longValue() < 0) {
      invalid(path, value, "must be greater than or equal to 0");
    }
  }

  void port(String path, int port) {
    if (port < 1 || port > 65_535) {
      invalid(path, port, "must be between 1 and 65535, inclusive");
    }
  }

  List<String> all() {
    return List.copyOf(errors);
  }

  /** Returns all errors as one text, as the API server joins them. */
  static String joined(List<String> errors) {
    return errors.size() == 1 ? errors.get(0) : "[" + String.join(", ", errors) + "]";
  }

  private static String printed(Object value) {
    return value instanceof String ? "\"" + value + "\"" : String.valueOf(value);
  }
}
