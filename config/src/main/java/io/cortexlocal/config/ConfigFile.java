package io.cortexlocal.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.apiguardian.api.API;

/** Reads the bytes of configuration files, within bounds. */
@API(status = API.Status.INTERNAL)
public final class ConfigFile {

  /** The largest file that is read, in bytes. */
  public static final int MAX_BYTES = 16 * 1024 * 1024;

  private ConfigFile() {}

  /**
   * Returns the content of a file.
   *
   * @throws FileSystemException when it does not exist, is not a regular file, may not be read, or
   *     has more than {@link #MAX_BYTES}; its reason is a sentence without the file's name
   */
  public static byte[] read(Path file) throws FileSystemException {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      if (attributes.isDirectory()) {
        throw new FileSystemException(file.toString(), null, "it is a directory");
      }
      if (!attributes.isRegularFile() && !isOpenDescriptor(file)) {
        throw new FileSystemException(
            file.toString(), null, "it is not a regular file; pipe it into standard input instead");
      }
      try (InputStream stream = Files.newInputStream(file)) {
        return read(stream, file.toString());
      }
    } catch (NoSuchFileException e) {
      throw e;
    } catch (AccessDeniedException e) {
      throw refused(file, "permission denied", e);
    } catch (FileSystemException e) {
      throw e;
    } catch (IOException e) {
      throw refused(file, String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Returns everything that a stream has to give.
   *
   * @param name what the stream is called in the message
   * @throws FileSystemException when it has more than {@link #MAX_BYTES}
   * @throws IOException when it cannot be read
   */
  public static byte[] read(InputStream stream, String name) throws IOException {
    byte[] content = stream.readNBytes(MAX_BYTES + 1);
    if (content.length > MAX_BYTES) {
      throw new FileSystemException(
          name, null, "it has more than " + MAX_BYTES / (1024 * 1024) + " MiB");
    }
    return content;
  }

  private static boolean isOpenDescriptor(Path file) {
    String name = file.toString();
    return name.equals("/dev/stdin") || name.startsWith("/dev/fd/");
  }

  private static FileSystemException refused(Path file, String reason, IOException cause) {
    FileSystemException refused = new FileSystemException(file.toString(), null, reason);
    refused.initCause(cause);
    return refused;
  }
}
