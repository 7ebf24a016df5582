package io.cortexlocal.cli.running;

import io.cortexlocal.cli.io.UsageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * The place of one folder's {@code up}, below the user's cache: what it says of itself, and what
 * Cortex's own programs read. It does not lie in the folder, which may be removed meanwhile.
 *
 * @param folder in which commands are given, absolute
 * @param directory the place; it is there while an {@code up} runs
 */
public record UpFolder(Path folder, Path directory) {

  private static final int KEY_LENGTH = 20;

  /**
   * Returns that of the folder that this process is in.
   *
   * @throws UsageException when the folder is gone, or there is no place for a cache
   */
  public static UpFolder current(Map<String, String> environment) {
    Path folder;
    try {
      folder = Path.of("").toRealPath();
    } catch (IOException e) {
      throw new UsageException("the folder that you are in is not there any more");
    }
    return of(folder, environment);
  }

  /** Returns that of any folder. */
  public static UpFolder of(Path folder, Map<String, String> environment) {
    return new UpFolder(folder, base(environment).resolve(key(folder)));
  }

  private static Path base(Map<String, String> environment) {
    String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
    if (cache.startsWith("/")) {
      return Path.of(cache, "cortex-local", "up");
    }
    String home = environment.getOrDefault("HOME", "");
    if (home.startsWith("/")) {
      return Path.of(home, ".cache", "cortex-local", "up");
    }
    throw new UsageException(
        "there is no place to say what runs here: set HOME or XDG_CACHE_HOME to a directory");
  }

  private static String key(Path folder) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(folder.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, KEY_LENGTH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns the directory that all folders' places lie in. */
  Path base() {
    return directory.getParent();
  }

  /** Returns the file that says which process has the place; it is there from the first moment. */
  Path claimFile() {
    return directory.resolve("process");
  }

  /** Returns the file that says where a running {@code up} is to be found. */
  Path stateFile() {
    return directory.resolve("state.json");
  }

  /** Returns the directory with the configuration of Cortex's own programs. */
  public Path cortexConfiguration() {
    return directory.resolve("cortex");
  }

  /** Returns whether the APIs served when all was deployed for the first time; empty before. */
  public Optional<Boolean> settled() {
    try {
      return Optional.of(Boolean.valueOf(Files.readString(settledFile())));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  Path settledFile() {
    return directory.resolve("settled");
  }

  /**
   * Makes an empty file for what an {@code up} in the background says, which outlives it, and which
   * this user alone can read.
   */
  public Path makeLogFile() throws IOException {
    Path logs = base().resolveSibling("up-logs");
    Files.createDirectories(
        logs, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Path log = logs.resolve(directory.getFileName() + ".log");
    Files.deleteIfExists(log);
    return Files.createFile(
        log, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  /** Returns whether the folder is still there. */
  public boolean exists() {
    return Files.isDirectory(folder);
  }
}
