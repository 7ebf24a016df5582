package io.cortexlocal.config.schema;

import io.cortexlocal.config.Fix;
import java.util.List;
import java.util.Optional;

/**
 * One rule broken by one value.
 *
 * @param arguments for the rule's message, already in Cortex's way of writing values
 * @param suggestion what the user may have meant
 * @param fixes the suggestion as changes to the file
 */
public record Violation(
    Rule rule, List<String> arguments, Optional<String> suggestion, List<Fix> fixes) {

  public Violation {
    arguments = List.copyOf(arguments);
    fixes = List.copyOf(fixes);
  }

  /** Creates a violation that no program can mend. */
  public Violation(Rule rule, List<String> arguments, Optional<String> suggestion) {
    this(rule, arguments, suggestion, List.of());
  }

  static Violation of(Rule rule, String... arguments) {
    return new Violation(rule, List.of(arguments), Optional.empty());
  }

  /** Returns the same with a suggestion. */
  public Violation suggesting(String text) {
    return new Violation(rule, arguments, Optional.of(text), fixes);
  }

  /** Returns the same with a change that mends it. */
  public Violation mendedBy(Fix fix) {
    return new Violation(rule, arguments, suggestion, List.of(fix));
  }

  /** Returns the rule's message. */
  public String message() {
    return rule.message(arguments);
  }
}
