package io.cortexlocal.workload.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What reaches the container and what comes back, on a real Envoy. */
@Timeout(60)
class SidecarForwardingTests {

  @Test
  void forwardsPathQueryHostAndGoStyleHeaderNames() throws Exception {
    assertThat(
            requestAsReceived(
                "GET /a//b/../c%2Fd?x=1&y=%20",
                "Host: Api.Example:8080",
                "x-custom-name: 1",
                "User-Agent: test",
                "X-Forwarded-For: 10.0.0.7",
                "X-Forwarded-Proto: https",
                "X-Request-Id: abc"))
        .containsExactlyInAnyOrder(
            "GET /a//b/../c%2Fd?x=1&y=%20 HTTP/1.1",
            "Host: Api.Example:8080",
            "X-Custom-Name: 1",
            "User-Agent: test",
            "X-Forwarded-Proto: https",
            "X-Request-Id: abc",
            "X-Forwarded-For: 10.0.0.7, 127.0.0.1");
  }

  @Test
  void keepsTheHeadersOfTheGateway() throws Exception {
    assertThat(
            requestAsReceived(
                "GET /a",
                "x-envoy-original-path: /api/a",
                "x-envoy-attempt-count: 1",
                "x-envoy-internal: true"))
        .contains(
            "GET /a HTTP/1.1",
            "X-Envoy-Original-Path: /api/a",
            "X-Envoy-Attempt-Count: 1",
            "X-Envoy-Internal: true");
  }

  /** Those that Go's reverse proxy takes away. */
  @Test
  void takesAwayHopByHopHeaders() throws Exception {
    assertThat(
            requestAsReceived(
                "GET /",
                "Connection: close, x-nominated",
                "X-Nominated: 1",
                "Keep-Alive: timeout=5",
                "Proxy-Connection: keep-alive",
                "Proxy-Authorization: Basic x",
                "Proxy-Authenticate: Basic",
                "TE: gzip",
                "Trailer: x-end"))
        .containsExactlyInAnyOrder(
            "GET / HTTP/1.1", "Host: api.example", "X-Forwarded-For: 127.0.0.1");
  }

  /** A server with one thread is blocked by it, in Cortex too. */
  @Test
  void keepsAConnectionToTheContainerThatIsIdle() throws Exception {
    try (ServerSocket user = listen();
        RunningSidecar sidecar = RunningSidecar.start(user.getLocalPort(), 1, 1)) {
      Socket accepted = answerOne(user, sidecar);
      accepted.setSoTimeout(2_000);

      assertThatThrownBy(() -> accepted.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);

      try (Wire second = Wire.send(sidecar.dataPort(), "GET /second")) {
        assertThat(readHead(accepted)).startsWith("GET /second HTTP/1.1");
        reply(accepted, "", "HTTP/1.1 200 OK", "Content-Length: 0");
        assertThat(second.answer().status()).isEqualTo(200);
      }
    }
  }

  /** Cortex's proxy would repeat it on another connection, as long as it has no body. */
  @Test
  void repeatsNoRequestThatMeetsAClosingConnection() throws Exception {
    try (ServerSocket user = listen();
        RunningSidecar sidecar = RunningSidecar.start(user.getLocalPort(), 1, 1)) {
      Socket accepted = answerOne(user, sidecar);

      try (Wire second = Wire.send(sidecar.dataPort(), "GET /second")) {
        assertThat(readHead(accepted)).startsWith("GET /second HTTP/1.1");
        accepted.close();

        assertThat(second.answer().status()).isEqualTo(502);
      }
    }
  }

  private static Socket answerOne(ServerSocket user, RunningSidecar sidecar) throws Exception {
    try (Wire wire = Wire.send(sidecar.dataPort(), "GET /")) {
      Socket accepted = acceptRequest(user);
      reply(accepted, "", "HTTP/1.1 200 OK", "Content-Length: 0");
      assertThat(wire.answer().status()).isEqualTo(200);
      return accepted;
    }
  }

