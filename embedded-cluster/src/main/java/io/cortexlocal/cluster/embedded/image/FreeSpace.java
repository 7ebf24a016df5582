package io.cortexlocal.cluster.embedded.image;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Stops writing before a disk is full, for the sake of everything else on it. */
final class FreeSpace {

  /** How much stays free, in bytes. */
  static final long RESERVE = 128L << 20;

  private static final long BETWEEN_LOOKS = 32L << 20;

  /** Tells how many bytes can still be written. */
  @FunctionalInterface
  interface Gauge {

    long bytes() throws IOException;
  }

  private final Path directory;
  private final Gauge gauge;
  private long untilLook;

  FreeSpace(Path directory, Gauge gauge) {
    this.directory = directory;
    this.gauge = gauge;
  }

  static FreeSpace of(Path directory) throws IOException {
    FileStore store = Files.getFileStore(directory);
    return new FreeSpace(directory, store::getUsableSpace);
  }

  /**
   * Is called before each write.
   *
   * @throws FileSystemException when too little is left
   */
  void beforeWriting(int bytes) throws IOException {
    untilLook -= bytes;
    if (untilLook >= 0) {
      return;
    }
    if (gauge.bytes() < RESERVE) {
      throw new FileSystemException(
          directory.toString(),
          null,
          "fewer than %d MiB are left on its disk".formatted(RESERVE >> 20));
    }
    untilLook = BETWEEN_LOOKS;
  }
}
