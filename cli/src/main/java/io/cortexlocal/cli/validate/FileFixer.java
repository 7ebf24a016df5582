package io.cortexlocal.cli.validate;

import io.cortexlocal.cli.io.UsageException;
import io.cortexlocal.config.ConfigFile;
import io.cortexlocal.config.cluster.ClusterConfig;
import io.cortexlocal.config.fixes.Fixes;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Changes files where that is safe. */
final class FileFixer {

  private final Optional<ClusterConfig> cluster;
  private final PrintWriter messages;

  FileFixer(Optional<ClusterConfig> cluster, PrintWriter messages) {
    this.cluster = cluster;
    this.messages = messages;
  }

  /**
   * Changes a file, and says what it did; one that cannot be read is left to who reads it next.
   *
   * @throws UsageException when the file cannot be written, or is standard input
   */
  void fix(String file) {
    if (file.equals("-")) {
      throw new UsageException("--fix changes files, and standard input is none");
    }
    byte[] content;
    try {
      content = ConfigFile.read(Path.of(file));
    } catch (InvalidPathException | IOException e) {
      return;
    }
    Fixes.Result result = Fixes.apply(file, content, cluster);
    if (result.applied().isEmpty()) {
      return;
    }
    try {
      Files.write(Path.of(file), result.content());
    } catch (FileSystemException e) {
      throw new UsageException("cannot write " + file + ": permission denied");
    } catch (IOException e) {
      throw new UsageException("cannot write " + file + ": " + e.getMessage());
    }
    result.applied().forEach(done -> messages.println("fixed " + file + ": " + done));
  }
}
