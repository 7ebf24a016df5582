package io.cortexlocal.cluster.embedded.rest;

import io.cortexlocal.cluster.embedded.store.WrittenLine;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which lines of a container a client wants, and in which form.
 *
 * @param last how many of the lines that there are
 * @param since the moment of the first line at the earliest
 * @param bytes after how many it is enough
 */
record LogOptions(
    int last,
    boolean previous,
    boolean follow,
    boolean timestamps,
    Optional<Instant> since,
    OptionalLong bytes) {

  /** Nine digits of a second, so that the lines stand below each other. */
  private static final DateTimeFormatter MOMENT =
      new DateTimeFormatterBuilder()
          .appendPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'")
          .toFormatter()
          .withZone(ZoneOffset.UTC);

  /**
   * Reads them from a request's parameters.
   *
   * @throws ApiFailure when one has a value that it cannot have
   */
  static LogOptions of(Query query, Instant now) {
    query
        .text("stream")
        .filter(stream -> !stream.equals("All"))
        .ifPresent(
            stream -> {
              throw ApiFailure.notServed("stream %s of pods/log".formatted(stream));
            });
    return new LogOptions(
        query.count("tailLines").orElse(Integer.MAX_VALUE),
        query.flag("previous"),
        query.flag("follow"),
        query.flag("timestamps"),
        since(query, now),
        positive(query, "limitBytes"));
  }

  private static Optional<Instant> since(Query query, Instant now) {
    Optional<String> time = query.text("sinceTime");
    OptionalLong seconds = positive(query, "sinceSeconds");
    if (time.isPresent() && seconds.isPresent()) {
      throw invalid("at most one of `sinceTime` or `sinceSeconds` may be specified");
    }
    if (seconds.isPresent()) {
      return Optional.of(now.minusSeconds(Math.min(seconds.getAsLong(), now.getEpochSecond())));
    }
    try {
      return time.map(text -> DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from));
    } catch (DateTimeException e) {
      throw ApiFailure.badRequest(
          "invalid value for sinceTime: expected a time of RFC 3339, but it is \"%s\""
              .formatted(time.orElse("")));
    }
  }

  private static OptionalLong positive(Query query, String name) {
    OptionalLong number = query.number(name);
    if (number.isPresent() && number.getAsLong() == 0) {
      throw invalid("%s: Invalid value: 0: must be greater than 0".formatted(name));
    }
    return number;
  }

  private static ApiFailure invalid(String problem) {
    return new ApiFailure(422, "Invalid", "PodLogOptions is invalid: " + problem);
  }

  boolean has(WrittenLine line) {
    return since.isEmpty() || !line.at().isBefore(since.get());
  }

  /** Returns a line as it is sent, with its end. */
  String text(WrittenLine line) {
    String text = line.text() + "\n";
    return timestamps ? MOMENT.format(line.at()) + " " + text : text;
  }

  /** Returns as much of a text as may still be sent after so many bytes. */
  byte[] within(String text, long sent) {
    byte[] all = text.getBytes(StandardCharsets.UTF_8);
    long left = bytes.orElse(Long.MAX_VALUE) - sent;
    return left >= all.length ? all : Arrays.copyOf(all, (int) left);
  }

  /** Returns whether so many bytes are enough. */
  boolean isEnough(long sent) {
    return bytes.isPresent() && sent >= bytes.getAsLong();
  }
}
