package io.cortexlocal.cluster.embedded.linux;

import io.cortexlocal.cluster.embedded.image.ContainerImage.User;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.stream.Stream;

/**
 * The unix sockets of this machine that have a path. A read-only mount does not keep anyone from
 * connecting to them.
 */
final class HostSockets {

  private static final Path TABLE = Path.of("/proc/net/unix");
  private static final int PATH_COLUMN = 8;

  /** By which another node's files are reached; a container has a process table of its own. */
  private static final String PROCESSES = "/proc/";

  private HostSockets() {}

  /**
   * Returns the paths of sockets that are there now, and that a user might connect to. One in a
   * directory that is closed to the user is not.
   */
  static List<String> reachable(User user) {
    try (Stream<String> lines = Files.lines(TABLE)) {
      return lines
          .map(line -> line.strip().split("\\s+", PATH_COLUMN))
          .filter(columns -> columns.length == PATH_COLUMN)
          .map(columns -> columns[PATH_COLUMN - 1])
          .filter(path -> path.startsWith("/") && !path.startsWith(PROCESSES))
          .distinct()
          .filter(path -> user.uid() == 0 || open(Path.of(path).getParent()))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean open(Path directory) {
    for (Path at = directory; at != null; at = at.getParent()) {
      try {
        if (!Files.getPosixFilePermissions(at).contains(PosixFilePermission.OTHERS_EXECUTE)) {
          return false;
        }
      } catch (IOException e) {
        return false;
      }
    }
    return true;
  }
}
