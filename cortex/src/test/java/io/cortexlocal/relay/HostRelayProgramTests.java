package io.cortexlocal.relay;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.lifecycle.Closer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The relay between clients in a cluster and servers on the loopback of this machine. */
@Timeout(60)
class HostRelayProgramTests {

  private static final String SECRET = "only-the-machine-knows";
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int LARGE = 32 << 20;

  private final Closer closer = new Closer();
  private final RelayPorts ports = closer.register(start(new CountDownLatch(0)));

  private final List<CarrierPool> pools = new ArrayList<>();

  @AfterEach
  void close() {
    closer.close();
  }

  /** Starts a server, and a port of the relay that leads to it; returns the port of the pod. */
  private int serve(BiConsumer<InputStream, Socket> answers) throws Exception {
    ServerSocket server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    closer.register(() -> closeQuietly(server));
    Thread thread =
        new Thread(
            () -> {
              try {
                while (true) {
                  Socket socket = server.accept();
                  Thread one = new Thread(() -> answer(socket, answers), "server");
                  one.setDaemon(true);
                  one.start();
                }
              } catch (IOException closed) {
                // the test is over
              }
            },
            "accepts");
    thread.setDaemon(true);
    thread.start();
    carry(server.getLocalPort());
    return server.getLocalPort();
  }

