package io.cortexlocal.cli.report;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The formats in which findings can be written. */
public enum ReportFormat {
  TEXT,
  JSON,
  SARIF,
  JUNIT,
  GITHUB,
  GITLAB;

  /**
   * Returns what writes the format.
   *
   * @param environment of the process, which names GitHub's step summary
   */
  public Reporter reporter(Map<String, String> environment) {
    return switch (this) {
      case TEXT -> new TextReporter();
      case JSON -> new JsonReporter();
      case SARIF -> new SarifReporter();
      case JUNIT -> new JunitReporter();
      case GITLAB -> new GitlabReporter();
      case GITHUB ->
          new GithubReporter(
              Optional.ofNullable(environment.get("GITHUB_STEP_SUMMARY"))
                  .filter(path -> !path.isEmpty())
                  .map(Path::of));
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
