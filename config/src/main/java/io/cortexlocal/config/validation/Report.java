package io.cortexlocal.config.validation;

import io.cortexlocal.config.CortexDocumentation;
import io.cortexlocal.config.Finding;
import io.cortexlocal.config.Fix;
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
    warning(location, new Violation(rule, List.of(arguments), Optional.empty()));
  }

  void warning(Location location, Violation violation) {
    add(violation, location.prefix() + violation.message(), location.span(), location.path());
  }

  int errorCount() {
    return errors.size();
  }

  /** Says more about an error that stands there already. */
  void suggest(int error, String suggestion) {
    Finding known = errors.get(error);
    Span span = new Span(known.line(), known.column(), known.endLine(), known.endColumn());
    errors.set(error, explained(known, span, suggestion, known.fixes()));
  }

  /** Says where the reason of the last error stands, and what to do about it. */
  void explainLast(SyntaxHelp help) {
    int last = errors.size() - 1;
    errors.set(last, explained(errors.get(last), help.span(), help.suggestion(), help.fixes()));
  }

  private static Finding explained(Finding known, Span span, String suggestion, List<Fix> fixes) {
    return new Finding(
        known.kind(),
        known.message(),
        span.line(),
        span.column(),
        span.endLine(),
        span.endColumn(),
        known.path(),
        known.severity(),
        Optional.of(suggestion),
        fixes);
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
            violation.suggestion(),
            violation.fixes()));
  }
}
