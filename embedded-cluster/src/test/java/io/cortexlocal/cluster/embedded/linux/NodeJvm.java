package io.cortexlocal.cluster.embedded.linux;

import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.time.Deadline;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/** The command of a JVM that runs {@link NodeProgram}. */
final class NodeJvm {

  /** One class of each module and library that the program needs. */
  private static final List<Class<?>> NEEDED =
      List.of(
          NodeProgram.class,
          LinuxNode.class,
          Deadline.class,
          ClusterException.class,
          LoggerFactory.class);

  private NodeJvm() {}

  /**
   * Returns the command.
   *
   * @param directory for a copy of the classes, which any user may read, and for temporary files
   */
  static List<String> command(Path directory, NodeMode mode, String how) throws IOException {
    return command(directory, NodeProgram.class, mode.name(), how);
  }

  /** Returns the command that runs another program of this package, likewise. */
  static List<String> command(Path directory, Class<?> program, String... arguments)
      throws IOException {
    Path classes = Files.createDirectories(directory.resolve("classes"));
    Set<Path> origins = new LinkedHashSet<>();
    for (Class<?> type : NEEDED) {
      origins.add(origin(type));
    }
    List<String> classPath = new ArrayList<>(List.of(classes.toString()));
    for (Path origin : origins) {
      if (Files.isDirectory(origin)) {
        copy(origin, classes);
      } else {
        classPath.add(Files.copy(origin, directory.resolve(origin.getFileName())).toString());
      }
    }
    Path temporary = Files.createDirectories(directory.resolve("temporary"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:-UsePerfData", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
    command.add("-Djava.io.tmpdir=" + temporary);
    command.addAll(List.of("-cp", String.join(File.pathSeparator, classPath)));
    command.add(program.getName());
    command.addAll(List.of(arguments));
    return command;
  }

  private static Path origin(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        boolean wanted = Files.isDirectory(file) || file.toString().contains("cortexlocal");
        if (wanted && !Files.exists(target)) {
          Files.createDirectories(target.getParent());
          Files.copy(file, target);
        }
      }
    }
  }
}
