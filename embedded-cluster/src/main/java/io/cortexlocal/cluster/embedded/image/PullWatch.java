package io.cortexlocal.cluster.embedded.image;

import io.cortexlocal.cluster.embedded.image.RegistryPull.PullException;
import io.cortexlocal.time.Ticker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Waits for a pull for as long as what it writes grows, and the disk has room for it. */
final class PullWatch {

  /** Less than {@link #LEAST} bytes in this time is a pull that does not get on. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  static final long LEAST = 16 << 10;

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

  private final Path directory;
  private final FreeSpace.Gauge free;
  private final Duration patience;
  private final Ticker ticker;

  /** Creates it for what a pull writes into a directory. */
  PullWatch(Path directory, FreeSpace.Gauge free, Duration patience, Ticker ticker) {
    this.directory = directory;
    this.free = free;
    this.patience = patience;
    this.ticker = ticker;
  }

  /**
   * Returns once the pull has ended.
   *
   * @throws PullException when it does not get on, or fills the disk
   * @throws ExecutionException when it has failed
   */
  void await(Future<?> pull) throws PullException, ExecutionException, InterruptedException {
    long seen = 0;
    long since = ticker.nanos();
    while (true) {
      try {
        pull.get(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
        return;
      } catch (TimeoutException stillRuns) {
        long written = written();
        if (written - seen >= LEAST) {
          seen = written;
          since = ticker.nanos();
        } else if (ticker.nanos() - since > patience.toNanos()) {
          throw new PullException(
              "its registry sent less than %d KiB within %d s"
                  .formatted(LEAST >> 10, patience.toSeconds()),
              stillRuns);
        }
        requireRoom();
      }
    }
  }

  private void requireRoom() throws PullException {
    try {
      if (free.bytes() < FreeSpace.RESERVE) {
        throw new PullException(
            "fewer than %d MiB are left on the disk of %s"
                .formatted(FreeSpace.RESERVE >> 20, directory),
            null);
      }
    } catch (IOException e) {
      throw new PullException("the disk of " + directory + " cannot be looked at: " + e, e);
    }
  }

  /** Files come and go while they are counted. */
  private long written() {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.mapToLong(PullWatch::size).sum();
    } catch (IOException | UncheckedIOException e) {
      return 0;
    }
  }

  private static long size(Path file) {
    try {
      return Files.isRegularFile(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      return 0;
    }
  }
}
