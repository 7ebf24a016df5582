package io.cortexlocal.cli.validate;

import io.cortexlocal.cli.report.CheckedFile;
import io.cortexlocal.cli.report.SourceLines;
import io.cortexlocal.cli.report.Upstream;
import io.cortexlocal.config.ConfigFile;
import io.cortexlocal.config.CortexConfig;
import io.cortexlocal.config.Finding;
import io.cortexlocal.config.Severity;
import io.cortexlocal.config.cluster.ClusterConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads and checks one file after the other. */
final class FileChecker {

  private static final String STANDARD_INPUT = "-";
  private static final String STANDARD_INPUT_NAME = "cortex.yaml";

  private final InputStream standardInput;
  private final Optional<ClusterConfig> cluster;
  private final Set<String> ignored;
  private final Upstream upstream;

  /**
   * @param ignored the kinds of the warnings that the user does not want
   * @param upstream the version of Cortex whose links messages have
   */
  FileChecker(
      InputStream standardInput,
      Optional<ClusterConfig> cluster,
      Set<String> ignored,
      Upstream upstream) {
    this.standardInput = standardInput;
    this.cluster = cluster;
    this.ignored = ignored;
    this.upstream = upstream;
  }

  CheckedFile check(String file) {
    byte[] content;
    try {
      content =
          file.equals(STANDARD_INPUT)
              ? ConfigFile.read(standardInput, "standard input")
              : ConfigFile.read(Path.of(file));
    } catch (NoSuchFileException e) {
      return unreadable(file, "files.file_does_not_exist", file + ": file does not exist");
    } catch (FileSystemException e) {
      boolean noFile = String.valueOf(e.getReason()).equals("it is a directory");
      return noFile
          ? unreadable(file, "files.not_a_file", file + ": no such file (" + e.getReason() + ")")
          : unreadable(file, "cortex-local.unreadable", file + ": " + e.getReason());
    } catch (InvalidPathException | IOException e) {
      return unreadable(file, "cortex-local.unreadable", file + ": " + e.getMessage());
    }
    String name = file.equals(STANDARD_INPUT) ? STANDARD_INPUT_NAME : file;
    List<Finding> findings = CortexConfig.parse(name, content, cluster).findings();
    return new CheckedFile(
        file,
        true,
        new SourceLines(content),
        findings.stream()
            .filter(finding -> !ignored.contains(finding.kind()))
            .map(upstream::worded)
            .toList());
  }

  private static CheckedFile unreadable(String file, String kind, String message) {
    Finding finding =
        new Finding(kind, message, 1, 1, 1, 1, "", Severity.ERROR, Optional.empty(), List.of());
    return new CheckedFile(file, false, SourceLines.none(), List.of(finding));
  }
}
