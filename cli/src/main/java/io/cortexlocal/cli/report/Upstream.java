package io.cortexlocal.cli.report;

import io.cortexlocal.config.CortexDocumentation;
import io.cortexlocal.config.Finding;
import java.util.Locale;

/**
 * Which Cortex the words are of. Its versions differ in the link to the documentation, with which
 * many messages end.
 */
public enum Upstream {
  /** The validators as published last, with the released version in the link. */
  V0_42("0.42", CortexDocumentation.ADDRESS),
  /** As released. */
  V0_42_0("0.42.0", "https://docs.cortex.dev/v/0.42/"),
  /** As released. */
  V0_42_1("0.42.1", "https://docs.cortex.dev/v/0.42/"),
  /** A build of the main branch, which prints its version. */
  MASTER("master", "https://docs.cortexlabs.com/v/master/");

  private final String version;
  private final String link;

  Upstream(String version, String link) {
    this.version = version;
    this.link = link;
  }

  /** Returns the finding in this version's words. */
  public Finding worded(Finding finding) {
    if (link.equals(CortexDocumentation.ADDRESS)
        || !finding.message().contains(CortexDocumentation.ADDRESS)) {
      return finding;
    }
    return new Finding(
        finding.kind(),
        worded(finding.message()),
        finding.line(),
        finding.column(),
        finding.endLine(),
        finding.endColumn(),
        finding.path(),
        finding.severity(),
        finding.suggestion(),
        finding.fixes());
  }

  /** Returns what messages about keys and values end with. */
  String trailer() {
    return worded(CortexDocumentation.SCHEMA_TRAILER);
  }

  private String worded(String text) {
    return text.replace(CortexDocumentation.ADDRESS, link);
  }

  @Override
  public String toString() {
    return version.toLowerCase(Locale.ROOT);
  }
}
