package io.cortexlocal.cluster.embedded.image;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NotDirectoryException;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.Locale;

/** What to try when an image cannot be unpacked into the cache: by what the file system said. */
final class CacheHint {

  private CacheHint() {}

  static String of(IOException failure) {
    String said = failure.getMessage() == null ? "" : failure.getMessage().toLowerCase(Locale.ROOT);
    if (said.contains("no space left")
        || said.contains("quota exceeded")
        || said.contains("are left on its disk")) {
      return "free space there, or set XDG_CACHE_HOME to another directory.";
    }
    if (said.contains("file name too long")) {
      return "set XDG_CACHE_HOME to a directory with a shorter path, on a file system that takes"
          + " names of 255 bytes.";
    }
    if (failure instanceof FileAlreadyExistsException
        || failure instanceof NotDirectoryException
        || said.contains("not a directory")) {
      return "a file is where a directory should be: move it away, or set XDG_CACHE_HOME to another"
          + " directory.";
    }
    if (failure instanceof AccessDeniedException
        || failure.getCause() instanceof ReadOnlyFileSystemException
        || said.contains("read-only file system")
        || said.contains("operation not permitted")) {
      return "let this user write there, or set XDG_CACHE_HOME to a directory where it may.";
    }
    return "set XDG_CACHE_HOME to another directory.";
  }
}
