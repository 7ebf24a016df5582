package io.cortexlocal.config.validation;

import io.cortexlocal.config.CortexDocumentation;
import io.cortexlocal.config.Finding;
import io.cortexlocal.config.Severity;
import io.cortexlocal.config.schema.Rule;
import io.cortexlocal.config.schema.Violation;
import io.cortexlocal.config.yaml.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Collects findings in the order in which Cortex would come upon them, up to a total size that no
 * file written by a person reaches.
 */
final class Report {

  private static final int MAX_CHARACTERS = 8_000_000;

  private final List<Finding> errors = new ArrayList<>();
  private final List<Finding> warnings = new ArrayList<>();
  private int characters;

  /** Adds an error about the shape or value of a key; such messages end with a link. */
  void schemaError(Location location, Violation violation) {
    add(
        violation,
        location.prefix() + violation.message() + CortexDocumentation.SCHEMA_TRAILER,
        location.span(),
        location.path());
  }

  /** Adds an error about an API as a whole, or about several; such messages have no link. */
  void semanticError(Location location, Violation violation) {
    add(violation, location.prefix() + violation.message(), location.span(), location.path());
  }

  void semanticError(Location location, Rule rule, String... arguments) {
    semanticError(location, new Violation(rule, List.of(arguments), Optional.empty()));
  }

  void fileError(String prefix, Violation violation, Span span) {
    add(violation, prefix + violation.message(), span, "");
  }

  void warning(Location location, Rule rule, String... arguments) {
    Violation violation = new Violation(rule, List.of(arguments), Optional.empty());
    add(violation, location.prefix() + violation.message(), location.span(), location.path());
  }

  boolean hasErrors() {
    return !errors.isEmpty();
  }

  /** Returns the errors in Cortex's order, then the warnings. */
  List<Finding> findings() {
    List<Finding> all = new ArrayList<>(errors);
    all.addAll(warnings);
    return all;
  }

  private void add(Violation violation, String message, Span span, String path) {
    characters += message.length();
    if (hasErrors() && characters > MAX_CHARACTERS) {
      return;
    }
    List<Finding> list = violation.rule().severity() == Severity.ERROR ? errors : warnings;
    list.add(
        new Finding(
            violation.rule().kind(),
            message,
            span.line(),
            span.column(),
            span.endLine(),
            span.endColumn(),
            path,
            violation.rule().severity(),
            violation.suggestion()));
  }
}
