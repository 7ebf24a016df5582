package io.cortexlocal.cli.validate;

import io.cortexlocal.cli.Streams;
import io.cortexlocal.cli.UsageException;
import io.cortexlocal.cli.report.CheckedFile;
import io.cortexlocal.cli.report.ReportFormat;
import io.cortexlocal.cli.report.RunFacts;
import io.cortexlocal.config.ConfigFile;
import io.cortexlocal.config.Severity;
import io.cortexlocal.config.cluster.ClusterConfig;
import io.cortexlocal.config.schema.Rule;
import io.cortexlocal.config.schema.Rules;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

  private static final int FINDINGS = 1;
  private static final int UNREADABLE = 2;

  @Parameters(
      paramLabel = "FILE",
      arity = "0..*",
      description = "Files or globs; - is standard input. Default: cortex.yaml.")
  private List<String> files = new ArrayList<>();

  @ArgGroup(exclusive = false, multiplicity = "0..*")
  private List<Report> reports = new ArrayList<>();

  @Option(
      names = "--cluster",
      paramLabel = "CLUSTER_YAML",
      description = "Check node_groups and capacity against this cluster.")
  private Path cluster;

  @Option(names = "--strict", description = "Fail on warnings too.")
  private boolean strict;

  @Option(
      names = "--ignore",
      paramLabel = "KIND",
      split = ",",
      description = "Leave out warnings of this kind; can be repeated.")
  private Set<String> ignored = Set.of();

  @Option(
      names = "--color",
      paramLabel = "WHEN",
      description = "auto, always or never. Default: auto.")
  private ColorChoice color = ColorChoice.auto;

  private final Streams streams;

  /** When text is coloured. */
  enum ColorChoice {
    auto,
    always,
    never
  }

  /** One report: a format and where it goes. */
  static final class Report {

    @Option(
        names = "--format",
        required = true,
        paramLabel = "FORMAT",
        description = "text, json, sarif, junit or github; can be repeated. Default: text.")
    private ReportFormat format;

    @Option(
        names = "--output",
        paramLabel = "FILE",
        description = "Write the format named before it to this file.")
    private Path output;
  }

  /**
   * @param streams where to read and write
   */
  public ValidateCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException {
    checkIgnored();
    if (reports.stream().filter(report -> report.output == null).count() > 1) {
      throw new UsageException(
          "only one format can go to standard output: give the others an --output FILE");
    }
    Optional<ClusterConfig> facts = Optional.ofNullable(cluster).map(ValidateCommand::read);
    FileChecker checker = new FileChecker(streams.in(), facts, ignored);
    List<CheckedFile> checked = InputFiles.expand(files).stream().map(checker::check).toList();
    write(checked, new RunFacts(facts.isPresent(), strict, isColoured()));
    return exitCode(checked);
  }

  private void checkIgnored() {
    for (String kind : ignored) {
      Optional<Rule> rule = Rules.find(kind);
      if (rule.isEmpty()) {
        throw new UsageException("--ignore: there is no rule \"" + kind + "\"");
      }
      if (rule.get().severity() == Severity.ERROR) {
        throw new UsageException(
            "--ignore: " + kind + " is an error of Cortex and cannot be left out");
      }
    }
  }

  private static ClusterConfig read(Path file) {
    try {
      return ClusterConfig.parse(ConfigFile.read(file));
    } catch (FileSystemException e) {
      String reason = e.getReason() == null ? "it does not exist" : e.getReason();
      throw new UsageException("--cluster: cannot read " + file + ": " + reason);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--cluster: " + file + ": " + e.getMessage());
    }
  }

  private boolean isColoured() {
    return switch (color) {
      case always -> true;
      case never -> false;
      case auto -> streams.terminal() && System.getenv("NO_COLOR") == null;
    };
  }

  private void write(List<CheckedFile> checked, RunFacts run) throws IOException {
    Map<String, String> environment = System.getenv();
    if (reports.isEmpty()) {
      ReportFormat.TEXT.reporter(environment).write(checked, run, streams.out());
    }
    for (Report report : reports) {
      if (report.output == null) {
        report.format.reporter(environment).write(checked, run, streams.out());
      } else {
        RunFacts plain = new RunFacts(run.clusterChecked(), strict, color == ColorChoice.always);
        try (Writer writer = Files.newBufferedWriter(report.output)) {
          report.format.reporter(environment).write(checked, plain, writer);
        } catch (FileSystemException e) {
          String reason = e.getReason() == null ? "no such folder" : e.getReason();
          throw new UsageException("cannot write " + report.output + ": " + reason);
        }
      }
    }
  }

  private int exitCode(List<CheckedFile> checked) {
    if (!checked.stream().allMatch(CheckedFile::readable)) {
      return UNREADABLE;
    }
    boolean failed =
        checked.stream()
            .anyMatch(file -> !file.isValid() || (strict && !file.findings().isEmpty()));
    return failed ? FINDINGS : 0;
  }
}
