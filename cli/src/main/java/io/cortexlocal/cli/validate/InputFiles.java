package io.cortexlocal.cli.validate;

import io.cortexlocal.cli.io.UsageException;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.PatternSyntaxException;

/** Finds the files that the user means. */
final class InputFiles {

  private static final String DEFAULT = "cortex.yaml";

  private InputFiles() {}

  /**
   * Expands globs; anything else stays as it is, whether or not it exists.
   *
   * @return {@code cortex.yaml} where nothing was named
   * @throws UsageException when a glob matches nothing, or nothing was named and there is no {@code
   *     cortex.yaml}
   */
  static List<String> expand(List<String> arguments) {
    if (arguments.isEmpty()) {
      if (Files.notExists(Path.of(DEFAULT))) {
        throw new UsageException(
            "there is no " + DEFAULT + " here; name a file: cortex-local validate FILE");
      }
      return List.of(DEFAULT);
    }
    List<String> files = new ArrayList<>();
    for (String argument : arguments) {
      if (isGlob(argument)) {
        files.addAll(matches(argument));
      } else {
        files.add(argument);
      }
    }
    return files;
  }

  private static boolean isGlob(String argument) {
    if (!argument.matches(".*[*?\\[{].*")) {
      return false;
    }
    try {
      return !Files.exists(Path.of(argument));
    } catch (InvalidPathException e) {
      return true;
    }
  }

  private static List<String> matches(String glob) {
    int wildcard = glob.split("[*?\\[{]", 2)[0].lastIndexOf('/') + 1;
    Path base = Path.of(wildcard == 0 ? "." : glob.substring(0, wildcard));
    String pattern = glob.substring(wildcard);
    boolean deep = pattern.contains("**");
    int depth = deep ? Integer.MAX_VALUE : pattern.split("/", -1).length;
    if (Files.notExists(base)) {
      throw new UsageException(
          "no file matches " + glob + ": the directory " + base + " does not exist");
    }
    List<String> found = new ArrayList<>();
    try {
      PathMatcher matcher = matcher(pattern);
      PathMatcher alsoHere =
          pattern.startsWith("**/") ? matcher(pattern.substring(3)) : path -> false;
      String prefix = glob.substring(0, wildcard);
      walk(
          base,
          depth,
          path -> {
            Path relative = base.relativize(path);
            if (matcher.matches(relative) || alsoHere.matches(relative)) {
              found.add(prefix + relative);
            }
          });
    } catch (PatternSyntaxException | IOException e) {
      throw new UsageException("cannot expand " + glob + ": " + e.getMessage());
    }
    if (found.isEmpty()) {
      throw new UsageException("no file matches " + glob);
    }
    found.sort(null);
    return found;
  }

  private static PathMatcher matcher(String pattern) {
    return FileSystems.getDefault().getPathMatcher("glob:" + pattern);
  }

  private static void walk(Path base, int depth, Consumer<Path> visitor) throws IOException {
    Files.walkFileTree(
        base,
        Set.of(),
        depth,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (!attributes.isDirectory()) {
              visitor.accept(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (file.equals(base)) {
              throw e;
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
