package io.cortexlocal.cli.watch;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * How a path looked at a moment. An editor that writes a new file and renames it, one that writes
 * in place, and a checkout of another branch all make it another.
 *
 * @param files size, time of change and identity of each file
 * @param directories in which files may appear
 * @param problems what of it could not be understood
 */
record Fingerprint(Map<Path, List<String>> files, Set<Path> directories, List<String> problems) {

  Fingerprint {
    files = Map.copyOf(files);
    directories = Set.copyOf(directories);
    problems = List.copyOf(problems);
  }

  /** Looks at it. What is not there, or cannot be read, has no files. */
  static Fingerprint of(WatchedPath watched) {
    Map<Path, List<String>> files = new HashMap<>();
    Set<Path> directories = new HashSet<>();
    List<String> problems = new ArrayList<>();
    Path real = real(watched.path());
    if (watched instanceof WatchedPath.Tree tree) {
      // Its return, or where a link leads next, is seen from above.
      if (!Files.isDirectory(tree.path(), LinkOption.NOFOLLOW_LINKS)) {
        parent(tree.path()).ifPresent(directories::add);
      }
      DockerIgnore ignore = DockerIgnore.in(real);
      ignore
          .unreadable()
          .forEach(
              line ->
                  problems.add(
                      "%s: \"%s\" is no pattern of Docker's, and names no file here"
                          .formatted(tree.path().resolve(DockerIgnore.FILE_NAME), line)));
      walk(tree, real, ignore, files, directories);
    } else {
      parent(watched.path()).ifPresent(directories::add);
      parent(real).ifPresent(directories::add);
      try {
        files.put(
            watched.path(), mark(Files.readAttributes(watched.path(), BasicFileAttributes.class)));
      } catch (IOException notThere) {
        // Then it has no mark, which differs from any.
      }
    }
    return new Fingerprint(files, directories, problems);
  }

  private static Optional<Path> parent(Path path) {
    return Optional.ofNullable(path.getParent());
  }

  /** Returns where the links of a path lead; the path itself where they lead nowhere. */
  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException notThere) {
      return path;
    }
  }

  /**
   * @param root of the tree, with no link in it: a link is not walked
   */
  private static void walk(
      WatchedPath.Tree tree,
      Path root,
      DockerIgnore ignore,
      Map<Path, List<String>> files,
      Set<Path> directories) {
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes ofIt) {
              if (!directory.equals(root) && ignore.ignoresAllBelow(root.relativize(directory))) {
                return FileVisitResult.SKIP_SUBTREE;
              }
              directories.add(directory);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              Path below = root.relativize(file);
              Path named = tree.path().resolve(below);
              if (!tree.others().contains(named) && !ignore.ignores(below)) {
                files.put(named, mark(attributes));
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException e) {
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new IllegalStateException("no visit fails", e);
    }
  }

  private static List<String> mark(BasicFileAttributes attributes) {
    return List.of(
        Long.toString(attributes.size()),
        attributes.lastModifiedTime().toInstant().toString(),
        String.valueOf(attributes.fileKey()));
  }

  /** Returns the files that are not as they were, sorted. */
  List<Path> changedSince(Fingerprint before) {
    Set<Path> all = new HashSet<>(files.keySet());
    all.addAll(before.files.keySet());
    List<Path> changed = new ArrayList<>();
    for (Path file : all) {
      if (!Objects.equals(files.get(file), before.files.get(file))) {
        changed.add(file);
      }
    }
    changed.sort(null);
    return changed;
  }
}