  private static void closeQuietly(ServerSocket server) {
    try {
      server.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void answer(Socket socket, BiConsumer<InputStream, Socket> answers) {
    try (socket) {
      answers.accept(socket.getInputStream(), socket);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private CarrierPool carry(int port) throws InterruptedException {
    CarrierPool pool = closer.register(pool(ports, port));
    pools.add(pool);
    pool.start();
    assertThat(pool.await(PATIENCE)).as(pool.lastFailure()).isTrue();
    return pool;
  }

  private static CarrierPool pool(RelayPorts relay, int port) {
    return new CarrierPool(
        () ->
            SocketChannel.open(
                new InetSocketAddress(
                    InetAddress.getLoopbackAddress(), relay.port(HostObjects.CARRIER_PORT))),
        SECRET + " " + port,
        8,
        1024,
        (carrier, threads) -> HostRelay.serve(carrier, port, threads));
  }

  private Socket client(int port) throws IOException {
    Socket client = new Socket(InetAddress.getLoopbackAddress(), ports.port(port));
    client.setSoTimeout((int) PATIENCE.toMillis());
    return client;
  }

  private static void echoAll(InputStream input, Socket socket) {
    try {
      input.transferTo(socket.getOutputStream());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Answers once the client has said all, as what reads to the end does. */
  private static void count(InputStream input, Socket socket) {
    try {
      long length = input.transferTo(OutputStream.nullOutputStream());
      socket.getOutputStream().write((length + " bytes").getBytes(US_ASCII));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theServerLearnsThatTheClientHasSaidAllAndAnswersThen() throws Exception {
    int port = serve(HostRelayProgramTests::count);
    for (int length : new int[] {0, 1, 70_000}) {
      try (Socket client = client(port)) {
        client.getOutputStream().write(new byte[length]);
        client.shutdownOutput();

        assertThat(client.getInputStream().readAllBytes())
            .isEqualTo((length + " bytes").getBytes(US_ASCII));
      }
    }
  }

  @Test
  void manyConnectionsAreCarriedAtOnce() throws Exception {
    int port = serve(HostRelayProgramTests::echoAll);
    List<Socket> clients = new ArrayList<>();
    try {
      for (int i = 0; i < 100; i++) {
        clients.add(client(port));
      }
      for (int i = clients.size() - 1; i >= 0; i--) {
        clients.get(i).getOutputStream().write(i);
      }
      for (int i = 0; i < clients.size(); i++) {
        assertThat(clients.get(i).getInputStream().read()).isEqualTo(i);
      }
    } finally {
      for (Socket client : clients) {
        client.close();
      }
    }
  }

  @Test
  void aLargeAnswerStaysWholeWhileAsMuchIsSent() throws Exception {
    int port = serve(HostRelayProgramTests::echoAll);
    try (Socket client = client(port)) {
      CompletableFuture<Void> sent =
          CompletableFuture.runAsync(
              () -> {
                try {
                  client.getOutputStream().write(new byte[LARGE]);
                  client.shutdownOutput();
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      assertThat(client.getInputStream().transferTo(OutputStream.nullOutputStream()))
          .isEqualTo(LARGE);
      sent.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  @Test
  void whereNobodyListensAClientIsHungUpOnAtOnce() throws Exception {
    try (Socket bound = new Socket()) {
      // so that nobody else has the port
      bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      carry(bound.getLocalPort());
      long start = System.nanoTime();
      for (int i = 0; i < 10; i++) {
        try (Socket client = client(bound.getLocalPort())) {
          assertHungUp(client);
        }
      }
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PATIENCE);
    }
  }

  @Test
  void aClientIsHungUpOnOnceItsPortIsClosed() throws Exception {
    int port = serve(HostRelayProgramTests::echoAll);
    CarrierPool carriers = pools.get(0);
    int other = serve(HostRelayProgramTests::echoAll);
    try (Socket served = client(port);
        Socket ofAnother = client(other)) {
      assertEchoes(served);
      assertEchoes(ofAnother);

      carriers.close();

      assertHungUp(served);
      assertEchoes(ofAnother);
    }
  }

  @Test
  void aPortThatIsNoLongerNamedHangsUpAtOnceUntilItIsNamedAgain() throws Exception {
    int port = serve(HostRelayProgramTests::echoAll);
    pools.forEach(CarrierPool::close);
    tell(SECRET + " -" + port + "\n");
    long start = System.nanoTime();
    for (int i = 0; i < 3; i++) {
      try (Socket client = client(port)) {
        assertHungUp(client);
      }
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(HostPort.FOR_A_CARRIER);

    assertThat(tell(SECRET + " " + port + "\n")).as("a carrier that is late").isEqualTo(-1);
    tell(SECRET + " +" + port + "\n");
    carry(port);
    try (Socket client = client(port)) {
      client.getOutputStream().write(1);
      assertThat(client.getInputStream().read()).isEqualTo(1);
    }
  }

  @Test
  void noCarrierWaitsBeforeTheNameLeadsThere() throws Exception {
    CountDownLatch reached = new CountDownLatch(1);
    RelayPorts early = closer.register(start(reached));
    CarrierPool pool = closer.register(pool(early, 80));
    pool.start();
    assertThat(pool.await(Duration.ofMillis(200))).isFalse();

    reached.countDown();

    assertThat(pool.await(PATIENCE)).as(pool.lastFailure()).isTrue();
  }

  private static RelayPorts start(CountDownLatch reached) {
    return RelayPorts.start(
        new HostRelayProgram(), List.of("local", "host.cortex", 64_998), SECRET, reached);
  }

  /** Says something as a carrier does; returns the first byte of the answer. */
  private int tell(String said) throws IOException {
    try (Socket carrier =
        new Socket(InetAddress.getLoopbackAddress(), ports.port(HostObjects.CARRIER_PORT))) {
      carrier.setSoTimeout((int) PATIENCE.toMillis());
      carrier.getOutputStream().write(said.getBytes(US_ASCII));
      return carrier.getInputStream().read();
    }
  }

  @Test
  void whoDoesNotKnowTheSecretCarriesNothing() throws Exception {
    for (String said :
        List.of("guessed 80\n", SECRET + "\n", SECRET + " x\n", SECRET + " 0\n", SECRET + " -\n")) {
      assertThat(tell(said)).as(said).isEqualTo(-1);
    }
  }

  @Test
  void theSecretIsAllThatItTakes() {
    assertThatThrownBy(() -> new HostRelayProgram().run(new RelayPorts(List.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("usage: host-relay SECRET");
  }

  private static void assertEchoes(Socket client) throws IOException {
    client.getOutputStream().write(1);
    assertThat(client.getInputStream().read()).isEqualTo(1);
  }

  static void assertHungUp(Socket client) {
    try {
      assertThat(client.getInputStream().read()).isEqualTo(-1);
    } catch (IOException reset) {
      assertThat(reset).isInstanceOf(SocketException.class);
    }
  }
}
