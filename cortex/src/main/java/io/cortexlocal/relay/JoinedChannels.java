package io.cortexlocal.relay;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Hands on what two sides say to each other. */
final class JoinedChannels {

  private static final int BUFFER = 16 << 10;

  private JoinedChannels() {}

  /**
   * Hands on until the answering side hangs up, or the asking side has hung up and no answer ends
   * within a while after that. An end of one way cannot be handed on, for a forwarded port knows
   * the end of both only.
   *
   * @param patience with an answer to a client that has said all
   * @param threads runs the second way
   */
  static void join(ByteChannel asking, ByteChannel answering, Duration patience, Executor threads)
      throws IOException {
    CountDownLatch answered = new CountDownLatch(1);
    threads.execute(
        () -> {
          try {
            pass(asking, answering);
            if (answered.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
              return;
            }
          } catch (IOException gone) {
            // the other way ends with it
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          close(answering);
        });
    try {
      pass(answering, asking);
    } finally {
      answered.countDown();
      close(asking);
      close(answering);
    }
  }

  private static void pass(ByteChannel from, ByteChannel to) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(BUFFER);
    while (from.read(bytes.clear()) >= 0) {
      Carrier.writeAll(to, bytes.flip());
    }
  }

  static void close(ByteChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // nobody hears of it, and nothing is left to do
    }
  }
}
