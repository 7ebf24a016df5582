package io.cortexlocal.cluster.embedded.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.cluster.Kubernetes.ExecResult;
import io.cortexlocal.cluster.embedded.kubelet.ProbeOutcome.Errored;
import io.cortexlocal.cluster.embedded.kubelet.ProbeOutcome.Failed;
import io.cortexlocal.cluster.embedded.kubelet.ProbeOutcome.Passed;
import io.cortexlocal.cluster.embedded.kubelet.ProbeOutcome.Warned;
import io.cortexlocal.cluster.embedded.runtime.RunningContainer;
import io.cortexlocal.cluster.embedded.runtime.RuntimeFailure;
import io.cortexlocal.time.Signal;
import io.cortexlocal.time.SystemTime;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.HTTPGetActionBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class ProberTests {

  private static final String IP = "10.42.0.5";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private final FakeRuntime runtime = new FakeRuntime(new Signal());
  private final Prober prober = new Prober(runtime, new SystemTime());
  private final List<String> dialled = new CopyOnWriteArrayList<>();

  @Test
  void theRequestIsTheKubelets() throws Exception {
    try (ScriptedServer server = answering(OK)) {
      assertThat(probe(http("/status"))).isEqualTo(new Passed());
      assertThat(server.requests)
          .containsExactly(
              head(
                  "GET /status HTTP/1.1",
                  "Host: 10.42.0.5:8080",
                  "User-Agent: kube-probe/1.34",
                  "Accept: */*",
                  "Connection: close"));
      assertThat(dialled).containsExactly("10.42.0.5:8080");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "healthz, /healthz",
    "/healthz, /healthz",
    "/, /",
    "'', /",
    "/a?b=c d, /a?b=c%20d",
    "?x=1, /?x=1",
    "/ä#part, /%C3%A4",
    "'/x\r\nEvil: 1', /x%0D%0AEvil:%201"
  })
  void aPathMayLackItsSlash(String path, String requested) throws Exception {
    try (ScriptedServer server = answering(OK)) {
      assertThat(probe(http(path))).isEqualTo(new Passed());
      assertThat(server.requests.get(0)).startsWith("GET " + requested + " HTTP/1.1\r\nHost: ");
    }
  }

  @Test
  void headersOfTheActionReplaceTheKubelets() throws Exception {
    try (ScriptedServer server = answering(OK)) {
      probe(
          new ProbeBuilder(http("/"))
              .editHttpGet()
              .addNewHttpHeader("Host", "example.org")
              .addNewHttpHeader("User-Agent", "me")
              .addNewHttpHeader("Accept", "")
              .addNewHttpHeader("X-Own", "1")
              .endHttpGet()
              .build());
      assertThat(server.requests)
          .containsExactly(
              head(
                  "GET / HTTP/1.1",
                  "Host: example.org",
                  "User-Agent: me",
                  "X-Own: 1",
                  "Connection: close"));
    }
  }

  @Test
  void aHeaderWithALineBreakIsRefused() {
    assertThat(
            probe(
                new ProbeBuilder(http("/"))
                    .editHttpGet()
                    .addNewHttpHeader("X-Own", "1\r\nEvil: 2")
                    .endHttpGet()
                    .build()))
        .isEqualTo(
            new Failed(
                "Get \"http://10.42.0.5:8080/\": net/http: invalid header field value for"
                    + " \"X-Own\""));
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 204, 299})
  void everyStatusFrom200To299Passes(int status) throws Exception {
    try (ScriptedServer server = answering("HTTP/1.1 %d X\r\n\r\n".formatted(status))) {
      assertThat(probe(http("/"))).isEqualTo(new Passed());
      assertThat(server.requests).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {101, 400, 404, 500, 503})
  void otherStatusesFail(int status) throws Exception {
    try (ScriptedServer server =
        answering("HTTP/1.1 %d X\r\nContent-Length: 3\r\n\r\nwhy".formatted(status))) {
      assertThat(probe(http("/")))
          .isEqualTo(new Failed("HTTP probe failed with statuscode: " + status));
      assertThat(server.requests).hasSize(1);
    }
  }

  @Test
  void informationalAnswersAreSkipped() throws Exception {
    try (ScriptedServer server =
        answering("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\n\r\n")) {
      assertThat(probe(http("/"))).isEqualTo(new Passed());
      assertThat(server.requests).hasSize(1);
    }
  }

  @Test
  void redirectsOnTheSameHostAreFollowed() throws Exception {
    try (ScriptedServer server =
        server(
            (request, socket) ->
                ScriptedServer.write(
                    socket,
                    request.startsWith("GET /a/b ")
                        ? "HTTP/1.1 302 X\r\nLocation: c?d=1\r\n\r\n"
                        : request.startsWith("GET /a/c?d=1 ")
                            ? "HTTP/1.1 307 X\r\nLocation: http://10.42.0.5:9090/e\r\n\r\n"
                            : OK))) {
      assertThat(probe(http("/a/b"))).isEqualTo(new Passed());
      assertThat(server.requests).hasSize(3);
      assertThat(server.requests.get(2)).startsWith("GET /e HTTP/1.1\r\nHost: 10.42.0.5:9090\r\n");
      assertThat(dialled).containsExactly(IP + ":8080", IP + ":8080", IP + ":9090");
    }
  }

  @Test
  void theTenthRedirectIsOneTooMany() throws Exception {
    try (ScriptedServer server = answering("HTTP/1.1 301 X\r\nLocation: /again\r\n\r\n")) {
      assertThat(probe(http("/")))
          .isEqualTo(new Failed("Get \"http://10.42.0.5:8080/again\": stopped after 10 redirects"));
      assertThat(server.requests).hasSize(10);
    }
  }

  @Test
  void aRedirectToAnotherHostPassesWithAWarning() throws Exception {
    try (ScriptedServer server =
        answering("HTTP/1.1 302 X\r\nLocation: https://example.org/\r\n\r\nover there")) {
      assertThat(probe(http("/")))
          .isEqualTo(new Warned("Probe terminated redirects, Response body: over there"));
      assertThat(server.requests).hasSize(1);
    }
  }

  @Test
  void aRedirectThatLeadsNowherePassesWithAWarning() throws Exception {
    try (ScriptedServer server = answering("HTTP/1.1 304 X\r\n\r\n")) {
      assertThat(probe(http("/")))
          .isEqualTo(new Warned("Probe terminated redirects, Response body: "));
      assertThat(server.requests).hasSize(1);
    }
  }

  @Test
  void aBodyInChunksIsRead() throws Exception {
    try (ScriptedServer server =
        answering(
            head("HTTP/1.1 302 X", "Transfer-Encoding: chunked")
                + head("3;ext=1", "ove", "2", "r!", "0"))) {
      assertThat(probe(http("/")))
          .isEqualTo(new Warned("Probe terminated redirects, Response body: over!"));
      assertThat(server.requests).hasSize(1);
    }
  }

  @Test
  void ofALongBodyOnlyTheBeginningIsRead() throws Exception {
    try (ScriptedServer server =
        server(
            (request, socket) -> {
              ScriptedServer.write(socket, "HTTP/1.1 200 OK\r\n\r\n");
              byte[] block = new byte[1 << 16];
              for (int i = 0; i < 100_000; i++) {
                socket.getOutputStream().write(block);
              }
            })) {
      assertThat(probe(http("/"))).isEqualTo(new Passed());
      assertThat(server).isNotNull();
    }
  }

  @Test
  void nobodyListens() {
    runtime.dialer =
        (address, port) -> {
          throw new IOException("connection refused");
        };
    assertThat(probe(http("/status")))
        .isEqualTo(
            new Failed(
                "Get \"http://10.42.0.5:8080/status\": dial tcp 10.42.0.5:8080: connect:"
                    + " connection refused"));
    assertThat(probe(tcp(9000)))
        .isEqualTo(new Failed("dial tcp 10.42.0.5:9000: connect: connection refused"));
  }

  @Test
  void nobodyAnswersTheConnection() {
    runtime.dialer =
        (address, port) -> {
          throw new IOException("i/o timeout");
        };
    assertThat(probe(http("/")))
        .isEqualTo(
            new Failed(
                "Get \"http://10.42.0.5:8080/\": context deadline exceeded (Client.Timeout exceeded"
                    + " while awaiting headers)"));
    assertThat(probe(tcp(9000))).isEqualTo(new Failed("dial tcp 10.42.0.5:9000: i/o timeout"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\nContent-Le"})
  void anAnswerThatDoesNotComeInTime(String beginning) throws Exception {
    try (ScriptedServer server =
        server(
            (request, socket) -> {
              ScriptedServer.write(socket, beginning);
              Thread.sleep(20_000);
            })) {
      long begun = System.nanoTime();
      assertThat(probe(http("/")))
          .isEqualTo(
              new Failed(
                  "Get \"http://10.42.0.5:8080/\": context deadline exceeded (Client.Timeout"
                      + " exceeded while awaiting headers)"));
      assertThat(Duration.ofNanos(System.nanoTime() - begun))
          .isBetween(Duration.ofMillis(900), Duration.ofSeconds(5));
      assertThat(server.requests).hasSize(1);
    }
  }

  @Test
  void anAnswerThatDripsEndsWithTheTimeoutToo() throws Exception {
    try (ScriptedServer server =
        server(
            (request, socket) -> {
              for (int i = 0; i < 1_000; i++) {
                ScriptedServer.write(socket, "H");
                Thread.sleep(50);
              }
            })) {
      assertThat(probe(http("/")))
          .isEqualTo(
              new Failed(
                  "Get \"http://10.42.0.5:8080/\": context deadline exceeded (Client.Timeout"
                      + " exceeded while awaiting headers)"));
      assertThat(server.requests).hasSize(1);
    }
  }

  @Test
  void aBodyThatDoesNotComeInTimeCountsNeitherWay() throws Exception {
    try (ScriptedServer server =
        server(
            (request, socket) -> {
              ScriptedServer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
              Thread.sleep(20_000);
            })) {
      assertThat(probe(http("/")))
          .isEqualTo(
              new Errored(
                  "failure",
                  "context deadline exceeded (Client.Timeout or context cancellation while reading"
                      + " body)"));
      assertThat(server.requests).hasSize(1);
    }
  }

  @Test
  void aConnectionThatIsClosedWithoutAnAnswer() throws Exception {
    try (ScriptedServer server = answering("")) {
      assertThat(probe(http("/"))).isEqualTo(new Failed("Get \"http://10.42.0.5:8080/\": EOF"));
      assertThat(server.requests).hasSize(1);
    }
  }

  @Test
  void anAnswerThatIsNotHttp() throws Exception {
    try (ScriptedServer server = answering("SSH-2.0-OpenSSH\r\n")) {
      assertThat(probe(http("/")))
          .isEqualTo(
              new Failed(
                  "Get \"http://10.42.0.5:8080/\": net/http: HTTP/1.x transport connection broken:"
                      + " malformed HTTP response \"SSH-2.0-OpenSSH\""));
      assertThat(server.requests).hasSize(1);
    }
  }

  @Test
  void headersWithoutEndAreNotReadForEver() throws Exception {
    try (ScriptedServer server =
        server(
            (request, socket) -> {
              ScriptedServer.write(socket, "HTTP/1.1 200 OK\r\n");
              for (int i = 0; i < 10_000_000; i++) {
                ScriptedServer.write(socket, "X-%d: %s\r\n".formatted(i, "y".repeat(8_000)));
              }
            })) {
      Probe probe = new ProbeBuilder(http("/")).withTimeoutSeconds(20).build();
      assertThat(probe(probe))
          .isEqualTo(
              new Failed(
                  "Get \"http://10.42.0.5:8080/\": net/http: server response headers exceeded"
                      + " 1048576 bytes; aborted"));
      assertThat(server).isNotNull();
    }
  }

  @Test
  void portsMayBeNamed() throws Exception {
    try (ScriptedServer server = answering(OK)) {
      assertThat(probe(http(new IntOrString("web")))).isEqualTo(new Passed());
      assertThat(probe(http(new IntOrString("9191")))).isEqualTo(new Passed());
      assertThat(dialled).containsExactly("10.42.0.5:9090", "10.42.0.5:9191");
      assertThat(server.requests).hasSize(2);
    }
    assertThat(probe(http(new IntOrString("none"))))
        .isEqualTo(new Errored("unknown", "strconv.Atoi: parsing \"none\": invalid syntax"));
    assertThat(probe(http(new IntOrString(0))))
        .isEqualTo(new Errored("unknown", "invalid port number: 0"));
  }

  @Test
  void theHostMayBeAnother() throws Exception {
    try (ScriptedServer server = answering(OK)) {
      assertThat(
              probe(
                  new ProbeBuilder(http("/"))
                      .editHttpGet()
                      .withHost("127.0.0.1")
                      .endHttpGet()
                      .build()))
          .isEqualTo(new Passed());
      assertThat(
              probe(
                  new ProbeBuilder()
                      .withNewTcpSocket()
                      .withHost("10.42.0.1")
                      .withNewPort(53)
                      .endTcpSocket()
                      .build()))
          .isEqualTo(new Passed());
      assertThat(dialled).containsExactly("127.0.0.1:8080", "10.42.0.1:53");
      assertThat(server).isNotNull();
    }
  }

  @Test
  void httpsIsNotThere() {
    assertThat(
            probe(
                new ProbeBuilder(http("/")).editHttpGet().withScheme("HTTPS").endHttpGet().build()))
        .isEqualTo(
            new Failed(
                "Get \"https://10.42.0.5:8080/\": the embedded cluster does not probe over https"));
  }

  @Test
  void aPortThatAcceptsPasses() throws Exception {
    try (ScriptedServer server = answering("")) {
      assertThat(probe(tcp(9000))).isEqualTo(new Passed());
      assertThat(server).isNotNull();
    }
  }

  @Test
  void aCommandPassesByItsExitCode() {
    assertThat(exec(new ExecResult(OptionalInt.of(0), "fine", ""))).isEqualTo(new Passed());
    assertThat(exec(new ExecResult(OptionalInt.of(2), "out\n", "err\n")))
        .isEqualTo(new Failed("out\nerr\n"));
    assertThat(exec(new ExecResult(OptionalInt.of(1), "x".repeat(20_000), "")))
        .isEqualTo(new Failed("x".repeat(10_240)));
    assertThat(exec(new ExecResult(OptionalInt.empty(), "", "no such program")))
        .isEqualTo(new Errored("unknown", "no such program"));
  }

  @Test
  void aCommandThatDoesNotEndInTimeFails() {
    assertThat(
            prober.probe(
                command("sleep", "9"),
                container(),
                new Commands(
                    words -> {
                      throw new TimeoutException();
                    }),
                IP))
        .isEqualTo(new Failed("command timed out: \"sleep 9\" timed out after 1s"));
  }

  @Test
  void aCommandInAContainerThatHasEndedCountsNeitherWay() {
    assertThat(
            prober.probe(
                command("true"),
                container(),
                new Commands(
                    words -> {
                      throw new RuntimeFailure("the container has ended");
                    }),
                IP))
        .isEqualTo(new Errored("unknown", "the container has ended"));
  }

  @Test
  void aCommandRefersToTheContainersOwnVariables() {
    List<String> seen = new CopyOnWriteArrayList<>();
    prober.probe(
        command("check", "$(PORT)", "$(HOSTNAME)"),
        new ContainerBuilder(container())
            .addNewEnv()
            .withName("PORT")
            .withValue("80")
            .endEnv()
            .build(),
        new Commands(
            words -> {
              seen.addAll(words);
              return new ExecResult(OptionalInt.of(0), "", "");
            }),
        IP);
    assertThat(seen).containsExactly("check", "80", "$(HOSTNAME)");
  }

  @Test
  void aProbeOfAnotherTypeCountsNeitherWay() {
    assertThat(probe(new ProbeBuilder().withNewGrpc().withPort(9).endGrpc().build()))
        .isEqualTo(
            new Errored(
                "unknown",
                "the embedded cluster has probes of type httpGet, tcpSocket and exec only"));
  }

  private ProbeOutcome exec(ExecResult result) {
    return prober.probe(command("check"), container(), new Commands(words -> result), IP);
  }

  private ProbeOutcome probe(Probe probe) {
    return prober.probe(
        probe,
        container(),
        new Commands(
            words -> {
              throw new AssertionError("nothing was to be run");
            }),
        IP);
  }

  private ScriptedServer answering(String answer) throws IOException {
    return server((request, socket) -> ScriptedServer.write(socket, answer));
  }

  private ScriptedServer server(ScriptedServer.Answer answer) throws IOException {
    ScriptedServer server = new ScriptedServer(answer);
    runtime.dialer =
        (address, port) -> {
          dialled.add(address + ":" + port);
          return server.connect();
        };
    return server;
  }

  private static Container container() {
    return new ContainerBuilder()
        .withName("api")
        .addNewPort()
        .withName("web")
        .withContainerPort(9090)
        .endPort()
        .build();
  }

  private static String head(String... lines) {
    return String.join("\r\n", lines) + "\r\n\r\n";
  }

  private static Probe http(String path) {
    return new ProbeBuilder()
        .withHttpGet(
            new HTTPGetActionBuilder().withPath(path).withPort(new IntOrString(8080)).build())
        .build();
  }

  private static Probe http(IntOrString port) {
    return new ProbeBuilder()
        .withHttpGet(new HTTPGetActionBuilder().withPath("/").withPort(port).build())
        .build();
  }

  private static Probe tcp(int port) {
    return new ProbeBuilder().withNewTcpSocket().withNewPort(port).endTcpSocket().build();
  }

  private static Probe command(String... words) {
    return new ProbeBuilder().withNewExec().withCommand(words).endExec().build();
  }

  private record Commands(FakeRuntime.Commands commands) implements RunningContainer {

    @Override
    public Instant startedAt() {
      return FakeRuntime.STARTED;
    }

    @Override
    public CompletableFuture<Exit> exit() {
      return new CompletableFuture<>();
    }

    @Override
    public void terminate() {
      throw new AssertionError("a probe ends nothing");
    }

    @Override
    public void kill() {
      throw new AssertionError("a probe ends nothing");
    }

    @Override
    public ExecResult exec(List<String> command, Duration timeout) throws TimeoutException {
      return commands.run(command);
    }
  }
}
