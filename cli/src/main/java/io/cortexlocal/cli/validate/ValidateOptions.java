package io.cortexlocal.cli.validate;

import io.cortexlocal.cli.report.ReportFormat;
import io.cortexlocal.cli.report.Upstream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What the user asked {@code validate} to do.
 *
 * @param files as named, globs not yet expanded
 * @param reports what to write; text to standard output where there are none
 * @param cluster the cluster's configuration to check placement against
 * @param strict whether warnings fail the run
 * @param ignored the kinds of the warnings to leave out
 * @param failing the kinds of the warnings and notes that fail the run
 * @param upstream the Cortex whose words messages have
 * @param fix whether to change the files
 */
record ValidateOptions(
    List<String> files,
    List<Report> reports,
    Optional<Path> cluster,
    boolean strict,
    Set<String> ignored,
    Set<String> failing,
    ColorChoice color,
    Upstream upstream,
    boolean fix) {

  /** When text is coloured. */
  enum ColorChoice {
    AUTO,
    ALWAYS,
    NEVER
  }

  /** A format and where it goes; standard output where no file is given. */
  record Report(ReportFormat format, Optional<Path> output) {}

  /**
   * Reads arguments of which each is a file, {@code --strict} or one {@code --format NAME}.
   *
   * <p>Such calls are most of all, and reading them here spares the start-up of the option parser,
   * which takes longer than the validation of a file.
   *
   * @return nothing when there is any other argument, or anything to object to
   */
  static Optional<ValidateOptions> ofSimpleArguments(List<String> arguments) {
    List<String> files = new ArrayList<>();
    List<Report> reports = new ArrayList<>();
    boolean strict = false;
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.equals("--strict") && !strict) {
        strict = true;
      } else if (argument.equals("--format") && i + 1 < arguments.size() && reports.isEmpty()) {
        Optional<ReportFormat> format = format(arguments.get(++i));
        if (format.isEmpty()) {
          return Optional.empty();
        }
        reports.add(new Report(format.get(), Optional.empty()));
      } else if (argument.equals("-") || !(argument.startsWith("-") || argument.startsWith("@"))) {
        files.add(argument);
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(
        new ValidateOptions(
            files,
            reports,
            Optional.empty(),
            strict,
            Set.of(),
            Set.of(),
            ColorChoice.AUTO,
            Upstream.V0_42,
            false));
  }

  private static Optional<ReportFormat> format(String name) {
    for (ReportFormat format : ReportFormat.values()) {
      if (format.name().toLowerCase(Locale.ROOT).equals(name)) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }
}
