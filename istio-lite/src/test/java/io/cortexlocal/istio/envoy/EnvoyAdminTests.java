package io.cortexlocal.istio.envoy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class EnvoyAdminTests {

  @TempDir private Path directory;

  @Test
  void joinsTheChunksOfAnAnswer() throws Exception {
    assertThat(
            answered(
                String.join(
                    "\r\n",
                    "HTTP/1.1 200 OK",
                    "transfer-encoding: chunked",
                    "",
                    "4",
                    "rds.",
                    "8",
                    "update: ",
                    "2",
                    "7\n",
                    "0",
                    "",
                    "")))
        .isEqualTo(new EnvoyAdmin.Response(200, "rds.update: 7\n"));
  }

  @Test
  void readsAnAnswerToItsEnd() throws Exception {
    assertThat(answered("HTTP/1.1 503 Service Unavailable\r\n\r\ndraining\n"))
        .isEqualTo(new EnvoyAdmin.Response(503, "draining\n"));
  }

  @Test
  void saysThatAnAnswerIsNone() {
    assertThatThrownBy(() -> answered("220 smtp\r\n"))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "not an HTTP answer of Envoy's admin interface at %s: malformed HTTP response \"220 smtp\""
                .formatted(directory.resolve("admin.sock")));
  }

  private EnvoyAdmin.Response answered(String answer) throws Exception {
    Path socket = directory.resolve("admin.sock");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      CompletableFuture<Void> served =
          CompletableFuture.runAsync(
              () -> {
                try (SocketChannel client = server.accept()) {
                  ByteBuffer request = ByteBuffer.allocate(1 << 12);
                  while (!new String(request.array(), StandardCharsets.US_ASCII)
                      .contains("\r\n\r\n")) {
                    client.read(request);
                  }
                  client.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8)));
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      EnvoyAdmin.Response response = new EnvoyAdmin(socket).get("/stats");
      served.get();
      return response;
    }
  }
}
