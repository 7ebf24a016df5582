package io.cortexlocal.cli.report;

import io.cortexlocal.cli.io.UsageException;
import io.cortexlocal.config.Finding;
import io.cortexlocal.config.Severity;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Workflow commands that GitHub shows at the lines of a pull request.
 *
 * <p>GitHub keeps 10 errors, 10 warnings and 10 notices of a step and drops the rest without a
 * word, so no more are written; all findings stand in the step's summary.
 */
final class GithubReporter implements Reporter {

  private static final int MOST = 10;

  private final Optional<Path> stepSummary;

  GithubReporter(Optional<Path> stepSummary) {
    this.stepSummary = stepSummary;
  }

  @Override
  public void write(List<CheckedFile> files, RunFacts run, Writer writer) throws IOException {
    int errors = 0;
    int warnings = 0;
    int notes = 0;
    for (CheckedFile file : files) {
      for (Finding finding : file.findings()) {
        int before =
            switch (finding.severity()) {
              case ERROR -> errors++;
              case WARNING -> warnings++;
              case NOTE -> notes++;
            };
        if (before < MOST) {
          writer.write(annotation(file, finding));
        }
      }
    }
    int left =
        Math.max(0, errors - MOST) + Math.max(0, warnings - MOST) + Math.max(0, notes - MOST);
    if (left > 0) {
      String place = stepSummary.isPresent() ? "see the step's summary" : "GitHub shows no more";
      writer.write("::notice::" + left + " more findings: " + place + "\n");
    }
    if (stepSummary.isPresent()) {
      append(stepSummary.get(), summary(files, run));
    }
  }

  private static void append(Path file, String text) {
    try {
      Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (FileSystemException e) {
      String reason = e.getReason() == null ? "there is no such folder" : e.getReason();
      throw new UsageException("cannot write the step's summary " + file + ": " + reason);
    } catch (IOException e) {
      throw new UsageException("cannot write the step's summary " + file + ": " + e.getMessage());
    }
  }

  private static String annotation(CheckedFile file, Finding finding) {
    StringBuilder text = new StringBuilder("::");
    text.append(level(finding.severity()));
    text.append(" file=").append(property(file.file()));
    text.append(",line=").append(finding.line());
    text.append(",endLine=").append(finding.endLine());
    if (finding.line() == finding.endLine()) {
      text.append(",col=").append(finding.column());
      text.append(",endColumn=").append(finding.endColumn());
    }
    text.append(",title=").append(property(finding.kind()));
    String message =
        finding.message() + finding.suggestion().map(suggestion -> "\n" + suggestion).orElse("");
    return text.append("::").append(data(message)).append('\n').toString();
  }

  private static String level(Severity severity) {
    return switch (severity) {
      case ERROR -> "error";
      case WARNING -> "warning";
      case NOTE -> "notice";
    };
  }

  private static String data(String text) {
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
  }

  private static String property(String text) {
    return data(text).replace(":", "%3A").replace(",", "%2C");
  }

  private static String summary(List<CheckedFile> files, RunFacts run) {
    StringBuilder text = new StringBuilder("### cortex-local validate\n\n");
    if (files.stream().allMatch(file -> file.findings().isEmpty())) {
      text.append("No findings.\n");
    } else {
      text.append("| | place | finding | kind |\n| --- | --- | --- | --- |\n");
      for (CheckedFile file : files) {
        for (Finding finding : file.findings()) {
          text.append(row(file, finding));
        }
      }
    }
    if (run.leavesClusterUnchecked(files)) {
      text.append('\n').append(RunFacts.CLUSTER_NOT_CHECKED).append(".\n");
    }
    return text.append('\n').toString();
  }

  private static String row(CheckedFile file, Finding finding) {
    return "| "
        + finding.severity().name().toLowerCase(Locale.ROOT)
        + " | "
        + cell(file.file() + ":" + finding.line() + ":" + finding.column())
        + " | "
        + cell(finding.message())
        + " | "
        + cell(finding.kind())
        + " |\n";
  }

  private static String cell(String text) {
    String plain = text.strip().replace("&", "&amp;").replace("<", "&lt;").replace("|", "\\|");
    return ReportText.lines(plain).replace("\n", "<br>");
  }
}