  /** Go's server answers with the body {@code 400 Bad Request}. */
  @Test
  void answersAMalformedRequestInEnvoysWords() throws Exception {
    try (RunningSidecar sidecar = RunningSidecar.start(UserContainer.freePort(), 1, 1)) {
      Wire.Answer answer = Wire.exchange(sidecar.dataPort(), "GET /", "no colon");

      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.body()).isNotEqualTo("400 Bad Request");
    }
  }

  @Test
  void startsXForwardedForWithTheDirectPeer() throws Exception {
    assertThat(requestAsReceived("GET /")).contains("X-Forwarded-For: 127.0.0.1");
  }

  @Test
  void addsNoHeaderOfItsOwn() throws Exception {
    assertThat(requestAsReceived("GET /", "Host: h"))
        .containsExactlyInAnyOrder("GET / HTTP/1.1", "Host: h", "X-Forwarded-For: 127.0.0.1");
  }

  @Test
  void givesTheContainersAnswerVerbatim() throws Exception {
    try (ServerSocket user = listen();
        RunningSidecar sidecar = RunningSidecar.start(user.getLocalPort(), 1, 1);
        Wire wire = Wire.send(sidecar.dataPort(), "GET /")) {
      Socket accepted = acceptRequest(user);
      reply(
          accepted,
          "busy\n",
          "HTTP/1.1 503 Mine",
          "Server: uvicorn",
          "Date: Mon, 01 Jan 2024 00:00:00 GMT",
          "Content-Length: 5",
          "Content-Type: text/x");

      Wire.Answer answer = wire.answer();

      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.body()).isEqualTo("busy\n");
      assertThat(answer.headers())
          .contains(
              "Server: uvicorn", "Date: Mon, 01 Jan 2024 00:00:00 GMT", "Content-Type: text/x")
          .noneMatch(line -> line.startsWith("X-Envoy"));
    }
  }

  @Test
  void answers502WithoutABodyWhenNothingListens() throws Exception {
    try (RunningSidecar sidecar = RunningSidecar.start(UserContainer.freePort(), 1, 4)) {
      Wire.Answer answer = Wire.exchange(sidecar.dataPort(), "GET /");

      assertThat(answer.statusLine()).isEqualTo("HTTP/1.1 502 Bad Gateway");
      assertThat(answer.body()).isEmpty();
      assertThat(answer.headers())
          .contains("Content-Length: 0")
          .noneMatch(line -> line.startsWith("Content-Type") || line.startsWith("Server"));
    }
  }

  @Test
  void answers502WhenTheContainerClosesWithoutAnAnswer() throws Exception {
    try (ServerSocket user = listen();
        RunningSidecar sidecar = RunningSidecar.start(user.getLocalPort(), 1, 4);
        Wire wire = Wire.send(sidecar.dataPort(), "GET /")) {
      acceptRequest(user).close();

      Wire.Answer answer = wire.answer();

      assertThat(answer.status()).isEqualTo(502);
      assertThat(answer.body()).isEmpty();
    }
  }

  @Test
  void passesEachChunkOnAtOnce() throws Exception {
    try (ServerSocket user = listen();
        RunningSidecar sidecar = RunningSidecar.start(user.getLocalPort(), 1, 1);
        Wire wire = Wire.send(sidecar.dataPort(), "GET /stream")) {
      Socket accepted = acceptRequest(user);
      reply(
          accepted,
          "6\r\ndata:1\r\n",
          "HTTP/1.1 200 OK",
          "Content-Type: text/event-stream",
          "Transfer-Encoding: chunked");

      assertThat(wire.readThrough("data:1\r\n")).contains("200 OK");
      write(accepted, "6\r\ndata:2\r\n0\r\n\r\n");
      assertThat(wire.readThrough("0\r\n\r\n")).contains("data:2");
    }
  }

  @Test
  void aWebSocketHoldsItsSlotUntilItIsClosed() throws Exception {
    try (ServerSocket user = listen();
        RunningSidecar sidecar = RunningSidecar.start(user.getLocalPort(), 1, 1);
        Wire socket =
            Wire.send(sidecar.dataPort(), "GET /ws", "Connection: Upgrade", "Upgrade: websocket")) {
      Socket accepted = acceptRequest(user);
      reply(
          accepted,
          "",
          "HTTP/1.1 101 Switching Protocols",
          "Connection: Upgrade",
          "Upgrade: websocket");
      assertThat(socket.readThrough("\r\n\r\n")).startsWith("HTTP/1.1 101");
      socket.write("ping");
      assertThat(new String(accepted.getInputStream().readNBytes(4), StandardCharsets.US_ASCII))
          .isEqualTo("ping");
      assertThat(SidecarLoadTests.load(sidecar)).isEqualTo(new SidecarLoad(1, 0));

      try (Wire queued = Wire.send(sidecar.dataPort(), "GET /queued")) {
        sidecar.awaitActiveRequests(2);
        assertThat(Wire.exchange(sidecar.dataPort(), "GET /third").status()).isEqualTo(503);

        socket.leave();

        reply(acceptRequest(user), "", "HTTP/1.1 200 OK", "Content-Length: 0");
        assertThat(queued.answer().status()).isEqualTo(200);
      }
    }
  }

  private static List<String> requestAsReceived(String requestLine, String... headers)
      throws Exception {
    try (ServerSocket user = listen();
        RunningSidecar sidecar = RunningSidecar.start(user.getLocalPort(), 1, 1);
        Wire wire = Wire.send(sidecar.dataPort(), requestLine, headers)) {
      List<String> received = new ArrayList<>();
      Socket accepted = acceptRequest(user, received);
      reply(accepted, "", "HTTP/1.1 200 OK", "Content-Length: 0");
      assertThat(wire.answer().status()).isEqualTo(200);
      return received;
    }
  }

  private static ServerSocket listen() throws Exception {
    ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static Socket acceptRequest(ServerSocket server) throws Exception {
    return acceptRequest(server, new ArrayList<>());
  }

  /** Accepts connections until one carries a request; the health check's carry none. */
  private static Socket acceptRequest(ServerSocket server, List<String> head) throws Exception {
    while (true) {
      Socket socket = server.accept();
      socket.setSoTimeout(20_000);
      String text = readHead(socket);
      if (!text.isEmpty()) {
        head.addAll(List.of(text.strip().split("\r\n")));
        return socket;
      }
      socket.close();
    }
  }

  private static String readHead(Socket socket) throws Exception {
    StringBuilder text = new StringBuilder();
    int next;
    while (text.indexOf("\r\n\r\n") < 0 && (next = socket.getInputStream().read()) >= 0) {
      text.append((char) next);
    }
    return text.toString();
  }

  private static void reply(Socket socket, String body, String... headLines) throws Exception {
    write(socket, String.join("\r\n", headLines) + "\r\n\r\n" + body);
  }

  private static void write(Socket socket, String text) throws Exception {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  @Test
  void closesNoConnectionWhileARequestRuns() throws Exception {
    try (ServerSocket user = listen();
        RunningSidecar sidecar = RunningSidecar.start(user.getLocalPort(), 1, 1);
        Wire wire = Wire.send(sidecar.dataPort(), "GET /slow")) {
      Socket accepted = acceptRequest(user);
      CompletableFuture<Void> later =
          CompletableFuture.runAsync(
              () -> {
                try {
                  reply(accepted, "slow", "HTTP/1.1 200 OK", "Content-Length: 4");
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              },
              CompletableFuture.delayedExecutor(2500, TimeUnit.MILLISECONDS));

      assertThat(wire.answer().body()).isEqualTo("slow");
      later.join();
    }
  }
}
