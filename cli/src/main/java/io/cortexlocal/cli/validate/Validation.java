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
    Set<String> ignored = ignored();
    if (options.reports().stream().filter(report -> report.output().isEmpty()).count() > 1) {
      throw new UsageException(
          "only one format can go to standard output: give the others an --output FILE");
    }
    Optional<ClusterConfig> cluster = options.cluster().map(Validation::readCluster);
    FileChecker checker = new FileChecker(streams.in(), cluster, ignored);
    List<CheckedFile> files = new ArrayList<>();
    for (String file : InputFiles.expand(options.files())) {
      files.add(checker.check(file));
    }
    write(files, cluster.isPresent());
    return exitCode(files);
  }

  /** Returns the full kinds of the warnings to leave out. */
  private Set<String> ignored() {
    Set<String> kinds = new HashSet<>();
    for (String kind : options.ignored()) {
      Rule rule = RuleNames.find(kind, "--ignore: ");
      if (rule.severity() == Severity.ERROR) {
        throw new UsageException(
            "--ignore: " + kind + " is an error of Cortex and cannot be left out");
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

  private void write(List<CheckedFile> files, boolean clusterChecked) throws IOException {
    if (options.reports().isEmpty()) {
      writeToScreen(ReportFormat.TEXT, files, clusterChecked);
    }
    for (Report report : options.reports()) {
      if (report.output().isEmpty()) {
        writeToScreen(report.format(), files, clusterChecked);
      } else {
        writeToFile(report.format(), report.output().get(), files, clusterChecked);
      }
    }
  }

  private void writeToScreen(ReportFormat format, List<CheckedFile> files, boolean clusterChecked)
      throws IOException {
    RunFacts run = new RunFacts(clusterChecked, options.strict(), isColoured());
    format.reporter(environment).write(files, run, streams.out());
  }

  private void writeToFile(
      ReportFormat format, Path output, List<CheckedFile> files, boolean clusterChecked)
      throws IOException {
    boolean coloured = options.color() == ColorChoice.ALWAYS;
    RunFacts run = new RunFacts(clusterChecked, options.strict(), coloured);
    try (Writer writer = Files.newBufferedWriter(output)) {
      format.reporter(environment).write(files, run, writer);
    } catch (FileSystemException e) {
      String reason = e.getReason() == null ? "there is no such folder" : e.getReason();
      throw new UsageException("cannot write " + output + ": " + reason);
    } catch (IOException e) {
      throw new UsageException("cannot write " + output + ": " + e.getMessage());
    }
  }

  private int exitCode(List<CheckedFile> files) {
    boolean failed = false;
    for (CheckedFile file : files) {
      if (!file.readable()) {
        return UNREADABLE;
      }
      failed |= !file.isValid() || (options.strict() && !file.findings().isEmpty());
    }
    return failed ? FINDINGS : 0;
  }
}
