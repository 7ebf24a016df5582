package io.cortexlocal.istio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One API behind the gateway as Cortex 0.42 makes it, on a real Envoy. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GatewayRoutingTests {

  private Upstream api;
  private Upstream teapot;
  private RunningGateway gateway;

  @BeforeAll
  void start() throws Exception {
    api = Upstream.start("api");
    teapot = Upstream.start("teapot", 418);
    gateway =
        new RunningGateway()
            .virtualServices(Objects.api("name", "/name"), Objects.api("gone", "/gone"))
            .virtualServices(Objects.api("empty", "/empty"), Objects.api("teapot", "/teapot"))
            .service("api-name", 8888, api)
            .service("api-teapot", 8888, teapot)
            .service("api-empty", 8888)
            .service("activator", 8000)
            .start();
  }

  @AfterAll
  void stop() {
    gateway.close();
    teapot.close();
    api.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/name, /",
    "/name?x=1, /?x=1",
    "/name/, /",
    "/name/?x=1, /?x=1",
    "/name/a/b?x=1, /a/b?x=1",
    "/name/a%2Fb, /a%2Fb",
    "/name/a/../b, /b",
  })
  void forwardsThePathBelowTheEndpoint(String requested, String forwarded) throws Exception {
    assertThat(gateway.get(requested).body()).isEqualTo("api " + forwarded);
  }

  /** On a bare socket, because the JDK's server does not accept such a path. */
  @Test
  void keepsTwoSlashes() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        RunningGateway own =
            new RunningGateway()
                .virtualServices(Objects.api("raw", "/name"))
                .service("api-raw", 8888)
                .endpoint("api-raw", server.getLocalPort())
                .start()) {
      CompletableFuture<RunningGateway.Answer> answer =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return own.get("/name//a");
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      try (Socket socket = server.accept()) {
        BufferedReader reader =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
        assertThat(reader.readLine()).isEqualTo("GET //a HTTP/1.1");
        socket
            .getOutputStream()
            .write("HTTP/1.1 204 No\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(answer.join().status()).isEqualTo(204);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/name-other", "/names", "/name.json", "/Name", "/"})
  void answers404WithoutABodyWhereNoApiIs(String path) throws Exception {
    RunningGateway.Answer answer = gateway.get(path);

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.headers()).contains("server: istio-envoy");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS"})
  void takesAnyMethod(String method) throws Exception {
    RunningGateway.Answer answer = gateway.request(method + " /name/x", "Content-Length: 0");

    assertThat(answer.body()).isEqualTo("api /x");
    assertThat(api.seen()).anyMatch(seen -> seen.method().equals(method));
  }

  @Test
  void marksTheAnswerWithItsOriginAndTheGatewaysName() throws Exception {
    assertThat(gateway.get("/name").headers())
        .contains("x-cortex-origin: api", "server: istio-envoy")
        .anyMatch(line -> line.startsWith("x-envoy-upstream-service-time: "));
  }

  @Test
  void addsTheHeadersOfAnIstioGateway() throws Exception {
    gateway.get("/name/headers?x=1", "X-Forwarded-For: 1.2.3.4", "User-Agent: me");

    Upstream.Seen seen =
        api.seen().stream().filter(one -> one.path().startsWith("/headers")).findFirst().get();
    assertThat(seen.headers())
        .containsEntry("x-envoy-original-path", "/name/headers?x=1")
        .containsEntry("x-forwarded-for", "1.2.3.4,127.0.0.1")
        .containsEntry("x-forwarded-proto", "http")
        .containsEntry("x-envoy-attempt-count", "1")
        .containsEntry("host", "any.example")
        .containsEntry("user-agent", "me")
        .doesNotContainKey("x-cortex-origin");
    assertThat(seen.headers().get("x-request-id")).matches("[0-9a-f-]{36}");
    assertThat(seen.headers().keySet())
        .noneMatch(name -> name.startsWith("x-b3-") || name.startsWith("x-envoy-peer-metadata"));
  }

  @Test
  void answers503NoHealthyUpstreamWithoutEndpoints() throws Exception {
    RunningGateway.Answer answer = gateway.get("/empty");

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.body()).isEqualTo("no healthy upstream");
    assertThat(answer.headers()).contains("content-type: text/plain", "content-length: 19");
  }

  @Test
  void answers503WithoutABodyForAServiceThatDoesNotExist() throws Exception {
    RunningGateway.Answer answer = gateway.get("/gone/x");

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void writesARefusedRequestWithItsTimes() throws Exception {
    gateway.get("/teapot/logged?x=1", "User-Agent: logged");

    AccessLog log = written("logged");
    assertThat(log.proxy()).isEqualTo("gateway");
    assertThat(log.method()).isEqualTo("GET");
    assertThat(log.path()).isEqualTo("/teapot/logged?x=1");
    assertThat(log.forwardedPath()).isEqualTo("/logged?x=1");
    assertThat(log.status()).isEqualTo(418);
    assertThat(log.flags()).isEmpty();
    assertThat(log.details()).isEqualTo("via_upstream");
    assertThat(log.route()).isEqualTo("default/api-teapot.http[1]");
    assertThat(log.cluster()).isEqualTo("outbound|8888||api-teapot.default.svc.cluster.local");
    assertThat(log.upstream()).isEqualTo("127.0.0.1:" + teapot.port());
    assertThat(log.requestId()).hasSize(36);
    assertThat(log.attempts()).isEqualTo(1);
    assertThat(log.responseBytes()).isEqualTo("teapot /logged?x=1".length());
    assertThat(
            List.of(
                log.firstByteUpstream().orElseThrow(),
                log.firstByteFromUpstream().orElseThrow(),
                log.lastByteDownstream().orElseThrow()))
        .isSorted();
    assertThat(log.end()).isAfter(log.start());
  }

  /** The sidecar writes it. */
  @Test
  void doesNotWriteARequestThatItsFirstAttemptAnswered() throws Exception {
    assertThat(gateway.get("/name", "User-Agent: served").status()).isEqualTo(200);
    gateway.get("/teapot", "User-Agent: later");

    written("later");
    assertThat(gateway.accessLog()).noneMatch(log -> log.userAgent().equals("served"));
  }

  @Test
  void writesARequestAgainAndAgainWhileItLasts() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        RunningGateway own =
            new RunningGateway()
                .virtualServices(Objects.api("slow", "/slow"))
                .service("api-slow", 8888)
                .endpoint("api-slow", server.getLocalPort())
                .service("activator", 8000)
                .start();
        Socket client = new Socket(InetAddress.getLoopbackAddress(), own.port(80))) {
      client
          .getOutputStream()
          .write(
              "GET /slow HTTP/1.1\r\nHost: a\r\nX-Request-Id: slow-1\r\n\r\n"
                  .getBytes(StandardCharsets.ISO_8859_1));

      RunningGateway.await("it is written twice", () -> own.inFlight().size() >= 2);
      assertThat(own.inFlight())
          .containsOnly(
              new InFlightRequest(
                  "slow-1", "127.0.0.1", "outbound|8888||api-slow.default.svc.cluster.local"));
      assertThat(own.accessLog()).isEmpty();
    }
  }

  @Test
  void writesARequestThatNoRouteMatches() throws Exception {
    gateway.get("/unknown", "User-Agent: lost");

    AccessLog log = written("lost");
    assertThat(log.flags()).containsExactly("NR");
    assertThat(log.status()).isEqualTo(404);
    assertThat(log.attempts()).isZero();
  }

  @Test
  void writesWhyThereWasNoAnswerFromAPod() throws Exception {
    gateway.get("/empty", "User-Agent: nobody");

    AccessLog log = written("nobody");
    assertThat(log.flags()).containsExactly("UH");
    assertThat(log.status()).isEqualTo(503);
    assertThat(log.upstream()).isEmpty();
    assertThat(log.firstByteUpstream()).isEmpty();
  }

  private AccessLog written(String userAgent) throws Exception {
    RunningGateway.await(
        "the request is written",
        () -> gateway.accessLog().stream().anyMatch(log -> log.userAgent().equals(userAgent)));
    return gateway.accessLog().stream()
        .filter(log -> log.userAgent().equals(userAgent))
        .findFirst()
        .orElseThrow();
  }
}
