package io.cortexlocal.http;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One request over HTTP/1.1 and its answer, on a channel of any kind; the JDK's client opens its
 * connections itself. What goes wrong is told in the words of Go's client, as Kubernetes does.
 */
public final class HttpExchange {

  private static final int LONGEST_LINE = 64 << 10;
  private static final int LONGEST_HEAD = 1 << 20;
  private static final int MOST_INTERIM_ANSWERS = 5;

  private final ExchangeChannel channel;
  private final int longestBody;
  private boolean answering;

  /**
   * Makes one.
   *
   * @param longestBody the bytes of the answer's body to read at most
   */
  public HttpExchange(ExchangeChannel channel, int longestBody) {
    this.channel = channel;
    this.longestBody = longestBody;
  }

  /** Returns whether the answer's head has arrived, so that what fails is its body. */
  public boolean isAnswering() {
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
  public HttpAnswer send(String request) throws IOException {
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
    StringBuilder body = new StringBuilder();
    boolean whole = body(body, status, headers);
    return new HttpAnswer(status, Optional.ofNullable(headers.get("location")), text(body), whole);
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
      throw new MalformedAnswer("malformed HTTP response " + quoted(text));
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

  /** Reads the body, and returns whether it is whole. */
  private boolean body(StringBuilder body, int status, Map<String, String> headers)
      throws IOException {
    if (status / 100 == 1 || status == 204 || status == 304) {
      return true;
    }
    String encoding = headers.getOrDefault("transfer-encoding", "");
    if (encoding.equalsIgnoreCase("chunked")) {
      return chunks(body);
    }
    String length = headers.get("content-length");
    if (length == null) {
      return append(body, Long.MAX_VALUE, false);
    }
    if (length.matches("\\d{1,18}")) {
      return append(body, Long.parseLong(length), true);
    }
    throw new MalformedAnswer("bad Content-Length " + quoted(length));
  }

  private boolean chunks(StringBuilder body) throws IOException {
    while (true) {
      String head = channel.readLine(LONGEST_LINE);
      String size = head.contains(";") ? head.substring(0, head.indexOf(';')) : head;
      if (!size.strip().matches("[0-9a-fA-F]{1,15}")) {
        throw new MalformedAnswer("invalid byte in chunk length");
      }
      long length = Long.parseLong(size.strip(), 16);
      if (length == 0) {
        headers();
        return true;
      }
      if (!append(body, length, true) || body.length() == longestBody) {
        return false;
      }
      if (!channel.readLine(LONGEST_LINE).isEmpty()) {
        throw new MalformedAnswer("malformed chunked encoding");
      }
    }
  }

  private boolean append(StringBuilder body, long length, boolean ends) throws IOException {
    for (long i = 0; i < length; i++) {
      if (body.length() == longestBody) {
        return false;
      }
      int next = channel.read();
      if (next < 0) {
        if (ends) {
          throw new EOFException("unexpected EOF");
        }
        return true;
      }
      body.append((char) next);
    }
    return true;
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }

  private static String text(StringBuilder latin) {
    return new String(
        latin.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  /** What came is not HTTP/1. */
  public static final class MalformedAnswer extends IOException {

    private static final long serialVersionUID = 1L;

    MalformedAnswer(String message) {
      super(message);
    }
  }
}
