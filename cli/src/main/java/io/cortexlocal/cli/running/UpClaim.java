package io.cortexlocal.cli.running;

import io.cortexlocal.cli.io.UsageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A folder's place while an {@code up} has it. No two processes have the same one. */
public final class UpClaim implements AutoCloseable {

  private static final String PRIVATE_DIRECTORY = "rwx------";
  private static final String PRIVATE_FILE = "rw-------";

  private final UpFolder folder;
  private final ProcessMark process;

  private UpClaim(UpFolder folder, ProcessMark process) {
    this.folder = folder;
    this.process = process;
  }

  /**
   * Takes the place for this process, and removes what killed processes left.
   *
   * @return empty when another process that runs has it
   * @throws UsageException when the cache cannot be written
   */
  public static Optional<UpClaim> take(UpFolder folder) {
    try {
      privateDirectories(folder.base());
      return locked(folder.base(), () -> takeLocked(folder));
    } catch (IOException e) {
      throw unwritable(folder, e);
    }
  }

  private static Optional<UpClaim> takeLocked(UpFolder folder) throws IOException {
    removeStale(folder.base());
    if (Files.exists(folder.directory())) {
      return Optional.empty();
    }
    ProcessMark own = ProcessMark.ofThisProcess();
    privateDirectories(folder.directory());
    write(folder.claimFile(), own.pid() + " " + own.started());
    return Optional.of(new UpClaim(folder, own));
  }

  /**
   * Says where this process's cluster is to be found.
   *
   * @throws UsageException when the cache cannot be written
   */
  public void publish(RunningUp running) {
    try {
      privateDirectories(folder.cortexConfiguration());
      write(
          folder.cortexConfiguration().resolve("cli.yaml"),
          """
          telemetry: false
          default_environment: local
          environments:
          - name: local
            operator_endpoint: %s
          """
              .formatted(running.operator()));
      write(folder.stateFile(), running.text());
    } catch (IOException e) {
      throw unwritable(folder, e);
    }
  }

  /**
   * Says that all was deployed for the first time.
   *
   * @param serving whether the APIs serve
   */
  public void settle(boolean serving) {
    try {
      write(folder.settledFile(), Boolean.toString(serving));
    } catch (IOException e) {
      throw unwritable(folder, e);
    }
  }

  /** Returns the process that has this place. */
  public ProcessMark process() {
    return process;
  }

  /** Gives the place back. Never throws; what is left is removed by whoever takes a place next. */
  @Override
  public void close() {
    try {
      locked(
          folder.base(),
          () -> {
            if (owner(folder.directory()).filter(process::equals).isPresent()) {
              remove(folder.directory());
            }
            return null;
          });
    } catch (IOException | UncheckedIOException e) {
      // The next one removes it.
    }
  }

  /** Returns the process that has a place; empty where nobody has it, or it has ended. */
  static Optional<ProcessMark> owner(UpFolder folder) {
    return owner(folder.directory()).filter(ProcessMark::isAlive);
  }

  private static Optional<ProcessMark> owner(Path directory) {
    try {
      String[] parts = Files.readString(directory.resolve("process")).split(" ", -1);
      return parts.length == 2
          ? Optional.of(new ProcessMark(Long.parseLong(parts[0]), parts[1]))
          : Optional.empty();
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static void removeStale(Path base) throws IOException {
    try (Stream<Path> entries = Files.list(base)) {
      for (Path entry : entries.filter(Files::isDirectory).toList()) {
        if (owner(entry).filter(ProcessMark::isAlive).isEmpty()) {
          remove(entry);
        }
      }
    }
  }

  private static void remove(Path directory) throws IOException {
    List<Path> all;
    try (Stream<Path> entries = Files.walk(directory)) {
      all = entries.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.deleteIfExists(path);
    }
  }

  /** What happens inside concerns all folders of the user, and takes no time. */
  private static <T> T locked(Path base, Guarded<T> guarded) throws IOException {
    try (FileChannel channel =
            FileChannel.open(
                base.resolve("lock"),
                java.util.Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(
                    PosixFilePermissions.fromString(PRIVATE_FILE)));
        FileLock lock = channel.lock()) {
      if (!lock.isValid()) {
        throw new IOException("the lock was lost");
      }
      return guarded.run();
    }
  }

  private static void privateDirectories(Path directory) throws IOException {
    Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(PRIVATE_DIRECTORY)));
  }

  /** A reader sees all of it, or nothing. */
  private static void write(Path file, String text) throws IOException {
    Path next =
        Files.createTempFile(
            file.getParent(),
            file.getFileName().toString(),
            "",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(PRIVATE_FILE)));
    Files.writeString(next, text);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static UsageException unwritable(UpFolder folder, IOException e) {
    return new UsageException("cannot write below %s: %s".formatted(folder.base(), e.getMessage()));
  }

  /** What is done while no other process does such a thing. */
  @FunctionalInterface
  private interface Guarded<T> {
    T run() throws IOException;
  }
}
