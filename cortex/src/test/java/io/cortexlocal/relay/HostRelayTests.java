package io.cortexlocal.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.lifecycle.Closer;
import io.cortexlocal.time.Deadline;
import io.cortexlocal.time.SystemTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ports that are named, no longer named, and named again, with a relay that runs. */
@Timeout(120)
class HostRelayTests {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final List<String> READS = List.of("reads");

  private final Closer closer = new Closer();
  private final RelayCluster cluster = closer.register(new RelayCluster());
  private final HostRelay relay =
      closer.register(new HostRelay(cluster, closer.register(new SystemTime())));
  private int port;

  /** Answers each connection with one byte, and keeps it. */
  @BeforeEach
  void serve() throws IOException {
    ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    port = server.getLocalPort();
    Closer served = closer.register(new Closer());
    Thread thread =
        new Thread(
            () -> {
              try (server) {
                while (true) {
                  Socket socket = served.register(server.accept());
                  socket.getOutputStream().write(1);
                }
              } catch (IOException closed) {
                // the test is over
              }
            },
            "server");
    thread.setDaemon(true);
    thread.start();
    closer.register(server);
  }

  @AfterEach
  void close() {
    closer.close();
  }

  private void open(List<String> names, Set<Integer> ports) {
    relay.open(names, ports, Deadline.after(PATIENCE));
  }

  private Socket client() throws IOException {
    Socket client = new Socket(InetAddress.getLoopbackAddress(), cluster.port(port));
    client.setSoTimeout((int) PATIENCE.toMillis());
    return client;
  }

  private static void assertAnswered(Socket client) throws IOException {
    assertThat(client.getInputStream().read()).isEqualTo(1);
  }

  @Test
  void clientsAreHungUpOnOnceNobodyNamesTheirPort() throws Exception {
    open(READS, Set.of(port));
    try (Socket served = client()) {
      assertAnswered(served);

      open(READS, Set.of());

      HostRelayProgramTests.assertHungUp(served);
    }
  }

  @Test
  void aRelayThatDoesNotHearThatAPortIsOpenAgainIsToldOnceMore() throws Exception {
    open(READS, Set.of(port));
    open(READS, Set.of());
    cluster.loseNextOpening();

    open(READS, Set.of(port));

    assertThat(cluster.hasLostOpening()).isTrue();
    try (Socket served = client()) {
      assertAnswered(served);
    }
  }

  @Test
  void whoNamesNoPortDoesNotWaitForAnothersRelay() throws Exception {
    cluster.keepFromReady(true);
    CompletableFuture<Void> starting = CompletableFuture.runAsync(() -> open(READS, Set.of(port)));
    cluster.awaitInstalled();

    CompletableFuture.runAsync(() -> open(List.of("writes"), Set.of()))
        .get(PATIENCE.toSeconds() / 2, TimeUnit.SECONDS);

    assertThat(starting).isNotDone();
    cluster.keepFromReady(false);
    starting.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }
}
