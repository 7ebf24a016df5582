package io.cortexlocal.cluster.embedded.image;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** Where a program is, as execvp looks for it. */
final class ProgramSearch {

  private ProgramSearch() {}

  /**
   * Finds a program.
   *
   * @param program a path, relative to {@code directory}, or a name
   * @param path of directories, as in {@code PATH}
   */
  static Optional<Path> find(String program, Path directory, String path) {
    if (program.isEmpty() || program.indexOf('\0') >= 0) {
      return Optional.empty();
    }
    if (program.indexOf('/') >= 0) {
      return Optional.of(directory.resolve(program)).filter(ProgramSearch::isProgram);
    }
    return Arrays.stream(path.split(File.pathSeparator, -1))
        .map(each -> directory.resolve(each).resolve(program))
        .filter(ProgramSearch::isProgram)
        .findFirst();
  }

  static boolean isProgram(Path file) {
    return Files.isRegularFile(file) && Files.isExecutable(file);
  }
}
