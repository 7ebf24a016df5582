package io.cortexlocal.cluster.embedded.image;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory for what is not finished, gone when this is closed.
 *
 * <p>Its owner holds the lock of a file beside it for as long as the owner lives, so that a later
 * run can tell what a killed one left. The file has the owner's process id in its name, because a
 * process that opens and closes a file loses its own lock on it.
 */
final class Scratch implements Closeable {

  private static final Logger LOG = LoggerFactory.getLogger(Scratch.class);

  private static final String LOCK = ".lock";

  private final Path directory;
  private final Path lockFile;
  private final FileChannel lock;

  private Scratch(Path directory, Path lockFile, FileChannel lock) {
    this.directory = directory;
    this.lockFile = lockFile;
    this.lock = lock;
  }

  /** Makes a directory below {@code parent}. */
  static Scratch below(Path parent) throws IOException {
    while (true) {
      String name = ProcessHandle.current().pid() + "-" + UUID.randomUUID();
      Path lockFile = parent.resolve(name + LOCK);
      FileChannel lock =
          FileChannel.open(lockFile, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      try {
        lock.lock();
        if (Files.exists(lockFile)) {
          Path directory =
              Files.createDirectory(
                  parent.resolve(name),
                  PosixFilePermissions.asFileAttribute(
                      PosixFilePermissions.fromString("rwx------")));
          return new Scratch(directory, lockFile, lock);
        }
        lock.close();
      } catch (IOException | RuntimeException e) {
        lock.close();
        throw e;
      }
    }
  }

  /** Removes what killed processes left below {@code parent}. */
  static void removeLeftovers(Path parent) throws IOException {
    String own = ProcessHandle.current().pid() + "-";
    try (DirectoryStream<Path> files = Files.newDirectoryStream(parent)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (!name.startsWith(own)) {
          tryToRemove(parent, name);
        }
      }
    }
  }

  /** What another user left, or another process is removing, is no reason to fail. */
  private static void tryToRemove(Path parent, String name) {
    try {
      removeIfLeft(parent, name);
    } catch (IOException | OverlappingFileLockException e) {
      LOG.warn(
          "cannot remove what a killed run left in {}: {}", parent.resolve(name), e.toString());
    }
  }

  private static void removeIfLeft(Path parent, String name) throws IOException {
    boolean isLock = name.endsWith(LOCK);
    String base = isLock ? name.substring(0, name.length() - LOCK.length()) : name;
    Path lockFile = parent.resolve(base + LOCK);
    Path directory = parent.resolve(base);
    try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock != null) {
        LOG.info("removing {}, which a killed run left", directory);
        remove(directory);
        Files.deleteIfExists(lockFile);
      }
    } catch (NoSuchFileException e) {
      if (!isLock) {
        remove(directory);
      }
    }
  }

  private static void remove(Path directory) throws IOException {
    if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      FileTree.delete(directory);
    }
  }

  Path directory() {
    return directory;
  }

  @Override
  public void close() throws IOException {
    try (lock) {
      remove(directory);
      Files.deleteIfExists(lockFile);
    }
  }
}
