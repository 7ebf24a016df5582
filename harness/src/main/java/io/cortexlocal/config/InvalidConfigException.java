package io.cortexlocal.config;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A {@code cortex.yaml} that Cortex refuses, or that cannot be read.
 *
 * <p>The message has one line per finding: {@code file:line:column: message (kind)}.
 */
public final class InvalidConfigException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<Finding> findings;

  /**
   * @param file as the user named it
   * @param findings at least one error
   */
  public InvalidConfigException(String file, List<Finding> findings) {
    super(
        findings.stream()
            .map(
                finding ->
                    "%s:%d:%d: %s (%s)"
                        .formatted(
                            file,
                            finding.line(),
                            finding.column(),
                            finding.message().strip(),
                            finding.kind()))
            .collect(Collectors.joining(System.lineSeparator())));
    this.findings = List.copyOf(findings);
  }

  /** Returns what is wrong, the error that Cortex would report first. */
  public List<Finding> findings() {
    return findings;
  }
}
