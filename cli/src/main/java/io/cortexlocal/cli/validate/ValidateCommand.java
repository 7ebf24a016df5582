package io.cortexlocal.cli.validate;

import io.cortexlocal.cli.io.Streams;
import io.cortexlocal.cli.io.UsageException;
import io.cortexlocal.cli.report.ReportFormat;
import io.cortexlocal.cli.report.Upstream;
import io.cortexlocal.cli.validate.ValidateOptions.ColorChoice;
import io.cortexlocal.cli.validate.ValidateOptions.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says what Cortex would say of a {@code cortex.yaml}, and more. */
@Command(
    name = "validate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Check cortex.yaml files as Cortex does when they are deployed.",
      "",
      "The first error of a file is the one that Cortex itself would report, in its words."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:All files are valid.",
      "1:There are errors, or warnings with --strict.",
      "2:Wrong usage, or a file could not be read."
    })
public final class ValidateCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "FILE",
      arity = "0..*",
      description = "Files or globs; - is standard input. Default: cortex.yaml.")
  private List<String> files = new ArrayList<>();

  @ArgGroup(exclusive = false, multiplicity = "0..*")
  private List<ReportOptions> reports = new ArrayList<>();

  @Option(
      names = "--cluster",
      paramLabel = "CLUSTER_YAML",
      description = "Check node_groups and capacity against this cluster.")
  private Path cluster;

  @Option(names = "--strict", description = "Fail on warnings too, not on notes.")
  private boolean strict;

  @Option(
      names = "--ignore",
      paramLabel = "KIND",
      split = ",",
      description = "Leave out warnings or notes of this kind; can be repeated.")
  private Set<String> ignored = Set.of();

  @Option(
      names = "--fail-on",
      paramLabel = "KIND",
      split = ",",
      description = "Fail on warnings or notes of this kind, without --strict too.")
  private Set<String> failing = Set.of();

  @Option(
      names = "--upstream",
      converter = Choice.OfVersions.class,
      paramLabel = "VERSION",
      description = "Messages as of Cortex 0.42.0, 0.42.1 or master: their links differ.")
  private Upstream upstream = Upstream.V0_42;

  @Option(
      names = "--fix",
      description = "Change the files where that is safe, and report what is left.")
  private boolean fix;

  @Option(
      names = "--color",
      converter = Choice.OfColors.class,
      paramLabel = "WHEN",
      description = "auto, always or never. Default: auto.")
  private ColorChoice color = ColorChoice.AUTO;

  private final Streams streams;

  /** A format and, behind it, its file. */
  static final class ReportOptions {

    @Option(
        names = "--format",
        required = true,
        converter = Choice.OfFormats.class,
        paramLabel = "FORMAT",
        description = "text, json, sarif, junit, github or gitlab; can be repeated. Default: text.")
    private ReportFormat format;

    private Path output;
    private boolean outputFirst;

    @Option(
        names = "--output",
        paramLabel = "FILE",
        description = "Write the format named before it to this file.")
    void writeTo(Path file) {
      output = file;
      outputFirst = file != null && format == null;
    }

    Report report() {
      if (outputFirst) {
        throw new UsageException(
            "--output follows its --format: --format " + format + " --output " + output);
      }
      return new Report(format, Optional.ofNullable(output));
    }
  }

  /**
   * Creates the command.
   *
   * @param streams where to read and write
   */
  public ValidateCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException {
    ValidateOptions options =
        new ValidateOptions(
            files,
            reports.stream().map(ReportOptions::report).toList(),
            Optional.ofNullable(cluster),
            strict,
            ignored,
            failing,
            color,
            upstream,
            fix);
    return new Validation(streams, options).run();
  }
}
