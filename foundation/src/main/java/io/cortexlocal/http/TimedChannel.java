package io.cortexlocal.http;

import io.cortexlocal.time.Deadline;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** A connection on which every read and write ends at one deadline. */
public final class TimedChannel implements AutoCloseable {

  private final SocketChannel channel;
  private final Deadline deadline;
  private final Selector selector;
  private final SelectionKey key;
  private final ByteBuffer buffer = ByteBuffer.allocate(8 << 10).flip();

  /** Takes over a connected channel. */
  public TimedChannel(SocketChannel channel, Deadline deadline) throws IOException {
    this.channel = channel;
    this.deadline = deadline;
    channel.configureBlocking(false);
    selector = Selector.open();
    key = channel.register(selector, SelectionKey.OP_READ);
  }

  /**
   * Writes all of it.
   *
   * @throws SocketTimeoutException when the time is up
   */
  public void write(byte[] bytes) throws IOException {
    ByteBuffer left = ByteBuffer.wrap(bytes);
    while (left.hasRemaining()) {
      if (channel.write(left) == 0) {
        await(SelectionKey.OP_WRITE);
      }
    }
  }

  /**
   * Returns the next byte, or -1 at the end.
   *
   * @throws SocketTimeoutException when the time is up
   */
  public int read() throws IOException {
    if (!buffer.hasRemaining()) {
      buffer.clear();
      int count = channel.read(buffer);
      while (count == 0) {
        await(SelectionKey.OP_READ);
        count = channel.read(buffer);
      }
      buffer.flip();
      if (count < 0) {
        return -1;
      }
    }
    return buffer.get() & 0xff;
  }

  /**
   * Returns the next line without its end.
   *
   * @throws EOFException when the connection ends within it
   * @throws IOException when it is longer than the limit
   */
  public String readLine(int limit) throws IOException {
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

  private void await(int operation) throws IOException {
    key.interestOps(operation);
    long left = deadline.left().toMillis();
    if (deadline.passed()) {
      throw new SocketTimeoutException("i/o timeout");
    }
    selector.select(left + 1);
    selector.selectedKeys().clear();
    if (Thread.currentThread().isInterrupted()) {
      throw new SocketTimeoutException("interrupted");
    }
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      selector.close();
    }
  }
}
