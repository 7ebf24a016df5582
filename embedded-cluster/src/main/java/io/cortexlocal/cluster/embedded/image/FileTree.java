package io.cortexlocal.cluster.embedded.image;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** A file, or a directory with all that is in it. */
final class FileTree {

  private FileTree() {}

  /** Deletes everything, directories that deny it to their owner too; links are not followed. */
  static void delete(Path path) throws IOException {
    delete(path, each -> false, each -> {});
  }

  /**
   * Deletes everything but what is to be kept, and the directories that this is in.
   *
   * @param deleted is told of each path that is gone
   * @return whether all is gone
   */
  static boolean delete(Path path, Predicate<Path> kept, Consumer<Path> deleted)
      throws IOException {
    boolean all = !kept.test(path);
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      for (Path child : children(path)) {
        all &= delete(child, kept, deleted);
      }
    }
    if (all) {
      Files.deleteIfExists(path);
      deleted.accept(path);
    }
    return all;
  }

  private static List<Path> children(Path directory) throws IOException {
    if (!Files.isWritable(directory)
        || !Files.isReadable(directory)
        || !Files.isExecutable(directory)) {
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    }
    List<Path> children = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      stream.forEach(children::add);
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return children;
  }
}
