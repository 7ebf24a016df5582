package io.cortexlocal.cluster.embedded.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;

/**
 * A port of this machine's loopback that is kept for Envoy, also while no Envoy runs.
 *
 * <p>It is bound without listening, and with SO_REUSEPORT: the kernel gives it to nobody else, and
 * Envoy, which sets that too and has the same user, can bind it.
 */
public final class LoopbackPort implements AutoCloseable {

  private final Socket reservation;

  private LoopbackPort(Socket reservation) {
    this.reservation = reservation;
  }

  /** Takes a free port. */
  public static LoopbackPort reserve() {
    Socket socket = new Socket();
    try {
      socket.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0));
      return new LoopbackPort(socket);
    } catch (IOException e) {
      throw new UncheckedIOException("no port of the loopback interface can be bound", e);
    }
  }

  /** Returns the port's number. */
  public int number() {
    return reservation.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    reservation.close();
  }
}
