package io.cortexlocal.relay;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A connection from the operator's machine to the relay in the cluster, which waits there for a
 * client and is that client's then.
 *
 * <p>The machine sends a secret and a line's end, and the relay {@link #WAITS}. When a client is
 * there the relay sends {@link #CALLS}, the machine {@link #ANSWERS}, and what follows is what the
 * client and the operator say. So no client is lost to a connection that has broken unnoticed.
 */
final class Carrier {

  static final byte WAITS = '+';
  static final byte CALLS = '>';
  static final byte ANSWERS = '<';

  /** In place of {@link #ANSWERS}: nothing listens there. */
  static final byte REFUSES = 'x';

  private static final int LONGEST_SECRET = 128;

  /** How long either side has for its next word, where it is not waiting for a client. */
  static final Duration HANDSHAKE = Duration.ofSeconds(10);

  private Carrier() {}

  /** Returns what is to be completed in time; the connection is closed when it is not. */
  static CompletableFuture<Void> closeWhenSlow(ByteChannel carrier) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    var unused =
        done.orTimeout(HANDSHAKE.toNanos(), TimeUnit.NANOSECONDS)
            .exceptionally(
                late -> {
                  JoinedChannels.close(carrier);
                  return null;
                });
    return done;
  }

  /** Sends the secret. */
  static void introduce(ByteChannel carrier, String secret) throws IOException {
    writeAll(carrier, ByteBuffer.wrap((secret + "\n").getBytes(StandardCharsets.US_ASCII)));
  }

  /** Returns the secret that the other side sends, or what it says instead. */
  static String secret(ByteChannel carrier) throws IOException {
    StringBuilder line = new StringBuilder();
    while (line.length() < LONGEST_SECRET) {
      byte next = read(carrier);
      if (next == '\n') {
        break;
      }
      line.append((char) next);
    }
    return line.toString();
  }

  static void say(ByteChannel carrier, byte word) throws IOException {
    writeAll(carrier, ByteBuffer.wrap(new byte[] {word}));
  }

  /** Waits for a word; throws IOException when the other side says another, or is gone. */
  static void expect(ByteChannel carrier, byte word) throws IOException {
    byte said = read(carrier);
    if (said != word) {
      throw new IOException("the other side said %d, not %d".formatted(said, word));
    }
  }

  static byte read(ByteChannel carrier) throws IOException {
    ByteBuffer one = ByteBuffer.allocate(1);
    if (carrier.read(one) < 0) {
      throw new EOFException("the other side has hung up");
    }
    return one.get(0);
  }

  static void writeAll(ByteChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
