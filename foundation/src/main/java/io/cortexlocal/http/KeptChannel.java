package io.cortexlocal.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;

/**
 * A connection that is kept for several exchanges, one after the other. Reads block for as long as
 * nothing comes; whoever does not want to wait closes it.
 */
public final class KeptChannel implements ExchangeChannel {

  private final ByteChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocate(8 << 10).flip();

  /** Takes over a connected channel whose reads block. */
  public KeptChannel(ByteChannel channel) {
    this.channel = channel;
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    ByteBuffer left = ByteBuffer.wrap(bytes);
    while (left.hasRemaining()) {
      channel.write(left);
    }
  }

  @Override
  public int read() throws IOException {
    if (!buffer.hasRemaining()) {
      buffer.clear();
      int count = channel.read(buffer);
      while (count == 0) {
        count = channel.read(buffer);
      }
      buffer.flip();
      if (count < 0) {
        return -1;
      }
    }
    return buffer.get() & 0xff;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
