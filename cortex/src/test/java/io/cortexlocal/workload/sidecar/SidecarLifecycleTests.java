package io.cortexlocal.workload.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.istio.AccessLog;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Health, events and the end of a sidecar, on a real Envoy. */
@Timeout(60)
class SidecarLifecycleTests {

  @Test
  void healthzFollowsThePort() throws Exception {
    int port = UserContainer.freePort();
    try (RunningSidecar sidecar = RunningSidecar.start(port, 1, 1)) {
      Wire.Answer before = Wire.exchange(sidecar.adminPort(), "GET /healthz");
      assertThat(before.status()).isEqualTo(500);
      assertThat(before.body()).isEqualTo("unhealthy");
      assertThat(before.headers()).contains("Content-Type: text/plain; charset=utf-8");

      try (UserContainer user = UserContainer.start(port)) {
        awaitHealth(sidecar, 200, "healthy");
        assertThat(user.arrived()).isEmpty();
      }
      awaitHealth(sidecar, 500, "unhealthy");
    }
  }

  @Test
  void healthzIsAlwaysHealthyWithoutTheTcpProbe() throws Exception {
    try (RunningSidecar sidecar =
        RunningSidecar.start(UserContainer.freePort(), 1, 1, false, Optional.empty())) {
      Wire.Answer answer = Wire.exchange(sidecar.adminPort(), "POST /healthz", "Content-Length: 0");

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("healthy");
    }
  }

  @Test
  void theAdminPortServesMetricsAndNothingElse() throws Exception {
    try (RunningSidecar sidecar = RunningSidecar.start(UserContainer.freePort(), 1, 1)) {
      assertThat(Wire.exchange(sidecar.adminPort(), "GET /metrics").body())
          .contains("# TYPE envoy_http_downstream_rq_active gauge")
          .doesNotContain("cortex_in_flight_requests");
      for (String path : List.of("/", "/stats", "/healthz/", "/quitquitquit")) {
        Wire.Answer answer = Wire.exchange(sidecar.adminPort(), "GET " + path);
        assertThat(answer.status()).as(path).isEqualTo(404);
        assertThat(answer.body()).isEqualTo("404 page not found\n");
      }
    }
  }

  @Test
  void tellsWhenThePortWasBoundAndLost() throws Exception {
    int port = UserContainer.freePort();
    try (RunningSidecar sidecar = RunningSidecar.start(port, 1, 1)) {
      Instant before = Instant.now();
      Instant bound;
      try (UserContainer user = UserContainer.start(port)) {
        bound = Instant.now();
        assertThat(user.port()).isEqualTo(port);
        sidecar.await("an event", () -> !sidecar.events().isEmpty());
      }
      sidecar.await("a second event", () -> sidecar.events().size() == 2);

      SidecarEvent first = sidecar.events().get(0);
      assertThat(first).isInstanceOf(SidecarEvent.PortBound.class);
      assertThat(first.at()).isBetween(before.minusMillis(1), bound.plus(Duration.ofSeconds(10)));
      assertThat(sidecar.events().get(1)).isInstanceOf(SidecarEvent.PortLost.class);
    }
  }

  @Test
  void tellsOfARequestThatIsAsLongAsOneMayBe() throws Exception {
    try (UserContainer user = UserContainer.start(0);
        RunningSidecar sidecar = RunningSidecar.start(user.port(), 1, 1)) {
      user.release(1);
      String path = "/" + "\"".repeat(50_000);
      Wire.exchange(
          sidecar.dataPort(),
          "GET " + path,
          "X-Request-Id: " + "i".repeat(40_000),
          "User-Agent: " + "\\".repeat(40_000));
      sidecar.await("the request", () -> !requests(sidecar).isEmpty());

      AccessLog request = requests(sidecar).get(0);
      assertThat(request.path()).isEqualTo(path.substring(0, 4096));
      assertThat(request.forwardedPath()).isEqualTo(path.substring(0, 4096));
      assertThat(request.requestId()).isEqualTo("i".repeat(256));
      assertThat(request.userAgent()).isEqualTo("\\".repeat(256));
    }
  }

  /** A web server that binds its port long before it answers; the observer waits on one request. */
  @Test
  void tellsWhenTheContainerFirstAnswered() throws Exception {
    try (ServerSocket user = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        RunningSidecar sidecar =
            RunningSidecar.start(user.getLocalPort(), 1, 1, true, Optional.of("/ready"))) {
      sidecar.await("the port is bound", () -> sidecar.events().size() == 1);
      assertThat(sidecar.events().get(0)).isInstanceOf(SidecarEvent.PortBound.class);
      assertThat(Wire.exchange(sidecar.adminPort(), "GET /healthz").status()).isEqualTo(200);

      String head = answerTheObserver(user);

      sidecar.await("the answer is seen", () -> sidecar.events().size() == 2);
      assertThat(head)
          .startsWith("GET /ready HTTP/1.1\r\n")
          .containsIgnoringCase("user-agent: kube-probe/cortex-local\r\n");
      assertThat(sidecar.events().get(1)).isInstanceOf(SidecarEvent.Answering.class);
      assertThat(sidecar.stat("cluster.user-answers.health_check.attempt")).isEqualTo(1);
    }
  }

