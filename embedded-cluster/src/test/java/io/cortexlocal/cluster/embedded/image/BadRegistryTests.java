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
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
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
  private ServerSocket server;
  private Answer answer;

  @FunctionalInterface
  private interface Answer {

    void to(String request, OutputStream out) throws IOException, InterruptedException;
  }

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::accept, "bad-registry");
    thread.setDaemon(true);
    thread.start();
  }

  @AfterEach
  void close() throws IOException {
    end.countDown();
    server.close();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        Thread thread = new Thread(() -> serve(client), "bad-registry-client");
        thread.setDaemon(true);
        thread.start();
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
        request.append((char) in.read());
      }
      answer.to(request.toString(), client.getOutputStream());
    } catch (IOException e) {
      brokenOff.add(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String registry() {
    return "localhost:" + server.getLocalPort();
  }

  private void requireRefused(String reason) {
    String name = registry() + "/acme/web:1";
    EmbeddedImages images =
        new EmbeddedImages(
            new ImageSettings(
                directory.resolve("cache"), false, Map.of(), Map.of("PATH", directory.toString())));
    assertThatThrownBy(() -> images.load(List.of(name), LocalImages.none()))
        .isExactlyInstanceOf(ImageException.class)
        .hasMessage(
            """
            image %s is not on this machine and cannot be pulled: %s
            Try: docker pull %s, or say in cortex-local.yaml how it is had: run: or archive:."""
                .formatted(name, reason, name));
    assertThat(directory.resolve("cache/scratch")).isEmptyDirectory();
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

  @Test
  void oneThatNeverAnswersIsGivenUp() {
    answer = (request, out) -> end.await();
    requireRefused(registry() + " did not answer within 10 s");
  }

  @Test
  void oneThatSendsItsHeadersByteByByteIsGivenUp() {
    answer = (request, out) -> drip(out, OK);
    requireRefused(registry() + " did not answer within 10 s");
  }

  @Test
  void oneThatSendsAManifestByteByByteIsGivenUp() {
    answer =
        (request, out) -> {
          write(out, OK + "Connection: close\r\n\r\n");
          if (request.startsWith("GET")) {
            drip(out, " ");
          }
        };
    requireRefused(registry() + " did not answer within 10 s");
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
