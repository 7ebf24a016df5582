package io.cortexlocal.cli.watch;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What is watched for changes. */
public sealed interface WatchedPath {

  /** Returns its path, absolute. */
  Path path();

  /** Returns the files of one change or of another, sorted. */
  static List<Path> union(List<Path> one, List<Path> other) {
    return Stream.concat(one.stream(), other.stream()).distinct().sorted().toList();
  }

  /** A file, which may not be there yet. */
  record File(Path path) implements WatchedPath {}

  /**
   * A directory with all that is below it, but for what its {@code .dockerignore} names.
   *
   * @param others files in it, absolute, that are watched for themselves
   */
  record Tree(Path path, Set<Path> others) implements WatchedPath {

    public Tree {
      others = Set.copyOf(others);
    }
  }
}
