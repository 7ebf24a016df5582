package io.cortexlocal.cli.validate;

import io.cortexlocal.cli.io.Streams;
import io.cortexlocal.cli.io.UsageException;
import io.cortexlocal.cli.report.CheckedFile;
import io.cortexlocal.cli.report.ReportFormat;
import io.cortexlocal.cli.report.RunFacts;
import io.cortexlocal.cli.validate.ValidateOptions.ColorChoice;
import io.cortexlocal.cli.validate.ValidateOptions.Report;
import io.cortexlocal.config.ConfigFile;
import io.cortexlocal.config.Severity;
import io.cortexlocal.config.cluster.ClusterConfig;
import io.cortexlocal.config.schema.Rule;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One run of {@code validate}. */
public final class Validation {

  private static final int FINDINGS = 1;
  private static final int UNREADABLE = 2;

  private final Streams streams;
  private final ValidateOptions options;
  private final Map<String, String> environment;

  Validation(Streams streams, ValidateOptions options) {
    this.streams = streams;
    this.options = options;
    this.environment = streams.environment();
  }

  /** Returns the run that simple arguments ask for; nothing when they need an option parser. */
  public static Optional<Validation> ofSimpleArguments(Streams streams, List<String> arguments) {
    return ValidateOptions.ofSimpleArguments(arguments)
        .map(options -> new Validation(streams, options));
  }

  /**
   * Checks the files and writes the reports.
   *
   * @return the exit code
   * @throws UsageException when the options contradict each other, or a file that is no input
   *     cannot be read or written
   */
  public int run() throws IOException {
    Set<String> ignored = warnings("--ignore: ", options.ignored());
    Set<String> failing = warnings("--fail-on: ", options.failing());
    if (options.reports().stream().filter(report -> report.output().isEmpty()).count() > 1) {
      throw new UsageException(
          "only one format can go to standard output: give the others an --output FILE");
    }
    Optional<ClusterConfig> cluster = options.cluster().map(Validation::readCluster);
    FileChecker checker = new FileChecker(streams.in(), cluster, ignored, options.upstream());
    List<CheckedFile> files = new ArrayList<>();
    FileFixer fixer = new FileFixer(cluster, streams.err());
    for (String file : InputFiles.expand(options.files())) {
      if (options.fix()) {
        fixer.fix(file);
      }
      files.add(checker.check(file));
    }
    RunFacts run =
        new RunFacts(
            cluster.isPresent(), options.strict(), failing, isColoured(), options.upstream());
    write(files, run);
    return fixer.failed() ? UNREADABLE : exitCode(files, run);
  }

  /** Returns the full kinds of warnings and notes. */
  private static Set<String> warnings(String option, Set<String> names) {
    Set<String> kinds = new HashSet<>();
    for (String name : names) {
      Rule rule = RuleNames.find(name, option);
      if (rule.severity() == Severity.ERROR) {
        throw new UsageException(
            option
                + name
                + " is an error of Cortex and "
                + (option.startsWith("--ignore") ? "cannot be left out" : "always fails"));
      }
      kinds.add(rule.kind());
    }
    return kinds;
  }

  private static ClusterConfig readCluster(Path file) {
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
    return switch (options.color()) {
      case ALWAYS -> true;
      case NEVER -> false;
      case AUTO -> streams.terminal() && !environment.containsKey("NO_COLOR");
    };
  }

  private void write(List<CheckedFile> files, RunFacts run) throws IOException {
    if (options.reports().isEmpty()) {
      ReportFormat.TEXT.reporter(environment).write(files, run, streams.out());
    }
    for (Report report : options.reports()) {
      if (report.output().isEmpty()) {
        report.format().reporter(environment).write(files, run, streams.out());
      } else {
        boolean coloured = options.color() == ColorChoice.ALWAYS;
        writeToFile(report.format(), report.output().get(), files, run.coloured(coloured));
      }
    }
  }

  private void writeToFile(
      ReportFormat format, Path output, List<CheckedFile> files, RunFacts run) {
    try (Writer writer = Files.newBufferedWriter(output)) {
      format.reporter(environment).write(files, run, writer);
    } catch (FileSystemException e) {
      String reason = e.getReason() == null ? "there is no such folder" : e.getReason();
      throw new UsageException("cannot write " + output + ": " + reason);
    } catch (IOException e) {
      throw new UsageException("cannot write " + output + ": " + e.getMessage());
    }
  }

  private static int exitCode(List<CheckedFile> files, RunFacts run) {
    boolean failed = false;
    for (CheckedFile file : files) {
      if (!file.readable()) {
        return UNREADABLE;
      }
      failed |= file.findings().stream().anyMatch(run::fails);
    }
    return failed ? FINDINGS : 0;
  }
}
