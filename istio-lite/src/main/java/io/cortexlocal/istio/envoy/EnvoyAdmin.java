package io.cortexlocal.istio.envoy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/**
 * Envoy's admin interface on a unix socket. Stateless: one connection per call.
 *
 * @param socket at most 107 bytes long, the kernel's limit
 */
public record EnvoyAdmin(Path socket) {

  private static final int LONGEST_ANSWER = 64 << 20;
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** An answer of the admin interface. */
  public record Response(int status, String body) {}

  /** Reads {@code path}, such as {@code /stats?filter=rds}. */
  public Response get(String path) throws IOException {
    return call("GET", path);
  }

  /** Posts to {@code path}, such as {@code /drain_listeners}. */
  public Response post(String path) throws IOException {
    return call("POST", path);
  }

  private Response call(String method, String path) throws IOException {
    String head =
        method
            + " "
            + path
            + " HTTP/1.1\r\nhost: admin\r\nconnection: close\r\n"
            + "content-length: 0\r\n\r\n";
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        Selector selector = Selector.open()) {
      ByteBuffer request = ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII));
      while (request.hasRemaining()) {
        channel.write(request);
      }
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ);
      return parse(readToEnd(channel, selector, method + " " + path));
    }
  }

  private byte[] readToEnd(SocketChannel channel, Selector selector, String call)
      throws IOException {
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    while (true) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0 || selector.select(left) == 0) {
        throw new IOException(
            "Envoy's admin interface at "
                + socket
                + " did not finish its answer to '"
                + call
                + "' within "
                + TIMEOUT.toSeconds()
                + " s; got "
                + received.size()
                + " bytes");
      }
      selector.selectedKeys().clear();
      buffer.clear();
      if (channel.read(buffer) < 0) {
        return received.toByteArray();
      }
      received.write(buffer.array(), 0, buffer.position());
      if (received.size() > LONGEST_ANSWER) {
        throw new IOException(
            "Envoy's admin interface at %s answers '%s' with more than %d bytes"
                .formatted(socket, call, LONGEST_ANSWER));
      }
    }
  }

  private static Response parse(byte[] bytes) throws IOException {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int end = text.indexOf("\r\n\r\n");
    if (end < 0 || !text.startsWith("HTTP/1.1 ")) {
      throw new IOException("not an HTTP answer of Envoy's admin interface: '" + text + "'");
    }
    int status = Integer.parseInt(text.substring(9, 12));
    String head = text.substring(0, end).toLowerCase(Locale.ROOT);
    String body = text.substring(end + 4);
    String whole = head.contains("\r\ntransfer-encoding: chunked") ? joinChunks(body) : body;
    return new Response(
        status, new String(whole.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
  }

  private static String joinChunks(String body) {
    StringBuilder whole = new StringBuilder();
    int position = 0;
    while (true) {
      int lineEnd = body.indexOf("\r\n", position);
      int size = Integer.parseInt(body.substring(position, lineEnd).trim(), 16);
      if (size == 0) {
        return whole.toString();
      }
      whole.append(body, lineEnd + 2, lineEnd + 2 + size);
      position = lineEnd + 2 + size + 2;
    }
  }
}
