package io.cortexlocal.cluster.embedded.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerLogMemoryTests {

  @TempDir private Path directory;

  /** Writes short lines to several logs, in each of which one follower is stuck. */
  static final class Program {

    private static final int LINES = 4_000_000;

    private Program() {}

    public static void main(String[] arguments) {
      ExecutorService threads = Executors.newCachedThreadPool();
      for (String line : new String[] {"", "x"}) {
        ContainerLog log = new ContainerLog("api", threads, () -> Instant.EPOCH);
        CountDownLatch never = new CountDownLatch(1);
        log.follow(ignored -> waitFor(never));
        for (int i = 0; i < LINES; i++) {
          log.add(line);
        }
        System.out.println(log.tail(1_000).length());
      }
      System.out.println("done");
      System.exit(0);
    }

    private static void waitFor(CountDownLatch latch) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Test
  void shortLinesCostLittleMoreThanTheirBytes() throws Exception {
    Path output = directory.resolve("output");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("it ends").isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(Files.readAllLines(output)).containsExactly("1000", "2000", "done");
  }
}
