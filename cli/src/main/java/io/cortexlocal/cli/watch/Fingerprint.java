package io.cortexlocal.cli.watch;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * How a path looked at a moment. An editor that writes a new file and renames it, one that writes
 * in place, and a checkout of another branch all make it another.
 *
 * @param files size, time of change and identity of each file
 * @param directories in which files may appear
 */
record Fingerprint(Map<Path, List<String>> files, Set<Path> directories) {

  Fingerprint {
    files = Map.copyOf(files);
    directories = Set.copyOf(directories);
  }

  /** Looks at it. What is not there, or cannot be read, has no files. */
  static Fingerprint of(WatchedPath watched) {
    Map<Path, List<String>> files = new HashMap<>();
    Set<Path> directories = new HashSet<>();
    if (watched instanceof WatchedPath.Tree tree) {
      walk(tree, files, directories);
    } else {
      directories.add(watched.path().getParent());
      try {
        files.put(
            watched.path(), mark(Files.readAttributes(watched.path(), BasicFileAttributes.class)));
      } catch (IOException notThere) {
        // Then it has no mark, which differs from any.
      }
    }
    return new Fingerprint(files, directories);
  }

  private static void walk(
      WatchedPath.Tree tree, Map<Path, List<String>> files, Set<Path> directories) {
    Path root = tree.path();
    DockerIgnore ignore = DockerIgnore.in(root);
    // Its return is seen from above.
    if (root.getParent() != null && !Files.isDirectory(root)) {
      directories.add(root.getParent());
    }
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
              if (!tree.others().contains(file) && !ignore.ignores(root.relativize(file))) {
                files.put(file, mark(attributes));
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
