package io.cortexlocal.cluster.embedded.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The files that a container sees, looked up from outside of it. Symbolic links are followed as in
 * the container, so that none leads out of it.
 */
final class ContainerFiles {

  private static final int MOST_LINKS = 40;

  private final Map<String, Optional<Path>> mounts = new TreeMap<>();

  /** Creates a view of a root, without any mount. */
  ContainerFiles(Path root) {
    mounts.put("/", Optional.of(root));
  }

  /**
   * Adds a mount.
   *
   * @param path in the container, without symbolic links
   * @param source what is there, or nothing for an empty directory
   */
  void mount(String path, Optional<Path> source) {
    mounts.put(path, source);
  }

  /**
   * Finds a file.
   *
   * @param path absolute, in the container
   */
  Found find(String path) {
    Deque<String> left = new ArrayDeque<>();
    push(left, path);
    String at = "";
    int links = 0;
    while (!left.isEmpty()) {
      String name = left.pop();
      if (name.isEmpty() || name.equals(".")) {
        continue;
      }
      if (name.equals("..")) {
        at = parent(at);
        continue;
      }
      String next = at + "/" + name;
      Optional<Path> link = source(next).filter(Files::isSymbolicLink);
      if (link.isEmpty()) {
        at = next;
        continue;
      }
      if (++links > MOST_LINKS) {
        return new Found(next, Optional.empty());
      }
      Optional<String> target = target(link.get());
      if (target.isEmpty()) {
        return new Found(next, Optional.empty());
      }
      if (target.get().startsWith("/")) {
        at = "";
      }
      push(left, target.get());
    }
    String found = at.isEmpty() ? "/" : at;
    return new Found(
        found, source(found).filter(file -> Files.exists(file, LinkOption.NOFOLLOW_LINKS)));
  }

  private static void push(Deque<String> left, String path) {
    String[] names = path.split("/", -1);
    for (int i = names.length - 1; i >= 0; i--) {
      left.push(names[i]);
    }
  }

  private static String parent(String path) {
    return path.isEmpty() ? "" : path.substring(0, path.lastIndexOf('/'));
  }

  /** The links of other processes in /proc end with these, or are not ours to read. */
  private static Optional<String> target(Path link) {
    try {
      return Optional.of(Files.readSymbolicLink(link).toString());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private Optional<Path> source(String path) {
    for (String at = path; ; at = parent(at)) {
      String key = at.isEmpty() ? "/" : at;
      Optional<Path> mount = mounts.get(key);
      if (mount != null) {
        String rest = key.equals("/") ? path.substring(1) : path.substring(key.length());
        return mount.map(source -> Path.of(source + "/" + rest));
      }
    }
  }

  /**
   * What is at a path.
   *
   * @param path without symbolic links
   * @param source the file, as this JVM reaches it, when there is one
   */
  record Found(String path, Optional<Path> source) {

    /** Returns whether a directory is there. */
    boolean isDirectory() {
      return source.filter(Files::isDirectory).isPresent();
    }
  }
}