  private static String answerTheObserver(ServerSocket user) throws Exception {
    while (true) {
      try (Socket socket = user.accept()) {
        StringBuilder head = new StringBuilder();
        int next;
        while (head.indexOf("\r\n\r\n") < 0 && (next = socket.getInputStream().read()) >= 0) {
          head.append((char) next);
        }
        if (!head.isEmpty()) {
          socket
              .getOutputStream()
              .write(
                  "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"
                      .getBytes(StandardCharsets.US_ASCII));
          return head.toString();
        }
      }
    }
  }

  @Test
  void writesARequestWithTheTimeItWasQueued() throws Exception {
    try (UserContainer user = UserContainer.start(0);
        RunningSidecar sidecar = RunningSidecar.start(user.port(), 1, 1);
        Wire first = Wire.send(sidecar.dataPort(), "GET /first");
        Wire second =
            waitThenSend(sidecar, 1, "GET /second?q=1", "X-Request-Id: abc", "User-Agent: me")) {
      sidecar.awaitActiveRequests(2);
      TimeUnit.MILLISECONDS.sleep(120);
      user.release(2);
      first.answer();
      second.answer();
      sidecar.await("two requests are written", () -> requests(sidecar).size() == 2);

      AccessLog log = requests(sidecar).get(1);
      assertThat(log.proxy()).isEqualTo("sidecar");
      assertThat(log.requestId()).isEqualTo("abc");
      assertThat(log.method()).isEqualTo("GET");
      assertThat(log.path()).isEqualTo("/second?q=1");
      assertThat(log.userAgent()).isEqualTo("me");
      assertThat(log.status()).isEqualTo(200);
      assertThat(log.flags()).isEmpty();
      assertThat(log.cluster()).isEqualTo("user");
      assertThat(log.responseBytes()).isEqualTo("served /second?q=1".length());
      assertThat(log.firstByteUpstream().orElseThrow()).isGreaterThan(Duration.ofMillis(120));
      assertThat(log.firstByteFromUpstream().orElseThrow())
          .isGreaterThan(log.firstByteUpstream().orElseThrow());
      assertThat(Duration.between(log.start(), log.end()))
          .isGreaterThanOrEqualTo(log.lastByteDownstream().orElseThrow());
    }
  }

  @Test
  void writesARefusedRequest() throws Exception {
    try (UserContainer user = UserContainer.start(0);
        RunningSidecar sidecar = RunningSidecar.start(user.port(), 1, 1);
        Wire first = Wire.send(sidecar.dataPort(), "GET /first");
        Wire second = waitThenSend(sidecar, 1, "GET /second")) {
      sidecar.awaitActiveRequests(2);
      assertThat(Wire.exchange(sidecar.dataPort(), "GET /third").status()).isEqualTo(503);
      sidecar.await("the refusal is written", () -> !requests(sidecar).isEmpty());

      SidecarEvent.Request refused = new SidecarEvent.Request(requests(sidecar).get(0));
      assertThat(refused.log().path()).isEqualTo("/third");
      assertThat(refused.isRefused()).isTrue();
      assertThat(refused.log().firstByteUpstream()).isEmpty();
      user.release(2);
      first.answer();
      second.answer();
      sidecar.await("the other two are written", () -> requests(sidecar).size() == 3);
      assertThat(requests(sidecar).subList(1, 3))
          .map(SidecarEvent.Request::new)
          .noneMatch(SidecarEvent.Request::isRefused);
    }
  }

  private static Wire waitThenSend(
      RunningSidecar sidecar, int active, String requestLine, String... headers) throws Exception {
    sidecar.awaitActiveRequests(active);
    return Wire.send(sidecar.dataPort(), requestLine, headers);
  }

  private static List<AccessLog> requests(RunningSidecar sidecar) throws Exception {
    return sidecar.events().stream()
        .filter(SidecarEvent.Request.class::isInstance)
        .map(event -> ((SidecarEvent.Request) event).log())
        .toList();
  }

  @Test
  void aMarkerIsBehindWhatWasAnsweredBeforeItAndTheEndIsLast() throws Exception {
    try (UserContainer user = UserContainer.start(0);
        RunningSidecar sidecar = RunningSidecar.start(user.port(), 1, 1)) {
      user.release(1);
      Wire.exchange(sidecar.dataPort(), "GET /before");
      sidecar.mark("m1");
      assertThat(user.arrived()).isNotEmpty();
      sidecar.process().destroy();
      sidecar.await("the end", () -> !sidecar.process().isAlive());
      List<SidecarEvent> events = sidecar.events();

      assertThat(events)
          .filteredOn(
              event ->
                  event instanceof SidecarEvent.Request || event instanceof SidecarEvent.Marker)
          .hasSize(2)
          .satisfiesExactly(
              first -> assertThat(first).isInstanceOf(SidecarEvent.Request.class),
              second -> assertThat(((SidecarEvent.Marker) second).name()).isEqualTo("m1"));
      assertThat(events.get(events.size() - 1)).isInstanceOf(SidecarEvent.Ended.class);
    }
  }

