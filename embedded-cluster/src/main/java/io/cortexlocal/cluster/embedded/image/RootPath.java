package io.cortexlocal.cluster.embedded.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Paths of an image, resolved below its root as a process that has it as its root would: links,
 * absolute ones too, never lead out of it. Nothing else may change the files meanwhile.
 */
final class RootPath {

  private static final int MOST_LINKS = 40;
  private static final int LONGEST_PART = 255;
  private static final int LONGEST_NAME = 3_500;

  private final Path root;

  RootPath(Path root) {
    this.root = root;
  }

  /**
   * Returns the parts of an entry's name, none for the root itself.
   *
   * @throws ArchiveException when the name leads out of the root
   */
  static List<String> parts(String name) throws ArchiveException {
    List<String> parts = new ArrayList<>();
    if (bytes(name) > LONGEST_NAME) {
      throw new ArchiveException(
          "the name \"%s\" has more than %d bytes".formatted(name, LONGEST_NAME));
    }
    for (String part : name.split("/", -1)) {
      if (part.equals("..")) {
        if (parts.isEmpty()) {
          throw new ArchiveException("the entry \"%s\" leads out of the image".formatted(name));
        }
        parts.remove(parts.size() - 1);
      } else if (!part.isEmpty() && !part.equals(".")) {
        if (bytes(part) > LONGEST_PART) {
          throw new ArchiveException(
              "the name \"%s\" has a part of more than %d bytes".formatted(name, LONGEST_PART));
        }
        parts.add(part);
      }
    }
    return parts;
  }

  private static int bytes(String name) {
    return name.getBytes(StandardCharsets.UTF_8).length;
  }

  /** Follows all links of a path, the last one too; what it returns need not exist. */
  Path resolve(String path) throws IOException, ArchiveException {
    return resolve(List.of(path.split("/", -1)));
  }

  /** Follows all links of a path, the last one too; what it returns need not exist. */
  Path resolve(List<String> parts) throws IOException, ArchiveException {
    Deque<String> pending = new ArrayDeque<>(parts);
    Path at = root;
    int links = 0;
    while (!pending.isEmpty()) {
      String part = pending.removeFirst();
      if (part.isEmpty() || part.equals(".")) {
        continue;
      }
      if (part.equals("..")) {
        at = at.equals(root) ? root : at.getParent();
        continue;
      }
      Path next = child(at, part);
      if (!Files.isSymbolicLink(next)) {
        at = next;
        continue;
      }
      links++;
      if (links > MOST_LINKS) {
        throw new ArchiveException(
            "too many levels of symbolic links in \"%s\"".formatted(String.join("/", parts)));
      }
      String target = Files.readSymbolicLink(next).toString();
      if (target.startsWith("/")) {
        at = root;
      }
      String[] targetParts = target.split("/", -1);
      for (int i = targetParts.length - 1; i >= 0; i--) {
        pending.addFirst(targetParts[i]);
      }
    }
    return at;
  }

  /**
   * Returns a directory's child.
   *
   * @param name without a slash
   */
  static Path child(Path directory, String name) throws ArchiveException {
    try {
      return directory.resolve(name);
    } catch (InvalidPathException e) {
      throw new ArchiveException(
          "the name \"%s\" cannot be a file's: %s"
              .formatted(name.replace('\0', '?'), e.getReason()),
          e);
    }
  }
}
