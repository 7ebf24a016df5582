package io.cortexlocal.cli.report;

import io.cortexlocal.config.Finding;
import io.cortexlocal.config.Severity;
import java.util.List;

/**
 * What was found about one file.
 *
 * @param file as the user named it
 * @param readable whether its content was checked; otherwise its one finding says why not
 * @param source its lines, for excerpts
 * @param findings errors first
 */
public record CheckedFile(
    String file, boolean readable, SourceLines source, List<Finding> findings) {

  public CheckedFile {
    findings = List.copyOf(findings);
  }

  /** Returns whether Cortex would accept the file. */
  public boolean isValid() {
    return count(Severity.ERROR) == 0;
  }

  /** Returns how many findings weigh as much. */
  public long count(Severity severity) {
    return findings.stream().filter(finding -> finding.severity() == severity).count();
  }
}
