package io.cortexlocal.config;

import java.util.List;
import java.util.stream.Collectors;
import org.apiguardian.api.API;

/**
 * A {@code cortex.yaml} that Cortex refuses, or that cannot be read.
 *
 * <p>The message has one line per error, {@code file:line:column: error: message [kind]}, and below
 * it, indented, {@code help: did you mean "…"?} where there is a suggestion. Warnings are left out.
 * The link to Cortex's documentation, with which many of its messages end, stands once at the end.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class InvalidConfigException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<Finding> findings;

  /**
   * @param file as the user named it
   * @param findings at least one error
   */
  public InvalidConfigException(String file, List<Finding> findings) {
    super(text(file, findings));
    this.findings = List.copyOf(findings);
  }

  /** Returns what is wrong, first the error that Cortex would report first, last the warnings. */
  public List<Finding> findings() {
    return findings;
  }

  private static String text(String file, List<Finding> findings) {
    List<Finding> errors =
        findings.stream().filter(finding -> finding.severity() == Severity.ERROR).toList();
    String lines =
        errors.stream().map(error -> text(file, error)).collect(Collectors.joining("\n"));
    boolean documented =
        errors.stream()
            .anyMatch(error -> error.message().endsWith(CortexDocumentation.SCHEMA_TRAILER));
    return documented ? lines + CortexDocumentation.SCHEMA_TRAILER : lines;
  }

  private static String text(String file, Finding error) {
    String place = file + ":" + error.line() + ":" + error.column();
    String help =
        error
            .suggestion()
            .map(suggestion -> "\n  help: " + suggestion.replace("\n", "\n        "))
            .orElse("");
    return place + ": error: " + oneLine(error.message()) + " [" + error.kind() + "]" + help;
  }

  private static String oneLine(String message) {
    String own =
        message.endsWith(CortexDocumentation.SCHEMA_TRAILER)
            ? message.substring(0, message.length() - CortexDocumentation.SCHEMA_TRAILER.length())
            : message;
    return own.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .collect(Collectors.joining(" "));
  }
}
