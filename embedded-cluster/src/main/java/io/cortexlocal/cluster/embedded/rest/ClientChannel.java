package io.cortexlocal.cluster.embedded.rest;

import io.cortexlocal.time.Deadline;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/**
 * The connection of one client. Each read and write has a deadline; one thread uses it, and others
 * may wake or close it.
 */
final class ClientChannel implements AutoCloseable {

  private static final int LONGEST_GOODBYE = 16 << 20;

  private final SocketChannel channel;
  private final Selector selector;
  private final SelectionKey key;
  private final ByteBuffer buffer = ByteBuffer.allocate(8 << 10).flip();

  ClientChannel(SocketChannel channel) throws IOException {
    this.channel = channel;
    channel.configureBlocking(false);
    selector = Selector.open();
    key = channel.register(selector, SelectionKey.OP_READ);
  }

  /** Returns the next byte, or -1 at the end. */
  int read(Deadline deadline) throws IOException {
    if (!buffer.hasRemaining() && !fill(deadline)) {
      return -1;
    }
    return buffer.get() & 0xff;
  }

  private boolean fill(Deadline deadline) throws IOException {
    buffer.clear();
    int count = 0;
    try {
      count = channel.read(buffer);
      while (count == 0) {
        await(SelectionKey.OP_READ, deadline);
        count = channel.read(buffer);
      }
    } finally {
      buffer.flip();
    }
    return count > 0;
  }

  /**
   * Returns so many bytes.
   *
   * @throws EOFException when the client ends within them
   */
  byte[] read(int length, Deadline deadline) throws IOException {
    byte[] bytes = new byte[length];
    for (int at = 0; at < length; ) {
      if (!buffer.hasRemaining() && !fill(deadline)) {
        throw new EOFException("the body ends early");
      }
      int count = Math.min(length - at, buffer.remaining());
      buffer.get(bytes, at, count);
      at += count;
    }
    return bytes;
  }

  /**
   * Writes all of it.
   *
   * @throws SocketTimeoutException when the client does not take it within the time
   */
  void write(byte[] bytes, Deadline deadline) throws IOException {
    ByteBuffer left = ByteBuffer.wrap(bytes);
    while (left.hasRemaining()) {
      if (channel.write(left) == 0) {
        await(SelectionKey.OP_WRITE, deadline);
      }
    }
  }

  private void await(int operation, Deadline deadline) throws IOException {
    if (deadline.passed()) {
      throw new SocketTimeoutException("the client was given %s".formatted(deadline.budget()));
    }
    select(operation, deadline.left());
  }

  private void select(int operation, Duration atMost) throws IOException {
    if (!channel.isOpen() || !selector.isOpen()) {
      throw new ClosedChannelException();
    }
    key.interestOps(operation);
    selector.select(Math.max(1, Math.min(60_000, atMost.toMillis() + 1)));
    selector.selectedKeys().clear();
  }

  /**
   * Waits until it is woken, the client hangs up, or the time is over. What the client sends is
   * thrown away.
   *
   * @return false when the client has hung up
   */
  boolean idle(Duration atMost) throws IOException {
    select(SelectionKey.OP_READ, atMost);
    buffer.clear();
    int count = channel.read(buffer);
    buffer.clear().flip();
    return count >= 0;
  }

  /** Ends {@link #idle}, now or the next time. */
  void wake() {
    selector.wakeup();
  }

  /**
   * Says that nothing follows, and waits for the client to have taken it: to close a connection
   * with unread input would take back the answer.
   */
  void goodbye(Deadline deadline) throws IOException {
    channel.shutdownOutput();
    for (int taken = 0; taken < LONGEST_GOODBYE && fill(deadline); taken += buffer.limit()) {
      buffer.position(buffer.limit());
    }
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      selector.close();
    }
  }
}
