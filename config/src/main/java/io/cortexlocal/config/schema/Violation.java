package io.cortexlocal.config.schema;

import java.util.List;
import java.util.Optional;

/**
 * One rule broken by one value.
 *
 * @param arguments for the rule's message, already in Cortex's way of writing values
 * @param suggestion what the user may have meant
 */
public record Violation(Rule rule, List<String> arguments, Optional<String> suggestion) {

  public Violation {
    arguments = List.copyOf(arguments);
  }

  static Violation of(Rule rule, String... arguments) {
    return new Violation(rule, List.of(arguments), Optional.empty());
  }

  /** Returns the same with a suggestion. */
  public Violation suggesting(String text) {
    return new Violation(rule, arguments, Optional.of(text));
  }

  /** Returns the rule's message. */
  public String message() {
    return rule.message(arguments);
  }
}
