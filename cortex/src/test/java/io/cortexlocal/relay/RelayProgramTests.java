package io.cortexlocal.relay;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.lifecycle.Closer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The relay between clients and an operator that answers with what it is told. */
@Timeout(60)
class RelayProgramTests {

  private static final String SECRET = "only-the-machine-knows";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Closer closer = new Closer();
  private final RelayPorts ports = closer.register(RelayPorts.start(SECRET));
  private final EchoOperator operator = closer.register(new EchoOperator());

  @AfterEach
  void close() {
    closer.close();
  }

  @Test
  void aClientsWordsAndTheOperatorsAnswersAreHandedOn() throws Exception {
    serve();

    for (int i = 0; i < 20; i++) {
      assertThat(ask("question " + i)).isEqualTo("question " + i);
    }
  }

  @Test
  void manyClientsAreServedAtOnce() throws Exception {
    serve();
    List<Socket> clients = new ArrayList<>();
    try {
      for (int i = 0; i < 30; i++) {
        clients.add(client());
      }
      for (int i = clients.size() - 1; i >= 0; i--) {
        clients.get(i).getOutputStream().write(("client " + i + "\n").getBytes(UTF_8));
      }
      for (int i = 0; i < clients.size(); i++) {
        assertThat(line(clients.get(i))).isEqualTo("client " + i);
      }
    } finally {
      for (Socket client : clients) {
        client.close();
      }
    }
  }

  @Test
  void aLargeAnswerStaysWhole() throws Exception {
    serve();
    String large = "0123456789abcdef".repeat(1 << 18);

    assertThat(ask(large)).isEqualTo(large);
  }

  @Test
  void aClientIsHungUpOnWhereThereIsNoOperator() throws Exception {
    assertEndsSoon();
  }

  @Test
  void aClientIsHungUpOnOnceTheOperatorIsGone() throws Exception {
    CarrierPool pool = serve();
    assertThat(ask("there")).isEqualTo("there");
    try (Socket served = client()) {
      served.getOutputStream().write("served\n".getBytes(UTF_8));
      assertThat(line(served)).isEqualTo("served");

      pool.close();

      assertHungUp(served);
    }
    assertEndsSoon();
  }

  @Test
  void anotherMachineServesOnWhereOneIsGone() throws Exception {
    serve().close();
    serve();

    assertThat(ask("again")).isEqualTo("again");
  }

  @Test
  void carriersComeBackWhenTheRelayIsReplaced() throws Exception {
    CarrierPool pool = serve();
    assertThat(ask("before")).isEqualTo("before");

    ports.replaceProgram();

    assertThat(pool.await(PATIENCE)).isTrue();
    assertThat(askUntilServed("after")).isEqualTo("after");
  }

  @Test
  void noCarrierWaitsBeforeTheRelaysServiceLeadsToIt() throws Exception {
    CountDownLatch reached = new CountDownLatch(1);
    RelayPorts early = closer.register(RelayPorts.start(SECRET, reached));
    CarrierPool pool = closer.register(pool(early));
    pool.start();
    assertThat(pool.await(Duration.ofMillis(200))).isFalse();

    reached.countDown();

    assertThat(pool.await(PATIENCE)).as(pool.lastFailure()).isTrue();
  }

  @Test
  void whoDoesNotKnowTheSecretCarriesNothing() throws Exception {
    try (Socket stranger = new Socket(InetAddress.getLoopbackAddress(), ports.carriers())) {
      stranger.setSoTimeout((int) PATIENCE.toMillis());
      stranger.getOutputStream().write("guessed\n".getBytes(US_ASCII));

      assertThat(stranger.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void theSecretIsAllThatItTakes() {
    assertThatThrownBy(() -> new RelayProgram().run(new RelayPorts(List.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("usage: operator-relay SECRET");
  }

  private CarrierPool serve() throws InterruptedException {
    CarrierPool pool = closer.register(pool(ports));
    pool.start();
    assertThat(pool.await(PATIENCE)).as(pool.lastFailure()).isTrue();
    return pool;
  }

  private CarrierPool pool(RelayPorts relay) {
    return new CarrierPool(
        () ->
            SocketChannel.open(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), relay.carriers())),
        SECRET,
        4,
        64,
        (carrier, threads) -> OperatorRelay.serve(carrier, operator.address(), threads));
  }

  private void assertEndsSoon() throws IOException {
    long start = System.nanoTime();
    try (Socket client = client()) {
      client.getOutputStream().write("anybody\n".getBytes(UTF_8));

      assertHungUp(client);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
  }

  private static void assertHungUp(Socket client) throws IOException {
    try {
      assertThat(client.getInputStream().read()).isEqualTo(-1);
    } catch (SocketException reset) {
      assertThat(reset).hasMessageContaining("reset");
    }
  }

  private String ask(String line) throws IOException {
    try (Socket client = client()) {
      client.getOutputStream().write((line + "\n").getBytes(UTF_8));
      return line(client);
    }
  }

  /** A client that the old program had accepted is hung up on. */
  private String askUntilServed(String line) throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      String answer = ask(line);
      if (!answer.isEmpty() || System.nanoTime() > end) {
        return answer;
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private Socket client() throws IOException {
    Socket client = new Socket(InetAddress.getLoopbackAddress(), ports.clients());
    client.setSoTimeout((int) PATIENCE.toMillis());
    return client;
  }

  private static String line(Socket socket) throws IOException {
    StringBuilder line = new StringBuilder();
    InputStream in = socket.getInputStream();
    byte[] bytes = new byte[8192];
    int read;
    while ((read = in.read(bytes)) > 0) {
      line.append(new String(bytes, 0, read, US_ASCII));
      if (bytes[read - 1] == '\n') {
        line.setLength(line.length() - 1);
        break;
      }
    }
    return line.toString();
  }

  /** Sends back what it is sent. */
  private static final class EchoOperator implements AutoCloseable {

    private final ServerSocket server;

    EchoOperator() {
      try {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      daemon(
          () -> {
            while (true) {
              Socket client = server.accept();
              daemon(
                  () -> {
                    try (client) {
                      client.getInputStream().transferTo(client.getOutputStream());
                    }
                  });
            }
          });
    }

    InetSocketAddress address() {
      return (InetSocketAddress) server.getLocalSocketAddress();
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void daemon(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException closed) {
                // the test ends
              }
            });
    thread.setDaemon(true);
    thread.start();
  }
}