  @Test
  void finishesRunningAndQueuedRequestsOnSigterm() throws Exception {
    try (UserContainer user = UserContainer.start(0);
        RunningSidecar sidecar = RunningSidecar.start(user.port(), 1, 1);
        Wire running = Wire.send(sidecar.dataPort(), "GET /1");
        Wire queued = waitThenSend(sidecar, 1, "GET /2")) {
      sidecar.awaitActiveRequests(2);

      sidecar.process().destroy();

      sidecar.await("the listener is closed", () -> refuses(sidecar.dataPort()));
      assertThatThrownBy(() -> Wire.exchange(sidecar.adminPort(), "GET /healthz"))
          .isInstanceOf(ConnectException.class);
      assertThat(sidecar.process().isAlive()).isTrue();
      sidecar.mark("draining");
      user.release(2);
      assertThat(running.answer().body()).isEqualTo("served /1");
      assertThat(queued.answer().body()).isEqualTo("served /2");
      assertThat(sidecar.process().waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(sidecar.process().exitValue()).isZero();
      assertThat(requests(sidecar)).hasSize(2);
    }
  }

  /** Cortex's proxy closes them at once. */
  @Test
  void keepsAClientsIdleConnectionUntilTheLastRequestIsDone() throws Exception {
    try (UserContainer user = UserContainer.start(0);
        RunningSidecar sidecar = RunningSidecar.start(user.port(), 1, 1);
        Socket idle = new Socket(InetAddress.getLoopbackAddress(), sidecar.dataPort())) {
      user.release(1);
      idle.getOutputStream()
          .write("GET /idle HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      StringBuilder answer = new StringBuilder();
      while (answer.indexOf("served /idle") < 0) {
        answer.append((char) idle.getInputStream().read());
      }
      try (Wire running = Wire.send(sidecar.dataPort(), "GET /1")) {
        sidecar.awaitActiveRequests(1);
        sidecar.process().destroy();
        sidecar.await("the listener is closed", () -> refuses(sidecar.dataPort()));

        idle.setSoTimeout(500);
        assertThatThrownBy(() -> idle.getInputStream().read())
            .isInstanceOf(SocketTimeoutException.class);
        user.release(1);
        assertThat(running.answer().body()).isEqualTo("served /1");
        idle.setSoTimeout(10_000);
        assertThat(idle.getInputStream().read()).isEqualTo(-1);
      }
    }
  }

  @Test
  void doesNotWaitForAWebSocketOnSigterm() throws Exception {
    try (ServerSocket user = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        RunningSidecar sidecar =
            RunningSidecar.start(user.getLocalPort(), 1, 1, false, Optional.empty());
        Wire socket =
            Wire.send(sidecar.dataPort(), "GET /ws", "Connection: Upgrade", "Upgrade: websocket");
        Socket accepted = user.accept()) {
      accepted
          .getOutputStream()
          .write(
              "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      socket.readThrough("\r\n\r\n");

      sidecar.process().destroy();

      assertThat(sidecar.process().waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(sidecar.process().exitValue()).isZero();
    }
  }

  private static boolean refuses(int port) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return !socket.isConnected();
    } catch (ConnectException e) {
      return true;
    }
  }

  private static void awaitHealth(RunningSidecar sidecar, int status, String body)
      throws Exception {
    sidecar.await(
        "/healthz is " + status,
        () -> {
          Wire.Answer answer = Wire.exchange(sidecar.adminPort(), "GET /healthz");
          return answer.status() == status && answer.body().equals(body);
        });
  }

  @Test
  void endsWithEnvoysExitCodeWhenEnvoyEnds() throws Exception {
    Process process =
        new ProcessBuilder("bash", "-c", SidecarEntrypoint.script(), "x", "false", "/no/socket")
            .redirectErrorStream(true)
            .start();

    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(1);
  }

  /** As when SIGTERM comes before Envoy listens. */
  @Test
  void endsOnSigtermThoughThereIsNoAdminInterface(@TempDir Path directory) throws Exception {
    Path output = directory.resolve("out");
    Process process =
        new ProcessBuilder(
                "bash", "-c", SidecarEntrypoint.script(), "x", "sleep", "/no/socket", "30")
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (process.descendants().findAny().isEmpty() && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(5);
    }

    process.destroy();

    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(output))
        .contains("/no/socket: ", "sidecar: ended without draining");
  }
}
