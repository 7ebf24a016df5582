package io.cortexlocal.cluster.embedded.rest;

import io.cortexlocal.time.Deadline;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads a request of HTTP/1.1 (RFC 9112). */
final class RequestReader {

  /** The longest head of a request, in bytes. */
  static final int LONGEST_HEAD = 64 << 10;

  /** The longest body, in bytes; that of Kubernetes' API server. */
  static final int LONGEST_BODY = 3 << 20;

  private final ClientChannel client;
  private final Deadline deadline;
  private int left = LONGEST_HEAD;

  RequestReader(ClientChannel client, Deadline deadline) {
    this.client = client;
    this.deadline = deadline;
  }

  /**
   * Reads the request.
   *
   * @throws ApiFailure when it is none
   * @throws EOFException when the client hangs up before its first line has ended
   */
  RestRequest read() throws IOException {
    String[] line = line().split(" ", -1);
    if (line.length != 3 || !line[2].matches("HTTP/1\\.[01]") || !line[1].startsWith("/")) {
      throw ApiFailure.badRequest("the request does not begin with a line of HTTP/1.1");
    }
    Map<String, String> headers = headers();
    RequestBody body = new RequestBody(body(headers));
    int question = line[1].indexOf('?');
    String path = question < 0 ? line[1] : line[1].substring(0, question);
    Query query = Query.parse(question < 0 ? "" : line[1].substring(question + 1));
    return new RestRequest(line[0], segments(path), query, headers, body);
  }

  private static List<String> segments(String path) {
    List<String> segments = new ArrayList<>();
    for (String segment : path.substring(1).split("/", -1)) {
      segments.add(Query.decode(segment.replace("+", "%2B")));
    }
    while (!segments.isEmpty() && segments.get(segments.size() - 1).isEmpty()) {
      segments.remove(segments.size() - 1);
    }
    return List.copyOf(segments);
  }

  private Map<String, String> headers() throws IOException {
    Map<String, String> headers = new LinkedHashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      if (colon <= 0 || line.charAt(0) == ' ' || line.charAt(colon - 1) == ' ') {
        throw ApiFailure.badRequest("a header is not NAME: VALUE");
      }
      String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
      headers.merge(name, line.substring(colon + 1).strip(), (one, other) -> one + "," + other);
    }
    return headers;
  }

  private byte[] body(Map<String, String> headers) throws IOException {
    String length = headers.get("content-length");
    String coding = headers.get("transfer-encoding");
    if (coding != null && (length != null || !coding.equalsIgnoreCase("chunked"))) {
      throw ApiFailure.badRequest("the body's length is not clear");
    }
    if ((length != null || coding != null)
        && headers.getOrDefault("expect", "").equalsIgnoreCase("100-continue")) {
      client.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII), deadline);
    }
    if (coding != null) {
      return chunks();
    }
    if (length == null) {
      return new byte[0];
    }
    if (!length.matches("\\d{1,18}")) {
      throw ApiFailure.badRequest("Content-Length is not a number");
    }
    return client.read(allowed(Long.parseLong(length)), deadline);
  }

  private byte[] chunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      String size = line().split(";", 2)[0].strip();
      if (!size.matches("[0-9a-fA-F]{1,8}")) {
        throw ApiFailure.badRequest("a chunk has no size");
      }
      long length = Long.parseLong(size, 16);
      if (length == 0) {
        headers();
        return body.toByteArray();
      }
      allowed(body.size() + length);
      body.write(client.read((int) length, deadline));
      if (!line().isEmpty()) {
        throw ApiFailure.badRequest("a chunk is longer than its size");
      }
    }
  }

  private static int allowed(long length) {
    if (length > LONGEST_BODY) {
      throw new ApiFailure(
          413,
          "RequestEntityTooLarge",
          "Request entity too large: limit is %d".formatted(LONGEST_BODY));
    }
    return (int) length;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = client.read(deadline); next != '\n'; next = client.read(deadline)) {
      if (next < 0) {
        throw new EOFException("the request ends early");
      }
      if (left-- <= 0) {
        throw new ApiFailure(
            431, "RequestHeaderFieldsTooLarge", "a head of more than " + LONGEST_HEAD + " bytes");
      }
      line.append((char) next);
    }
    int end = line.length();
    if (end > 0 && line.charAt(end - 1) == '\r') {
      line.setLength(end - 1);
    }
    return line.toString();
  }
}
