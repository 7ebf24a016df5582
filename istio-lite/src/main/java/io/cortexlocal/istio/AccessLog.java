package io.cortexlocal.istio;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.cortexlocal.istio.envoy.AccessLogFilter;
import io.cortexlocal.json.Json;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One finished request as an Envoy saw it, written as one line of JSON on its standard output. The
 * gateway and the sidecar write the same fields; {@link #FIELDS} is their only definition.
 *
 * <p>The durations count from {@code start} and have nanoseconds; one is absent when the request
 * did not get that far. With retries they are those of the last attempt.
 *
 * @param proxy who wrote it, such as {@code gateway} or {@code sidecar}
 * @param start when the first byte of the request arrived
 * @param end when the request was over, answered or not, and the line was written
 * @param requestId {@code x-request-id}, its first 256 bytes; empty when there is none
 * @param method of the request, its first 256 bytes
 * @param path with its query, as the client sent it; its first 4,096 bytes
 * @param forwardedPath with its query, as it was sent upstream, likewise
 * @param userAgent its first 256 bytes; empty when there is none
 * @param status of the answer; 0 when the client left before there was one
 * @param flags Envoy's response flags, such as {@code UO}; empty for an ordinary request
 * @param details Envoy's reason for the answer, such as {@code via_upstream}
 * @param route the route's name; empty when none matched
 * @param cluster the upstream cluster; empty when none was chosen
 * @param upstream address and port of the endpoint; empty when none was chosen
 * @param client address and port of the direct peer
 * @param attempts upstream attempts, 0 when nothing was sent
 * @param requestBytes of the body
 * @param responseBytes of the body
 * @param firstByteUpstream until the first byte was sent to the endpoint: the time spent queued
 * @param lastByteUpstream until the last byte was sent to the endpoint
 * @param firstByteFromUpstream until the endpoint's first byte arrived
 * @param lastByteFromUpstream until the endpoint's last byte arrived
 * @param lastByteDownstream until the last byte was sent to the client
 */
public record AccessLog(
    String proxy,
    Instant start,
    Instant end,
    String requestId,
    String method,
    String path,
    String forwardedPath,
    String userAgent,
    int status,
    List<String> flags,
    String details,
    String route,
    String cluster,
    String upstream,
    String client,
    int attempts,
    long requestBytes,
    long responseBytes,
    Optional<Duration> firstByteUpstream,
    Optional<Duration> lastByteUpstream,
    Optional<Duration> firstByteFromUpstream,
    Optional<Duration> lastByteFromUpstream,
    Optional<Duration> lastByteDownstream) {

  /** The value of the field {@code kind} that tells a request from the other lines of a log. */
  public static final String KIND = "request";

  private static final int FIRST_ERROR_STATUS = 400;

  /** Envoy's response flag "upstream connection termination". */
  private static final String CONNECTION_LOST = "UC";

  private static final int MOST_SECOND_DIGITS = 11;
  private static final int NANOSECOND_DIGITS = 9;

  /**
   * Field name to Envoy's command operator. What a client may choose the length of is cut off, so
   * that a line stays short enough for what hands it on, and costs no more than it should.
   */
  public static final Map<String, Object> FIELDS =
      Collections.unmodifiableMap(
          Json.object(
              "start", "%START_TIME(%s.%9f)%",
              "end", "%EMIT_TIME(%s.%9f)%",
              "request_id", "%REQ(X-REQUEST-ID):256%",
              "method", "%REQ(:METHOD):256%",
              "path", "%REQ(X-ENVOY-ORIGINAL-PATH?:PATH):4096%",
              "forwarded_path", "%REQ(:PATH):4096%",
              "user_agent", "%REQ(USER-AGENT):256%",
              "status", "%RESPONSE_CODE%",
              "flags", "%RESPONSE_FLAGS%",
              "details", "%RESPONSE_CODE_DETAILS%",
              "route", "%ROUTE_NAME%",
              "cluster", "%UPSTREAM_CLUSTER%",
              "upstream", "%UPSTREAM_HOST%",
              "client", "%DOWNSTREAM_DIRECT_REMOTE_ADDRESS%",
              "attempts", "%UPSTREAM_REQUEST_ATTEMPT_COUNT%",
              "request_bytes", "%BYTES_RECEIVED%",
              "response_bytes", "%BYTES_SENT%",
              "first_byte_upstream_ns", "%COMMON_DURATION(DS_RX_BEG:US_TX_BEG:ns)%",
              "last_byte_upstream_ns", "%COMMON_DURATION(DS_RX_BEG:US_TX_END:ns)%",
              "first_byte_from_upstream_ns", "%COMMON_DURATION(DS_RX_BEG:US_RX_BEG:ns)%",
              "last_byte_from_upstream_ns", "%COMMON_DURATION(DS_RX_BEG:US_RX_END:ns)%",
              "last_byte_downstream_ns", "%COMMON_DURATION(DS_RX_BEG:DS_TX_END:ns)%"));

  /**
   * Envoy's configuration of this log, for {@code access_log} of an HTTP connection manager.
   *
   * @param proxy the value of {@link #proxy()} in each line
   */
  public static Map<String, Object> logger(String proxy) {
    Map<String, Object> format = Json.object("kind", KIND, "proxy", proxy);
    format.putAll(FIELDS);
    return jsonLines(format);
  }

  /** Envoy's configuration of a log of JSON lines on its standard output. */
  static Map<String, Object> jsonLines(Map<String, Object> format) {
    return Json.object(
        "name",
        "envoy.access_loggers.file",
        "typed_config",
        Json.typed(
            "envoy.extensions.access_loggers.file.v3.FileAccessLog",
            "path",
            "/dev/stdout",
            "log_format",
            Json.object("json_format", format)));
  }

  /**
   * Envoy's filter, for {@code filter} of a log, that leaves out what an upstream which writes this
   * log too tells as well: a request that its first attempt answered with less than 400.
   *
   * <p>Rests on the attempts being counted in the request ({@code include_request_attempt_count}).
   */
  static Map<String, Object> untoldByUpstream() {
    return AccessLogFilter.anyOf(
        List.of(
            AccessLogFilter.headerOtherThan("x-envoy-attempt-count", "1"),
            AccessLogFilter.flags(),
            AccessLogFilter.statusFrom(FIRST_ERROR_STATUS)));
  }

  /**
   * Returns whether the upstream may tell of the request too: it was sent there, and the connection
   * was not lost. An Envoy that dies, and takes the connection with it, tells of no request.
   */
  public boolean reachedUpstream() {
    return firstByteUpstream.isPresent() && !flags.contains(CONNECTION_LOST);
  }

  /** Reads a line; empty when it is not a finished request. */
  public static Optional<AccessLog> parse(String line) {
    return line.startsWith("{")
        ? Json.read(line, parser -> new Line(parser).read())
        : Optional.empty();
  }

  /** Read without a tree: thousands of lines a second compete with the requests they tell of. */
  private static final class Line {

    private final JsonParser parser;
    private String kind = "";
    private String proxy = "";
    private Optional<Instant> start = Optional.empty();
    private Optional<Instant> end = Optional.empty();
    private String requestId = "";
    private String method = "";
    private String path = "";
    private String forwardedPath = "";
    private String userAgent = "";
    private int status;
    private String flags = "";
    private String details = "";
    private String route = "";
    private String cluster = "";
    private String upstream = "";
    private String client = "";
    private int attempts;
    private long requestBytes;
    private long responseBytes;
    private Optional<Duration> firstByteUpstream = Optional.empty();
    private Optional<Duration> lastByteUpstream = Optional.empty();
    private Optional<Duration> firstByteFromUpstream = Optional.empty();
    private Optional<Duration> lastByteFromUpstream = Optional.empty();
    private Optional<Duration> lastByteDownstream = Optional.empty();

    Line(JsonParser parser) {
      this.parser = parser;
    }

    Optional<AccessLog> read() throws IOException {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        field(name);
      }
      if (!kind.equals(KIND) || start.isEmpty() || end.isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(
          new AccessLog(
              proxy,
              start.get(),
              end.get(),
              requestId,
              method,
              path,
              forwardedPath,
              userAgent,
              status,
              flags.isEmpty() ? List.of() : List.of(flags.split(",")),
              details,
              route,
              cluster,
              upstream,
              client,
              attempts,
              requestBytes,
              responseBytes,
              firstByteUpstream,
              lastByteUpstream,
              firstByteFromUpstream,
              lastByteFromUpstream,
              lastByteDownstream));
    }

    private void field(String name) throws IOException {
      switch (name) {
        case "kind" -> kind = text();
        case "proxy" -> proxy = text();
        case "start" -> start = instant();
        case "end" -> end = instant();
        case "request_id" -> requestId = text();
        case "method" -> method = text();
        case "path" -> path = text();
        case "forwarded_path" -> forwardedPath = text();
        case "user_agent" -> userAgent = text();
        case "status" -> status = parser.getValueAsInt();
        case "flags" -> flags = text();
        case "details" -> details = text();
        case "route" -> route = text();
        case "cluster" -> cluster = text();
        case "upstream" -> upstream = text();
        case "client" -> client = text();
        case "attempts" -> attempts = parser.getValueAsInt();
        case "request_bytes" -> requestBytes = parser.getValueAsLong();
        case "response_bytes" -> responseBytes = parser.getValueAsLong();
        case "first_byte_upstream_ns" -> firstByteUpstream = nanoseconds();
        case "last_byte_upstream_ns" -> lastByteUpstream = nanoseconds();
        case "first_byte_from_upstream_ns" -> firstByteFromUpstream = nanoseconds();
        case "last_byte_from_upstream_ns" -> lastByteFromUpstream = nanoseconds();
        case "last_byte_downstream_ns" -> lastByteDownstream = nanoseconds();
        default -> parser.skipChildren();
      }
    }

    /** Envoy writes a dash, or null, for what is not there. */
    private String text() throws IOException {
      if (parser.currentToken() != JsonToken.VALUE_STRING) {
        parser.skipChildren();
        return "";
      }
      String text = parser.getText();
      return text.equals("-") ? "" : text;
    }

    private Optional<Instant> instant() throws IOException {
      String text = text();
      int point = text.length() - NANOSECOND_DIGITS - 1;
      if (point < 1 || point > MOST_SECOND_DIGITS || text.charAt(point) != '.') {
        return Optional.empty();
      }
      for (int index = 0; index < text.length(); index++) {
        char digit = text.charAt(index);
        if (index != point && (digit < '0' || digit > '9')) {
          return Optional.empty();
        }
      }
      return Optional.of(
          Instant.ofEpochSecond(
              Long.parseLong(text, 0, point, 10),
              Long.parseLong(text, point + 1, text.length(), 10)));
    }

    private Optional<Duration> nanoseconds() throws IOException {
      if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT
          || parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
        parser.skipChildren();
        return Optional.empty();
      }
      return Optional.of(Duration.ofNanos(parser.getLongValue()));
    }
  }
}
