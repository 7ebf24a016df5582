package io.cortexlocal.cluster.embedded.rest;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.cortexlocal.json.Json;
import io.cortexlocal.time.Deadline;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Writes the one answer that a connection gets. */
final class Responder {

  /** How long a client may take to accept one piece of an answer. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final String JSON = "application/json";

  private final ClientChannel client;
  private final Duration patience;
  private boolean begun;

  Responder(ClientChannel client) {
    this(client, PATIENCE);
  }

  Responder(ClientChannel client, Duration patience) {
    this.client = client;
    this.patience = patience;
  }

  ClientChannel client() {
    return client;
  }

  /** Returns whether the answer's first line is written, after which it cannot be another. */
  boolean begun() {
    return begun;
  }

  void json(int code, Object tree) throws IOException {
    json(code, tree, List.of());
  }

  /**
   * Answers with a JSON value.
   *
   * @param warnings for the client's user
   */
  void json(int code, Object tree, List<String> warnings) throws IOException {
    byte[] body = (Json.line(tree) + "\n").getBytes(StandardCharsets.UTF_8);
    whole(code, JSON, body, warnings);
  }

  void text(int code, String text) throws IOException {
    text(code, text.getBytes(StandardCharsets.UTF_8));
  }

  void text(int code, byte[] text) throws IOException {
    whole(code, "text/plain", text, List.of());
  }

  private void whole(int code, String type, byte[] body, List<String> warnings) throws IOException {
    StringBuilder head = head(code, type);
    if (code == 401) {
      head.append("WWW-Authenticate: Bearer\r\n");
    }
    for (String warning : warnings) {
      head.append("Warning: 299 - \"")
          .append(warning.replaceAll("\\p{Cntrl}", " ").replaceAll("([\\\\\"])", "\\\\$1"))
          .append("\"\r\n");
    }
    head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
    write(head.toString());
    write(body);
  }

  /** Begins an answer of pieces. */
  void begin(String type) throws IOException {
    write(head(200, type).append("Transfer-Encoding: chunked\r\n\r\n").toString());
  }

  /** Begins a watch. */
  void beginJson() throws IOException {
    begin(JSON);
  }

  void piece(byte[] bytes) throws IOException {
    if (bytes.length > 0) {
      ByteArrayOutputStream chunk = new ByteArrayOutputStream();
      chunk.writeBytes((Integer.toHexString(bytes.length) + "\r\n").getBytes(US_ASCII));
      chunk.writeBytes(bytes);
      chunk.writeBytes("\r\n".getBytes(US_ASCII));
      write(chunk.toByteArray());
    }
  }

  void piece(Map<String, Object> tree) throws IOException {
    piece((Json.line(tree) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  void end() throws IOException {
    write("0\r\n\r\n");
  }

  private StringBuilder head(int code, String type) {
    begun = true;
    return new StringBuilder("HTTP/1.1 ")
        .append(code)
        .append(' ')
        .append(phrase(code))
        .append("\r\nContent-Type: ")
        .append(type)
        .append("\r\nCache-Control: no-cache, private\r\nConnection: close\r\n");
  }

  private static String phrase(int code) {
    return switch (code) {
      case 200 -> "OK";
      case 201 -> "Created";
      default -> "Refused";
    };
  }

  private void write(String text) throws IOException {
    write(text.getBytes(StandardCharsets.UTF_8));
  }

  private void write(byte[] bytes) throws IOException {
    client.write(bytes, Deadline.after(patience));
  }
}
