package io.cortexlocal.cli.validate;

import io.cortexlocal.cli.io.UsageException;
import io.cortexlocal.config.ConfigFile;
import io.cortexlocal.config.cluster.ClusterConfig;
import io.cortexlocal.config.fixes.Fixes;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Changes files where that is safe. */
final class FileFixer {

  /** Replaces what is in a file, through a symbolic link too. */
  @FunctionalInterface
  interface Writing {
    void write(Path file, byte[] content) throws IOException;
  }

  private final Optional<ClusterConfig> cluster;
  private final PrintWriter messages;
  private final Writing writing;
  private boolean failed;

  FileFixer(Optional<ClusterConfig> cluster, PrintWriter messages) {
    this(cluster, messages, Files::write);
  }

  FileFixer(Optional<ClusterConfig> cluster, PrintWriter messages, Writing writing) {
    this.cluster = cluster;
    this.messages = messages;
    this.writing = writing;
  }

  /** Returns whether a file could not be written. */
  boolean failed() {
    return failed;
  }

  /**
   * Changes a file, and says what it did, or that the file cannot be written; one that cannot be
   * read is left to who reads it next.
   *
   * @throws UsageException when it is standard input
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
      writing.write(Path.of(file), result.content());
    } catch (AccessDeniedException e) {
      refused(file, "permission denied");
      return;
    } catch (FileSystemException e) {
      refused(file, e.getReason() == null ? "it is not there any more" : e.getReason());
      return;
    } catch (IOException e) {
      refused(file, e.getMessage());
      return;
    }
    result.applied().forEach(done -> messages.println("fixed " + file + ": " + done));
  }

  private void refused(String file, String reason) {
    failed = true;
    messages.println("cortex-local: cannot write " + file + ": " + reason);
  }
}
