package io.cortexlocal.cluster.embedded.image;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Holds a file's lock, so that other processes wait. Within one process it keeps nobody out, and so
 * what is done under it must be right without it too.
 */
final class FileLockWait implements Closeable {

  private final FileChannel channel;

  private FileLockWait(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Waits for the lock.
   *
   * @throws IOException naming the file, when the lock is not had in time
   */
  static FileLockWait hold(Path file, Duration timeout) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (!tryLock(channel)) {
        await(channel, file, timeout);
      }
      return new FileLockWait(channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return true;
    }
  }

  /** Closing the channel ends the waiting thread. */
  private static void await(FileChannel channel, Path file, Duration timeout) throws IOException {
    FutureTask<?> waiting =
        new FutureTask<>(
            () -> {
              try {
                return channel.lock();
              } catch (OverlappingFileLockException e) {
                return null;
              }
            });
    Thread thread = new Thread(waiting, "lock of " + file.getFileName());
    thread.setDaemon(true);
    thread.start();
    try {
      waiting.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException(
          "another process holds the lock %s for more than %d s"
              .formatted(file, timeout.toSeconds()),
          e);
    } catch (ExecutionException e) {
      throw new IOException("cannot lock %s: %s".formatted(file, e.getCause().getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for the lock " + file, e);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
