package io.cortexlocal.cluster.embedded.linux;

import io.cortexlocal.stream.FirstBytes;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** This machine's programs, looked for on the {@code PATH} and where administrators' ones are. */
final class HostTools {

  private static final int LONGEST_OUTPUT = 64 << 10;

  private static final String MORE = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private HostTools() {}

  /** Returns the {@code PATH} on which the node looks for programs. */
  static String path() {
    String own = System.getenv("PATH");
    return own == null || own.isEmpty() ? MORE : own + ":" + MORE;
  }

  /** Returns where a program is, if it is there. */
  static Optional<Path> find(String program) {
    return find(program, path());
  }

  /** Returns where on a path a program is, if it is there. */
  static Optional<Path> find(String program, String path) {
    for (String directory : path.split(File.pathSeparator, -1)) {
      if (directory.startsWith("/")) {
        Path candidate = Path.of(directory, program);
        if (Files.isExecutable(candidate) && !Files.isDirectory(candidate)) {
          return Optional.of(candidate);
        }
      }
    }
    return Optional.empty();
  }

  /** Returns a process that is yet to be started, with nothing of our own environment. */
  static ProcessBuilder process(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(Map.of("PATH", path(), "LC_ALL", "C"));
    return builder;
  }

  /** Returns one of the scripts that come with this package. */
  static byte[] script(String name) {
    try (InputStream in = HostTools.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("no " + name + " on the class path");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException("cannot read " + name + " from the class path", e);
    }
  }

  /**
   * Reads what a program of this machine writes to its end, and returns the beginning, without
   * white space at its ends.
   */
  static String output(Process process) throws IOException {
    FirstBytes output = new FirstBytes(LONGEST_OUTPUT);
    process.getInputStream().transferTo(output);
    return output.text().strip();
  }
}
