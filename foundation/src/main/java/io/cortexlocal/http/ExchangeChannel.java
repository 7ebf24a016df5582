package io.cortexlocal.http;

import java.io.EOFException;
import java.io.IOException;

/** A connection for {@link HttpExchange}. */
public interface ExchangeChannel extends AutoCloseable {

  /** Writes all of it. */
  void write(byte[] bytes) throws IOException;

  /** Returns the next byte, or -1 at the end. */
  int read() throws IOException;

  /**
   * Returns the next line without its end.
   *
   * @throws EOFException when the connection ends within it
   * @throws IOException when it is longer than the limit
   */
  default String readLine(int limit) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = read(); next != '\n'; next = read()) {
      if (next < 0) {
        throw new EOFException("unexpected EOF");
      }
      if (line.length() == limit) {
        throw new IOException("line of more than %d bytes".formatted(limit));
      }
      line.append((char) next);
    }
    int end = line.length();
    if (end > 0 && line.charAt(end - 1) == '\r') {
      line.setLength(end - 1);
    }
    return line.toString();
  }

  @Override
  void close() throws IOException;
}
