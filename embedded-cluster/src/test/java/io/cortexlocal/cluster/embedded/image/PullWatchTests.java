package io.cortexlocal.cluster.embedded.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.cluster.embedded.image.RegistryPull.PullException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class PullWatchTests {

  @TempDir private Path directory;
  private final CompletableFuture<Void> pull = new CompletableFuture<>();
  private final AtomicLong free = new AtomicLong(Long.MAX_VALUE);
  private final AtomicLong seconds = new AtomicLong();
  private Looked looked = look -> {};

  @FunctionalInterface
  private interface Looked {

    void at(long look) throws IOException;
  }

  /** Each look takes a second. */
  private void await() throws Exception {
    new PullWatch(
            directory,
            free::get,
            Duration.ofSeconds(3),
            () -> {
              try {
                looked.at(seconds.get());
              } catch (IOException e) {
                throw new AssertionError(e);
              }
              return seconds.getAndIncrement() * 1_000_000_000L;
            })
        .await(pull);
  }

  @Test
  void aPullThatDoesNotGetOnIsGivenUp() {
    looked = look -> Files.write(directory.resolve("layer"), new byte[(int) look]);
    assertThatThrownBy(this::await)
        .isInstanceOf(PullException.class)
        .hasMessage("its registry sent less than 16 KiB within 3 s");
    assertThat(seconds).hasValueBetween(4, 8);
  }

  @Test
  void aPullThatGetsOnSlowlyIsWaitedFor() throws Exception {
    looked =
        look -> {
          Files.createDirectories(directory.resolve("layers"));
          Files.write(directory.resolve("layers/" + look), new byte[9 << 10]);
          if (look == 12) {
            pull.complete(null);
          }
        };
    await();
    assertThat(seconds).hasValueGreaterThan(12);
  }

  @Test
  void aPullThatFillsTheDiskIsEnded() {
    free.set(1 << 20);
    assertThatThrownBy(this::await)
        .isInstanceOf(PullException.class)
        .hasMessage("fewer than 128 MiB are left on the disk of " + directory);
  }

  @Test
  void whyItFailedIsTold() {
    pull.completeExceptionally(new IOException("no"));
    assertThatThrownBy(this::await)
        .isInstanceOf(ExecutionException.class)
        .hasRootCauseMessage("no");
  }
}
