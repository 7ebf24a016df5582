package io.cortexlocal.http;

import io.cortexlocal.time.Deadline;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** A connection on which every read and write ends at one deadline. */
public final class TimedChannel implements ExchangeChannel {

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
  @Override
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
  @Override
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
