package io.cortexlocal.workload.sidecar;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** One HTTP/1.1 exchange on a socket, byte for byte. */
final class Wire implements AutoCloseable {

  private final Socket socket;

  private Wire(Socket socket) {
    this.socket = socket;
  }

  /** What came back: the status line, the header lines as they were written, the body. */
  record Answer(String statusLine, List<String> headers, String body) {

    int status() {
      return Integer.parseInt(statusLine.substring(9, 12));
    }
  }

  /**
   * Connects and sends a request head; {@code connection: close} unless a header line says else.
   */
  static Wire send(int port, String requestLine, String... headerLines) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(20_000);
    Wire wire = new Wire(socket);
    StringBuilder head = new StringBuilder(requestLine).append(" HTTP/1.1\r\n");
    if (Arrays.stream(headerLines).noneMatch(line -> line.startsWith("Host:"))) {
      head.append("Host: api.example\r\n");
    }
    if (Arrays.stream(headerLines).noneMatch(line -> line.startsWith("Connection:"))) {
      head.append("Connection: close\r\n");
    }
    for (String line : headerLines) {
      head.append(line).append("\r\n");
    }
    wire.write(head.append("\r\n").toString());
    return wire;
  }

  static Answer exchange(int port, String requestLine, String... headerLines) throws IOException {
    try (Wire wire = send(port, requestLine, headerLines)) {
      return wire.answer();
    }
  }

  void write(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  /** Reads up to and including {@code end}. */
  String readThrough(String end) throws IOException {
    InputStream input = socket.getInputStream();
    StringBuilder text = new StringBuilder();
    while (!text.toString().endsWith(end)) {
      int next = input.read();
      if (next < 0) {
        throw new IOException("the connection ended before '" + end + "', after: " + text);
      }
      text.append((char) next);
    }
    return text.toString();
  }

  /**
   * Reads as far as the content length says; Envoy keeps a connection open after its own answers.
   */
  Answer answer() throws IOException {
    String head = readThrough("\r\n\r\n");
    List<String> lines = List.of(head.strip().split("\r\n", -1));
    InputStream input = socket.getInputStream();
    byte[] body =
        lines.stream()
            .filter(line -> line.startsWith("Content-Length: "))
            .map(line -> Integer.parseInt(line.substring("Content-Length: ".length())))
            .findFirst()
            .map(length -> readNBytes(input, length))
            .orElseGet(() -> readNBytes(input, Integer.MAX_VALUE));
    return new Answer(
        lines.get(0),
        lines.subList(1, lines.size()),
        new String(body, StandardCharsets.ISO_8859_1));
  }

  private static byte[] readNBytes(InputStream input, int length) {
    try {
      return input.readNBytes(length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Leaves without waiting for the answer. */
  void leave() throws IOException {
    socket.close();
  }

  @Override
  public void close() throws IOException {
    leave();
  }
}
