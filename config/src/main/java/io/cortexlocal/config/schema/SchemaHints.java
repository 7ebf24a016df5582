package io.cortexlocal.config.schema;

import io.cortexlocal.config.schema.ValueType.Section;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an editor can offer for a key: its default, examples, and since when it is there. */
final class SchemaHints {

  private static final Map<String, List<Object>> EXAMPLES =
      Map.ofEntries(
          Map.entry("image", List.of("quay.io/acme/text-generator:1.4.2")),
          Map.entry("command", List.of(List.of("python", "main.py"))),
          Map.entry("args", List.of(List.of("--port", "$(CORTEX_PORT)"))),
          Map.entry("env", List.of(Map.of("LOG_LEVEL", "info"))),
          Map.entry("path", List.of("/healthz")),
          Map.entry("port", List.of(8080)),
          Map.entry("cpu", List.of("500m", 1)),
          Map.entry("mem", List.of("512Mi", "2Gi")),
          Map.entry("shm", List.of("64Mi")),
          Map.entry("endpoint", List.of("/v1/text-generator")),
          Map.entry("node_groups", List.of(List.of("gpu"))),
          Map.entry("window", List.of("60s", "2m")),
          Map.entry("downscale_stabilization_period", List.of("5m")),
          Map.entry("upscale_stabilization_period", List.of("1m")),
          Map.entry("max_surge", List.of("25%", 1)),
          Map.entry("max_unavailable", List.of("25%", 0)),
          Map.entry("weight", List.of(50)),
          Map.entry("initial_delay_seconds", List.of(10)));

  /**
   * The keys of which it is known when they came: those of containers with these, mirrored traffic,
   * and the kind.
   */
  private static final Map<String, String> SINCE =
      Map.ofEntries(
          Map.entry("kind", "0.19"),
          Map.entry("shadow", "0.31"),
          Map.entry("pod", "0.36"),
          Map.entry("containers", "0.36"),
          Map.entry("image", "0.36"),
          Map.entry("args", "0.36"),
          Map.entry("env", "0.36"),
          Map.entry("compute", "0.36"),
          Map.entry("max_concurrency", "0.36"),
          Map.entry("max_queue_length", "0.36"),
          Map.entry("target_in_flight", "0.36"));

  private SchemaHints() {}

  static Optional<Object> defaultOf(Field field) {
    if (field.type() instanceof Section || field.defaultText().isEmpty()) {
      return Optional.empty();
    }
    Object value = field.defaultValue();
    if (value instanceof Long || value instanceof Double || value instanceof Boolean) {
      return Optional.of(value);
    }
    if (value instanceof Map<?, ?>) {
      return Optional.of(Map.of());
    }
    if (value == null) {
      return field.defaultText().matches("[0-9]+")
          ? Optional.of(Long.valueOf(field.defaultText()))
          : Optional.empty();
    }
    return Optional.of(field.defaultText());
  }

  static List<Object> examplesOf(Field field) {
    return EXAMPLES.getOrDefault(field.name(), List.of());
  }

  static Optional<String> sinceOf(Field field) {
    return Optional.ofNullable(SINCE.get(field.name()));
  }
}
