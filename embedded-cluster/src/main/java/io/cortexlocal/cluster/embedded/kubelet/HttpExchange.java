package io.cortexlocal.cluster.embedded.kubelet;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One request over HTTP/1.1 and its answer. */
final class HttpExchange {

  static final int LONGEST_BODY = 10 << 10;
  static final int LONGEST_LINE = 64 << 10;
  static final int LONGEST_HEAD = 1 << 20;
  private static final int MOST_INTERIM_ANSWERS = 5;

  private final TimedChannel channel;
  private boolean answering;

  HttpExchange(TimedChannel channel) {
    this.channel = channel;
  }

  /** Returns whether the answer's head has arrived, so that what fails is its body. */
  boolean isAnswering() {
    return answering;
  }

  /**
   * Sends a request, and reads the answer.
   *
   * @param request the whole of it, which has no body
   * @throws EOFException {@code EOF} when there is no answer at all, {@code unexpected EOF} when it
   *     breaks off
   * @throws MalformedAnswer when it is no HTTP
   */
  HttpResponse send(String request) throws IOException {
    channel.write(request.getBytes(StandardCharsets.UTF_8));
    int status = status(firstLine());
    Map<String, String> headers = headers();
    for (int interim = 0; status / 100 == 1 && status != 101; interim++) {
      if (interim == MOST_INTERIM_ANSWERS) {
        throw new IOException("net/http: too many 1xx informational responses");
      }
      status = status(channel.readLine(LONGEST_LINE));
      headers = headers();
    }
    answering = true;
    return new HttpResponse(
        status, Optional.ofNullable(headers.get("location")), body(status, headers));
  }

  private String firstLine() throws IOException {
    int first = channel.read();
    if (first < 0) {
      throw new EOFException("EOF");
    }
    return (char) first + channel.readLine(LONGEST_LINE);
  }

  private static int status(String line) throws MalformedAnswer {
    String text = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    String[] words = text.split(" ", 3);
    if (words.length < 2 || !words[0].matches("HTTP/1\\.\\d") || !words[1].matches("\\d{3}")) {
      throw new MalformedAnswer("malformed HTTP response " + GoText.quoted(text));
    }
    return Integer.parseInt(words[1]);
  }

  private Map<String, String> headers() throws IOException {
    Map<String, String> headers = new HashMap<>();
    int left = LONGEST_HEAD;
    for (String line = channel.readLine(LONGEST_LINE);
        !line.isEmpty();
        line = channel.readLine(LONGEST_LINE)) {
      left -= line.length();
      if (left < 0) {
        throw new IOException(
            "net/http: server response headers exceeded %d bytes; aborted".formatted(LONGEST_HEAD));
      }
      int colon = line.indexOf(':');
      if (colon <= 0) {
        throw new MalformedAnswer("malformed MIME header line: " + line);
      }
      headers.putIfAbsent(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return headers;
  }

  private String body(int status, Map<String, String> headers) throws IOException {
    if (status / 100 == 1 || status == 204 || status == 304) {
      return "";
    }
    String encoding = headers.getOrDefault("transfer-encoding", "");
    if (encoding.equalsIgnoreCase("chunked")) {
      return chunks();
    }
    String length = headers.get("content-length");
    StringBuilder body = new StringBuilder();
    if (length == null) {
      append(body, Long.MAX_VALUE, false);
    } else if (length.matches("\\d{1,18}")) {
      append(body, Long.parseLong(length), true);
    } else {
      throw new MalformedAnswer("bad Content-Length " + GoText.quoted(length));
    }
    return text(body);
  }

  private String chunks() throws IOException {
    StringBuilder body = new StringBuilder();
    while (body.length() < LONGEST_BODY) {
      String head = channel.readLine(LONGEST_LINE);
      String size = head.contains(";") ? head.substring(0, head.indexOf(';')) : head;
      if (!size.strip().matches("[0-9a-fA-F]{1,15}")) {
        throw new MalformedAnswer("invalid byte in chunk length");
      }
      long length = Long.parseLong(size.strip(), 16);
      if (length == 0) {
        break;
      }
      append(body, length, true);
      if (body.length() < LONGEST_BODY && !channel.readLine(LONGEST_LINE).isEmpty()) {
        throw new MalformedAnswer("malformed chunked encoding");
      }
    }
    return text(body);
  }

  private void append(StringBuilder body, long length, boolean whole) throws IOException {
    for (long i = 0; i < length && body.length() < LONGEST_BODY; i++) {
      int next = channel.read();
      if (next < 0) {
        if (whole) {
          throw new EOFException("unexpected EOF");
        }
        return;
      }
      body.append((char) next);
    }
  }

  private static String text(StringBuilder latin) {
    return new String(
        latin.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  /** What came is not HTTP/1. */
  static final class MalformedAnswer extends IOException {

    private static final long serialVersionUID = 1L;

    MalformedAnswer(String message) {
      super(message);
    }
  }
}
