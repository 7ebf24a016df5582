package io.cortexlocal.cluster.embedded.linux;

import java.nio.file.Path;
import java.util.List;

/**
 * A file or directory of the node, or of this machine, that a container sees.
 *
 * @param path where it sees it, absolute
 * @param source where it is, for processes in the node
 * @param seen where it is, for this JVM
 */
public record Bind(String path, String source, Path seen, boolean readOnly) {

  /** Returns how deep in the tree it is, so that those above others can come first. */
  int depth() {
    return (int) path.chars().filter(character -> character == '/').count();
  }

  /**
   * Adds it to what {@code container.pl} mounts, which reaches every directory, or to bubblewrap's
   * options where bubblewrap mounts what is above it.
   */
  void addTo(List<String> words, List<String> options) {
    if (KernelFiles.has(path)) {
      options.addAll(List.of(readOnly ? "--ro-bind" : "--bind", source, path));
    } else {
      words.addAll(List.of(readOnly ? "ro" : "bind", path, source));
    }
  }

  Bind at(String otherPath) {
    return new Bind(otherPath, source, seen, readOnly);
  }
}
