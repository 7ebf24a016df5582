package io.cortexlocal.cluster.embedded.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageCacheTests {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final ImageCache.Unpacking ONE_FILE =
      (root, owners) -> Files.writeString(Files.createDirectory(root).resolve("app"), "1");

  @TempDir private Path temporary;
  private Path directory;

  @BeforeEach
  void nameTheDirectory() {
    directory = temporary.resolve("cache");
  }

  private ImageCache open(Instant now) throws IOException {
    return ImageCache.open(directory, InstantSource.fixed(now));
  }

  @Test
  void onlyThisUserSeesIt() throws Exception {
    open(NOW);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
        .isEqualTo("rwx------");
  }

  @Test
  void anImageIsUnpackedOnce() throws Exception {
    ImageCache cache = open(NOW);
    assertThat(cache.find("id")).isEmpty();

    ImageCache.Entry first = cache.findOrUnpack("id", "{}", ONE_FILE);
    ImageCache.Entry second =
        cache.findOrUnpack(
            "id",
            "{}",
            (root, owners) -> {
              throw new IllegalStateException("unpacked twice");
            });

    assertThat(second).isEqualTo(first);
    assertThat(cache.find("id")).contains(first);
    assertThat(first.root().resolve("app")).hasContent("1");
    assertThat(first.configuration()).isEqualTo("{}");
  }

  @Test
  void whatCouldNotBeUnpackedIsNotThere() throws Exception {
    ImageCache cache = open(NOW);

    assertThatThrownBy(
            () ->
                cache.findOrUnpack(
                    "id",
                    "{}",
                    (root, owners) -> {
                      Files.writeString(Files.createDirectory(root).resolve("half"), "");
                      throw new IOException("No space left on device");
                    }))
        .isExactlyInstanceOf(IOException.class);

    assertThat(cache.find("id")).isEmpty();
    assertThat(directory.resolve("unpacked")).isEmptyDirectory();
    assertThat(directory.resolve("scratch")).isEmptyDirectory();
  }

  @Test
  void aNameLeadsToTheLastId() throws Exception {
    ImageCache cache = open(NOW);
    assertThat(cache.noted("a/b:1")).isEmpty();

    cache.note("a/b:1", "first");
    cache.note("a/b:1", "second");
    cache.note("a/b:2", "other");

    assertThat(cache.noted("a/b:1")).contains("second");
  }

  @Test
  void whatNobodyUsedForLongIsRemoved() throws Exception {
    Instant later = NOW.plus(Duration.ofDays(20));
    ImageCache cache = open(NOW);
    cache.findOrUnpack("used", "{}", ONE_FILE);
    cache.findOrUnpack("unused", "{}", ONE_FILE);
    open(later).find("used");

    ImageCache kept = open(NOW.plus(ImageCache.UNUSED));
    assertThat(kept.find("unused").map(ImageCache.Entry::configuration)).contains("{}");
    Files.setLastModifiedTime(
        kept.find("unused").orElseThrow().root().getParent(), FileTime.from(NOW));

    ImageCache pruned = open(NOW.plus(ImageCache.UNUSED).plusSeconds(1));
    assertThat(pruned.find("unused")).isEmpty();
    assertThat(pruned.find("used")).isPresent();
    assertThat(directory.resolve("scratch")).isEmptyDirectory();
  }

  @Test
  void whatAKilledRunLeftIsRemoved() throws Exception {
    open(NOW);
    Path scratch = directory.resolve("scratch");
    Path withLock = Files.createDirectories(scratch.resolve("1-a/deep")).getParent();
    Files.setPosixFilePermissions(
        withLock.resolve("deep"), PosixFilePermissions.fromString("---------"));
    Files.createFile(scratch.resolve("1-a.lock"));
    Files.createDirectory(scratch.resolve("1-b"));
    Files.createFile(scratch.resolve("1-c.lock"));

    open(NOW);

    assertThat(scratch).isEmptyDirectory();
  }

  @Test
  void whatThisProcessIsDoingIsKept() throws Exception {
    ImageCache cache = open(NOW);
    try (Scratch scratch = cache.scratch()) {
      open(NOW);

      assertThat(scratch.directory()).isDirectory();
    }
    assertThat(directory.resolve("scratch")).isEmptyDirectory();
  }

  @Test
  void whatALiveProcessIsDoingIsKept() throws Exception {
    open(NOW);
    Path scratch = directory.resolve("scratch");
    Path busy = Files.createDirectory(scratch.resolve("1-a"));
    try (Holder holder = Holder.of(scratch.resolve("1-a.lock"))) {
      open(NOW);

      assertThat(busy).isDirectory();
      holder.kill();
    }
    open(NOW);
    assertThat(scratch).isEmptyDirectory();
  }

  @Test
  void anotherProcessThatUnpacksIsWaitedFor() throws Exception {
    ImageCache cache = open(NOW);
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try (Holder holder = Holder.of(directory.resolve("locks/id"))) {
      Future<ImageCache.Entry> waiting =
          executor.submit(() -> cache.findOrUnpack("id", "{}", ONE_FILE));
      assertThatThrownBy(() -> waiting.get(300, TimeUnit.MILLISECONDS))
          .isInstanceOf(java.util.concurrent.TimeoutException.class);

      holder.kill();

      assertThat(waiting.get(20, TimeUnit.SECONDS).root().resolve("app")).hasContent("1");
    } finally {
      executor.shutdownNow();
    }
  }

  @Test
  void theWaitForALockEnds() throws Exception {
    Path file = temporary.resolve("lock");
    try (Holder holder = Holder.of(file)) {
      assertThatThrownBy(() -> FileLockWait.hold(file, Duration.ofMillis(50)))
          .isExactlyInstanceOf(IOException.class)
          .hasMessage("another process holds the lock %s for more than 0 s".formatted(file));
    }
  }

  @Test
  void severalThreadsMayLoadAtOnce() throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Path>> calls = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        calls.add(() -> open(NOW).findOrUnpack("id", "{}", ONE_FILE).root());
      }
      for (Future<Path> each : executor.invokeAll(calls)) {
        assertThat(each.get().resolve("app")).hasContent("1");
      }
    } finally {
      executor.shutdownNow();
    }
    try (Stream<Path> images = Files.list(directory.resolve("unpacked"))) {
      assertThat(images).hasSize(1);
    }
    assertThat(directory.resolve("scratch")).isEmptyDirectory();
  }

  /** Another process that holds a lock until it is killed. */
  private record Holder(Process process) implements AutoCloseable {

    static Holder of(Path file) throws IOException {
      Path source = file.resolveSibling("Holder.java");
      Files.writeString(
          source,
          """
          public class Holder {
            public static void main(String[] arguments) throws Exception {
              var channel =
                  java.nio.channels.FileChannel.open(
                      java.nio.file.Path.of(arguments[0]),
                      java.nio.file.StandardOpenOption.CREATE,
                      java.nio.file.StandardOpenOption.WRITE);
              channel.lock();
              System.out.println("locked");
              System.in.read();
            }
          }
          """);
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  source.toString(),
                  file.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      BufferedReader output = process.inputReader(UTF_8);
      assertThat(output.readLine()).isEqualTo("locked");
      Files.delete(source);
      return new Holder(process);
    }

    void kill() throws InterruptedException {
      assertThat(process.destroyForcibly().waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }
}
