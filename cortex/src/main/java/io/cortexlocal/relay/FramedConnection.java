package io.cortexlocal.relay;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/**
 * A connection that is carried over another, which has no way to say that one side has said all: in
 * frames of a length, four bytes, and as many bytes; a length of 0 ends that side. A connection
 * that breaks on one end is reset on the other.
 */
final class FramedConnection {

  private static final int LARGEST = 64 << 10;

  private final SocketChannel connection;
  private final ByteChannel carrier;

  private FramedConnection(SocketChannel connection, ByteChannel carrier) {
    this.connection = connection;
    this.carrier = carrier;
  }

  /**
   * Carries until both sides have said all, or the connection breaks. Both channels are closed
   * then.
   *
   * @param threads runs one of the two ways
   */
  static void join(SocketChannel connection, ByteChannel carrier, Executor threads) {
    new FramedConnection(connection, carrier).join(threads);
  }

  private void join(Executor threads) {
    try {
      CompletableFuture<Void> out = CompletableFuture.runAsync(() -> way(this::toCarrier), threads);
      way(this::fromCarrier);
      out.join();
    } catch (CompletionException broken) {
      // reset by then
    } finally {
      JoinedChannels.close(connection);
      JoinedChannels.close(carrier);
    }
  }

  private interface Way {

    void run() throws IOException;
  }

  /** A way that breaks takes the other with it. */
  private void way(Way way) {
    try {
      way.run();
    } catch (IOException e) {
      reset(connection);
      JoinedChannels.close(carrier);
      throw new CompletionException(e);
    }
  }

  private void toCarrier() throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(Integer.BYTES + LARGEST);
    int length;
    do {
      frame.clear().position(Integer.BYTES);
      length = Math.max(0, connection.read(frame));
      frame.putInt(0, length).flip();
      Carrier.writeAll(carrier, frame);
    } while (length > 0);
  }

  private void fromCarrier() throws IOException {
    ByteBuffer header = ByteBuffer.allocate(Integer.BYTES);
    ByteBuffer bytes = ByteBuffer.allocate(LARGEST);
    for (int length = length(header); length > 0; length = length(header)) {
      readAll(bytes.clear().limit(length));
      Carrier.writeAll(connection, bytes.flip());
    }
    connection.shutdownOutput();
  }

  private int length(ByteBuffer header) throws IOException {
    readAll(header.clear());
    int length = header.getInt(0);
    if (length < 0 || length > LARGEST) {
      throw new IOException("a frame of " + length + " bytes");
    }
    return length;
  }

  private void readAll(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      if (carrier.read(bytes) < 0) {
        throw new EOFException("the other side is gone");
      }
    }
  }

  /** Closes so that the other side does not take it for an end, where the network allows that. */
  static void reset(SocketChannel connection) {
    try {
      if (connection.supportedOptions().contains(StandardSocketOptions.SO_LINGER)) {
        connection.setOption(StandardSocketOptions.SO_LINGER, 0);
      }
    } catch (IOException | UnsupportedOperationException e) {
      // it is closed all the same
    }
    JoinedChannels.close(connection);
  }
}
