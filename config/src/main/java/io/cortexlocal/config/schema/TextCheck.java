package io.cortexlocal.config.schema;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A condition on a string.
 *
 * @param rule what is broken when it does not hold
 * @param jsonSchema what a JSON Schema can say of it
 * @param violation the broken rule, for a value that breaks it
 */
public record TextCheck(
    Rule rule, Map<String, Object> jsonSchema, Function<String, Optional<Violation>> violation) {

  public TextCheck {
    jsonSchema = Map.copyOf(jsonSchema);
  }
}
