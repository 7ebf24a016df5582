package io.cortexlocal.activator;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The line and the headers of an HTTP/1.1 request, as the gateway's Envoy writes them.
 *
 * @param line with method and path
 * @param headers in order, without line ends
 * @param rest what was read beyond them
 */
record RequestHead(String line, List<String> headers, ByteBuffer rest) {

  static final String API_NAME = "x-cortex-api-name";
  static final String TARGET_SERVICE = "x-cortex-target-service";
  static final String PROBE = "x-cortex-probe";

  private static final String CONNECTION = "connection";
  private static final int BUFFER = 16 << 10;

  /** Go's limit, and that of Cortex's activator. */
  private static final int LONGEST = 1 << 20;

  RequestHead {
    headers = List.copyOf(headers);
  }

  /**
   * Reads one.
   *
   * @throws IOException when the other side says something else, or hangs up
   */
  static RequestHead read(ReadableByteChannel channel) throws IOException {
    ByteBuffer read = ByteBuffer.allocate(BUFFER);
    int searched = 0;
    while (true) {
      if (!read.hasRemaining()) {
        if (read.capacity() >= LONGEST) {
          throw new IOException("the head of a request is longer than %d bytes".formatted(LONGEST));
        }
        read = ByteBuffer.allocate(read.capacity() * 2).put(read.flip());
      }
      if (channel.read(read) < 0) {
        throw new EOFException("the other side has hung up");
      }
      int end = end(read, searched);
      if (end >= 0) {
        return parse(read.flip(), end);
      }
      searched = Math.max(0, read.position() - 3);
    }
  }

  private static int end(ByteBuffer read, int from) {
    for (int i = from; i + 3 < read.position(); i++) {
      if (read.get(i) == '\r'
          && read.get(i + 1) == '\n'
          && read.get(i + 2) == '\r'
          && read.get(i + 3) == '\n') {
        return i;
      }
    }
    return -1;
  }

  private static RequestHead parse(ByteBuffer read, int end) throws IOException {
    byte[] head = new byte[end];
    read.get(head);
    read.position(end + 4);
    List<String> lines =
        new ArrayList<>(List.of(new String(head, StandardCharsets.ISO_8859_1).split("\r\n")));
    String line = lines.remove(0);
    if (!line.endsWith(" HTTP/1.1")) {
      throw new IOException("no request of HTTP/1.1");
    }
    return new RequestHead(line, lines, read.slice());
  }

  /** Returns a header's value; empty when it is not there, or says nothing. */
  Optional<String> header(String name) {
    return headers.stream()
        .filter(header -> name.equals(name(header)))
        .map(header -> header.substring(header.indexOf(':') + 1).strip())
        .filter(value -> !value.isEmpty())
        .findFirst();
  }

  /**
   * Returns the bytes of the head as the replica gets it: without what is said to the activator,
   * and on a connection that ends with the answer, unless it is to become another protocol's.
   */
  ByteBuffer handedOn() {
    boolean upgrade = header("upgrade").isPresent();
    StringBuilder text = new StringBuilder(line).append("\r\n");
    for (String header : headers) {
      String name = name(header);
      if (!name.equals(API_NAME)
          && !name.equals(TARGET_SERVICE)
          && (upgrade || !name.equals(CONNECTION))) {
        text.append(header).append("\r\n");
      }
    }
    if (!upgrade) {
      text.append("Connection: close\r\n");
    }
    return ByteBuffer.wrap(text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String name(String header) {
    int colon = header.indexOf(':');
    return colon < 0 ? "" : header.substring(0, colon).strip().toLowerCase(Locale.ROOT);
  }
}
