package io.cortexlocal.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of clients of a port for which no carrier waits. */
@Timeout(60)
class HostPortTests {

  private static final Duration AT_ONCE = HostPort.FOR_A_CARRIER.dividedBy(2);

  @AutoClose private final ServerSocketChannel server;
  private final HostPort port = new HostPort(Runnable::run);

  HostPortTests() throws IOException {
    server = ServerSocketChannel.open();
  }

  @BeforeEach
  void listen() throws IOException {
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  private Socket client() throws IOException {
    InetSocketAddress address = (InetSocketAddress) server.getLocalAddress();
    Socket client = new Socket(address.getAddress(), address.getPort());
    client.setSoTimeout((int) AT_ONCE.toMillis());
    return client;
  }

  /** Returns the thread of a client that waits for a carrier. */
  private Thread waits() throws Exception {
    SocketChannel client = server.accept();
    Thread thread = new Thread(() -> port.serve(client), "client");
    thread.setDaemon(true);
    thread.start();
    while (thread.getState() != Thread.State.TIMED_WAITING) {
      assertThat(thread.isAlive()).isTrue();
      TimeUnit.MILLISECONDS.sleep(1);
    }
    return thread;
  }

  @Test
  void allThatWaitAreHungUpOnAtOnceWhenItIsClosed() throws Exception {
    try (Socket one = client();
        Socket two = client()) {
      Thread first = waits();
      Thread second = waits();

      port.turn(false);

      HostRelayProgramTests.assertHungUp(one);
      HostRelayProgramTests.assertHungUp(two);
      first.join();
      second.join();
    }
  }

  @Test
  void oneThatComesWhenItIsOpenAgainWaitsAsBefore() throws Exception {
    port.turn(false);
    port.turn(true);
    try (Socket one = client()) {
      Thread waiting = waits();
      assertThat(waiting.isAlive()).isTrue();

      port.turn(false);

      HostRelayProgramTests.assertHungUp(one);
      waiting.join();
    }
  }
}
