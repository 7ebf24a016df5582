package io.cortexlocal.cli.report;

import io.cortexlocal.config.Finding;
import io.cortexlocal.config.Severity;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Optional;

/** For people: each finding with its line and a caret below the offending text. */
final class TextReporter implements Reporter {

  private static final int WIDEST_LINE = 160;
  private static final int LONGEST_MESSAGE = 4000;

  @Override
  public void write(List<CheckedFile> files, RunFacts run, Writer writer) throws IOException {
    Colours colours = new Colours(run.colour());
    long errors = 0;
    long warnings = 0;
    long notes = 0;
    boolean trailer = false;
    for (CheckedFile file : files) {
      for (Finding finding : file.findings()) {
        write(file, finding, run, colours, writer);
        trailer |= finding.message().endsWith(run.upstream().trailer());
      }
      errors += file.count(Severity.ERROR);
      warnings += file.count(Severity.WARNING);
      notes += file.count(Severity.NOTE);
    }
    if (trailer) {
      writer.write(run.upstream().trailer().strip() + "\n");
    }
    if (run.leavesClusterUnchecked(files)) {
      writer.write("note: " + RunFacts.CLUSTER_NOT_CHECKED + "\n");
    }
    writer.write(summary(files.size(), errors, warnings, notes) + "\n");
  }

  private static void write(
      CheckedFile file, Finding finding, RunFacts run, Colours colours, Writer writer)
      throws IOException {
    String trailer = run.upstream().trailer();
    String place =
        file.readable() ? file.file() + ":" + finding.line() + ":" + finding.column() : file.file();
    String message = finding.message();
    if (!file.readable() && message.startsWith(file.file() + ": ")) {
      message = message.substring(file.file().length() + 2);
    }
    if (message.endsWith(trailer)) {
      message = message.substring(0, message.length() - trailer.length());
    }
    writer.write(colours.bold(ReportText.line(place)) + ": ");
    writer.write(
        switch (finding.severity()) {
          case ERROR -> colours.red("error: ");
          case WARNING -> colours.yellow("warning: ");
          case NOTE -> colours.dim("note: ");
        });
    writer.write(
        ReportText.lines(shortened(message))
            + " "
            + colours.dim("[" + finding.kind() + "]")
            + "\n");
    excerpt(file, finding, colours, writer);
    if (finding.suggestion().isPresent()) {
      String help = ReportText.lines(finding.suggestion().get()).replace("\n", "\n        ");
      writer.write("  " + colours.green("help: ") + help + "\n");
    }
    writer.write("\n");
  }

  private static String shortened(String message) {
    if (message.length() <= LONGEST_MESSAGE) {
      return message;
    }
    int more = message.length() - LONGEST_MESSAGE;
    return message.substring(0, LONGEST_MESSAGE) + "… (" + more + " more characters)";
  }

  private static void excerpt(CheckedFile file, Finding finding, Colours colours, Writer writer)
      throws IOException {
    Optional<String> line = file.source().line(finding.line());
    if (line.isEmpty() || line.get().isBlank()) {
      return;
    }
    int[] text = line.get().codePoints().toArray();
    int start = Math.min(finding.column() - 1, text.length);
    int end = finding.endLine() == finding.line() ? finding.endColumn() - 1 : text.length;
    int from = Math.max(0, Math.min(start - WIDEST_LINE / 2, text.length - WIDEST_LINE));
    int to = Math.min(text.length, from + WIDEST_LINE);
    int length = Math.max(1, Math.min(end, to) - start);
    String number = Integer.toString(finding.line());
    String shown = ReportText.excerpt(new String(text, from, to - from));
    String indent = ReportText.blank(new String(text, from, start - from));
    writer.write(colours.dim("  " + number + " | ") + shown + "\n");
    writer.write(
        colours.dim("  " + " ".repeat(number.length()) + " | ")
            + indent
            + colours.red("^".repeat(length))
            + "\n");
  }

  private static String summary(int files, long errors, long warnings, long notes) {
    return count(files, "file")
        + ": "
        + count(errors, "error")
        + ", "
        + count(warnings, "warning")
        + (notes == 0 ? "" : ", " + count(notes, "note"));
  }

  private static String count(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }
}
