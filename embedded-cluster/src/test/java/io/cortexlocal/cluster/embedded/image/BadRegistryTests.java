package io.cortexlocal.cluster.embedded.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.image.ImageException;
import io.cortexlocal.image.LocalImages;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Registries whose answers do not end, or do not begin. */
@Timeout(30)
class BadRegistryTests {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";

  @TempDir private Path directory;
  private final Queue<IOException> brokenOff = new ConcurrentLinkedQueue<>();
  private final CountDownLatch end = new CountDownLatch(1);
  private final List<BadRegistry> registries = new ArrayList<>();
  private Answer answer = (request, out) -> {};

  @FunctionalInterface
  private interface Answer {

    void to(String request, OutputStream out) throws IOException, InterruptedException;
  }

  /** One that answers as a test says. */
  private final class BadRegistry implements AutoCloseable {

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Answer how;

    BadRegistry(Answer how) throws IOException {
      this.how = how;
      daemon("bad-registry", this::accept);
    }

    String name() {
      return "localhost:" + server.getLocalPort();
    }

    private void accept() {
      while (!server.isClosed()) {
        try {
          Socket client = server.accept();
          daemon("bad-registry-client", () -> serve(client));
        } catch (IOException e) {
          brokenOff.add(e);
        }
      }
    }

    /** Whoever starts with TLS is hung up on, as a registry without it does. */
    private void serve(Socket client) {
      try (client) {
        InputStream in = client.getInputStream();
        int first = in.read();
        if (first == 0x16) {
          return;
        }
        StringBuilder request = new StringBuilder().append((char) first);
        while (request.indexOf("\r\n\r\n") < 0) {
          int next = in.read();
          if (next < 0) {
            return;
          }
          request.append((char) next);
        }
        how.to(request.toString(), client.getOutputStream());
      } catch (IOException e) {
        brokenOff.add(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private void daemon(String name, Runnable task) {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      thread.start();
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }

  @BeforeEach
  void listen() throws IOException {
    registries.add(new BadRegistry((request, out) -> answer.to(request, out)));
  }

  @AfterEach
  void close() throws IOException {
    end.countDown();
    for (BadRegistry registry : registries) {
      registry.close();
    }
  }

  private String registry() {
    return registries.get(0).name();
  }

  private void requireRefused(String reason) {
    requireRefused(registries.get(0), directory.resolve("cache"), reason);
  }

  private void requireRefused(BadRegistry registry, Path cache, String reason) {
    String name = registry.name() + "/acme/web:1";
    EmbeddedImages images =
        new EmbeddedImages(
            new ImageSettings(cache, false, Map.of(), Map.of("PATH", directory.toString())));
    assertThatThrownBy(() -> images.load(List.of(name), LocalImages.none()))
        .isExactlyInstanceOf(ImageException.class)
        .hasMessage(
            """
            image %s is not on this machine and cannot be pulled: %s
            Try: docker pull %s, or say in cortex-local.yaml how it is had: run: or archive:."""
                .formatted(name, reason, name));
    assertThat(cache.resolve("scratch")).isEmptyDirectory();
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(ISO_8859_1));
    out.flush();
  }

  private void drip(OutputStream out, String text) throws IOException, InterruptedException {
    for (int i = 0; !end.await(300, TimeUnit.MILLISECONDS); i++) {
      write(out, text.substring(i % text.length(), i % text.length() + 1));
    }
  }

  private static void pour(OutputStream out) throws IOException {
    byte[] much = "x".repeat(1 << 16).getBytes(ISO_8859_1);
    while (true) {
      out.write(much);
    }
  }

  /** All at once, for each is waited for as long as for any registry. */
  @Test
  void thoseThatDoNotGetOnAreGivenUp() throws Exception {
    List<Answer> answers =
        List.of(
            (request, out) -> end.await(),
            (request, out) -> drip(out, OK),
            (request, out) -> {
              write(out, OK + "Connection: close\r\n\r\n");
              if (request.startsWith("GET")) {
                drip(out, " ");
              }
            });
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      List<Future<?>> refusals = new ArrayList<>();
      for (Answer each : answers) {
        BadRegistry slow = new BadRegistry(each);
        registries.add(slow);
        Path cache = directory.resolve("cache-" + refusals.size());
        refusals.add(
            threads.submit(
                () -> requireRefused(slow, cache, slow.name() + " did not answer within 10 s")));
      }
      for (Future<?> refusal : refusals) {
        refusal.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aManifestWithoutEndIsNotRead() {
    answer =
        (request, out) -> {
          write(out, OK + "Connection: close\r\n\r\n");
          if (request.startsWith("GET")) {
            pour(out);
          }
        };
    requireRefused("an answer of " + registry() + " is longer than 4 MiB");
  }

  @Test
  void aManifestThatSaysItIsVeryLongIsNotAskedFor() {
    answer = (request, out) -> write(out, OK + "Content-Length: 99999999999\r\n\r\n");
    requireRefused("an answer of " + registry() + " is longer than 4 MiB");
  }

  @Test
  void aTokenWithoutEndIsNotRead() {
    answer =
        (request, out) -> {
          if (request.startsWith("GET /token?service=here&scope=all")) {
            write(out, OK + "Connection: close\r\n\r\n");
            pour(out);
          }
          write(
              out,
              """
              HTTP/1.1 401 Unauthorized\r
              WWW-Authenticate: Bearer realm="http://%s/token",service="here",scope="all"\r
              Content-Length: 0\r
              \r
              """
                  .formatted(registry()));
        };
    requireRefused("an answer of " + registry() + " is longer than 4 MiB");
  }

  @Test
  void anErrorWithoutEndIsNotRead() {
    answer =
        (request, out) -> {
          write(out, "HTTP/1.1 500 Oh\r\nConnection: close\r\n\r\n");
          if (request.startsWith("GET")) {
            pour(out);
          }
        };
    requireRefused("an answer of " + registry() + " is longer than 4 MiB");
  }
}
