package io.cortexlocal.cluster.embedded.linux;

import io.cortexlocal.time.Deadline;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/** Connects to the cluster's network through the node's connector. */
final class Dialer {

  private static final String REFUSED = "error ";
  private static final int LONGEST_ANSWER = 4 << 10;

  private final Path connector;

  /**
   * Creates a dialer.
   *
   * @param connector the unix socket on which {@code dial.pl} listens
   */
  Dialer(Path connector) {
    this.connector = connector;
  }

  /** Connects, as {@code ContainerRuntime.dial} says. */
  SocketChannel dial(String address, int port, Duration timeout) throws IOException {
    Deadline deadline = Deadline.after(timeout);
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(connector));
      channel.write(
          ByteBuffer.wrap((address + " " + port + "\n").getBytes(StandardCharsets.US_ASCII)));
      String answer = readLine(channel, deadline);
      if (answer.startsWith(REFUSED)) {
        throw new ConnectException(answer.substring(REFUSED.length()));
      }
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Returns whether the connector answers in time, or is not there. It hangs up on what is no
   * address.
   */
  boolean answers(Duration patience) {
    Deadline deadline = Deadline.after(patience);
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.configureBlocking(false);
      if (!channel.connect(UnixDomainSocketAddress.of(connector))) {
        return true;
      }
      channel.write(ByteBuffer.wrap("?\n".getBytes(StandardCharsets.US_ASCII)));
      readLine(channel, deadline);
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  /** Reads byte by byte, as what follows the line is the other side's. */
  private static String readLine(SocketChannel channel, Deadline deadline) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    ByteBuffer next = ByteBuffer.allocate(1);
    channel.configureBlocking(false);
    try (Selector selector = Selector.open()) {
      channel.register(selector, SelectionKey.OP_READ);
      while (true) {
        int read = channel.read(next.clear());
        if (read < 0) {
          throw new EOFException("the node's connector has ended");
        }
        if (read > 0) {
          if (next.get(0) == '\n') {
            break;
          }
          line.write(next.get(0));
          if (line.size() > LONGEST_ANSWER) {
            throw new IOException("the node's connector answers what it should not: " + line);
          }
        } else {
          await(selector, deadline);
        }
      }
    }
    channel.configureBlocking(true);
    return line.toString(StandardCharsets.UTF_8);
  }

  private static void await(Selector selector, Deadline deadline) throws IOException {
    if (deadline.passed()) {
      throw new SocketTimeoutException("i/o timeout");
    }
    selector.select(Math.max(1, deadline.left().toMillis()));
    selector.selectedKeys().clear();
    if (Thread.currentThread().isInterrupted()) {
      throw new IOException("interrupted while connecting");
    }
  }
}
