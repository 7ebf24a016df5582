package io.cortexlocal.istio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How requests are shared out, repeated, copied and marked, on a real Envoy. */
@Timeout(60)
class GatewayTrafficTests {

  private static final String SPLITTER =
      """
      {"metadata": {"name": "api-split", "namespace": "default",
                    "creationTimestamp": "2024-01-01T00:00:00Z"},
       "spec": {"hosts": ["*"], "gateways": ["default/apis-gateway"], "http": [
         {"match": [{"uri": {"exact": "/split"}}], "rewrite": {"uri": "/"}, "retries": {},
          "route": [%s]%s}]}}
      """;

  private static String target(String name, int weight) {
    return "{\"destination\": {\"host\": \"api-%s\", \"port\": {\"number\": 8888}}, \"weight\": %d}"
        .formatted(name, weight);
  }

  @Test
  void anIdleApiGoesToTheActivatorWithItsHeaders() throws Exception {
    try (Upstream api = Upstream.start("api");
        Upstream activator = Upstream.start("activator");
        RunningGateway gateway =
            new RunningGateway()
                .virtualServices(Objects.api("text", "/text", 100, "2024-01-01T00:00:00Z"))
                .service("api-text", 8888, api)
                .service("activator", 8000, activator)
                .start()) {
      RunningGateway.Answer answer = gateway.get("/text/a");

      assertThat(answer.body()).isEqualTo("activator /a");
      assertThat(answer.headers()).contains("x-cortex-origin: activator");
      assertThat(activator.seen().get(0).headers())
          .containsEntry("x-cortex-api-name", "text")
          .containsEntry("x-cortex-target-service", "http://api-text.default:8888");
      assertThat(api.seen()).isEmpty();
    }
  }

  @Test
  void marksEachAnswerByItsOwnDestinationWhenBothHaveAWeight() throws Exception {
    try (Upstream api = Upstream.start("api");
        Upstream activator = Upstream.start("activator");
        RunningGateway gateway =
            new RunningGateway()
                .virtualServices(Objects.api("text", "/text", 50, "2024-01-01T00:00:00Z"))
                .service("api-text", 8888, api)
                .service("activator", 8000, activator)
                .start()) {
      for (int index = 0; index < 60; index++) {
        RunningGateway.Answer answer = gateway.get("/text");
        String origin = answer.body().substring(0, answer.body().indexOf(' '));
        assertThat(answer.headers()).contains("x-cortex-origin: " + origin);
      }
      assertThat(api.seen()).isNotEmpty();
      assertThat(activator.seen()).isNotEmpty();
      assertThat(api.seen()).noneMatch(seen -> seen.headers().containsKey("x-cortex-api-name"));
    }
  }

  @Test
  void sharesOutByWeightAndLeavesOutWeightZero() throws Exception {
    try (Upstream one = Upstream.start("one");
        Upstream two = Upstream.start("two");
        Upstream three = Upstream.start("three");
        RunningGateway gateway =
            new RunningGateway()
                .virtualServices(
                    Objects.virtualService(
                        SPLITTER.formatted(
                            String.join(
                                ",", target("one", 80), target("two", 20), target("three", 0)),
                            "")))
                .service("api-one", 8888, one)
                .service("api-two", 8888, two)
                .service("api-three", 8888, three)
                .start()) {
      Map<String, Integer> counts = new HashMap<>();
      for (int index = 0; index < 500; index++) {
        counts.merge(gateway.get("/split?x=1").body(), 1, Integer::sum);
      }

      assertThat(counts).containsOnlyKeys("one /?x=1", "two /?x=1");
      assertThat(counts.get("one /?x=1")).isCloseTo(400, within(60));
      assertThat(gateway.get("/split/").status()).isEqualTo(404);
      assertThat(gateway.get("/split/a").status()).isEqualTo(404);
    }
  }

  @Test
  void sendsACopyToTheShadowTarget() throws Exception {
    try (Upstream one = Upstream.start("one");
        Upstream shadow = Upstream.start("shadow");
        RunningGateway gateway =
            new RunningGateway()
                .virtualServices(
                    Objects.virtualService(
                        SPLITTER.formatted(
                            target("one", 100),
                            """
                            , "mirror": {"host": "api-shadow", "port": {"number": 8888}},
                              "mirrorPercentage": {"value": 50}
                            """)))
                .service("api-one", 8888, one)
                .service("api-shadow", 8888, shadow)
                .start()) {
      for (int index = 0; index < 300; index++) {
        assertThat(gateway.get("/split").body()).isEqualTo("one /");
      }

      RunningGateway.await("copies arrived", () -> shadow.seen().size() > 100);
      assertThat(shadow.seen().size()).isCloseTo(150, within(50));
      assertThat(shadow.seen().get(0).headers()).containsEntry("host", "any.example-shadow");
    }
  }

  @Test
  void anOlderPrefixSwallowsANewerLongerOne() throws Exception {
    try (Upstream api = Upstream.start("short");
        Upstream other = Upstream.start("long");
        RunningGateway gateway =
            new RunningGateway()
                .virtualServices(
                    Objects.api("long", "/a/b", 0, "2024-01-02T00:00:00Z"),
                    Objects.api("short", "/a", 0, "2024-01-01T00:00:00Z"))
                .service("api-short", 8888, api)
                .service("api-long", 8888, other)
                .start()) {
      assertThat(gateway.get("/a/b").body()).isEqualTo("short /b");
      assertThat(gateway.get("/a/b/c").body()).isEqualTo("short /b/c");
    }
  }

  @Test
  void aCatchAllComesLastHoweverOldItIs() throws Exception {
    String catchAll =
        """
        {"metadata": {"name": "operator", "namespace": "default",
                      "creationTimestamp": "2020-01-01T00:00:00Z"},
         "spec": {"hosts": ["*"], "gateways": ["apis-gateway"], "http": [
           {"route": [{"destination": {"host": "operator", "port": {"number": 8888}}}]}]}}
        """;
    try (Upstream api = Upstream.start("api");
        Upstream operator = Upstream.start("operator");
        RunningGateway gateway =
            new RunningGateway()
                .virtualServices(Objects.virtualService(catchAll), Objects.api("x", "/x"))
                .service("api-x", 8888, api)
                .service("operator", 8888, operator)
                .start()) {
      assertThat(gateway.get("/x/y").body()).isEqualTo("api /y");
      assertThat(gateway.get("/other/y").body()).isEqualTo("operator /other/y");
    }
  }

  @Test
  void triesAgainOnlyWhereARouteHasNoRetries() throws Exception {
    String withDefault =
        """
        {"metadata": {"name": "default-retries", "namespace": "default"},
         "spec": {"hosts": ["*"], "gateways": ["apis-gateway"], "http": [
           {"match": [{"uri": {"prefix": "/default"}}],
            "route": [{"destination": {"host": "api-busy"}}]}]}}
        """;
    try (Upstream busy = Upstream.start("busy", 503);
        RunningGateway gateway =
            new RunningGateway()
                .virtualServices(Objects.virtualService(withDefault), Objects.api("busy", "/busy"))
                .service("api-busy", 8888, busy)
                .start()) {
      assertThat(gateway.get("/busy").status()).isEqualTo(503);
      assertThat(busy.seen()).hasSize(1);

      assertThat(gateway.get("/default").status()).isEqualTo(503);
      assertThat(busy.seen()).hasSize(1 + 3);
      assertThat(busy.seen().get(3).headers()).containsEntry("x-envoy-attempt-count", "3");
    }
  }

  /** The sidecar of the first attempt says nothing of the second. */
  @Test
  void writesARequestThatNeededASecondAttempt() throws Exception {
    String withDefault =
        """
        {"metadata": {"name": "default-retries", "namespace": "default"},
         "spec": {"hosts": ["*"], "gateways": ["apis-gateway"], "http": [
           {"route": [{"destination": {"host": "api-mixed"}}]}]}}
        """;
    try (Upstream busy = Upstream.start("busy", 503);
        Upstream free = Upstream.start("free");
        RunningGateway gateway =
            new RunningGateway()
                .virtualServices(Objects.virtualService(withDefault))
                .service("api-mixed", 8888, busy, free)
                .start()) {
      for (int i = 0; i < 4; i++) {
        assertThat(gateway.get("/").body()).isEqualTo("free /");
      }

      assertThat(busy.seen()).isNotEmpty();
      RunningGateway.await(
          "the requests are written", () -> gateway.accessLog().size() == busy.seen().size());
      assertThat(gateway.accessLog())
          .allSatisfy(
              log -> {
                assertThat(log.attempts()).isEqualTo(2);
                assertThat(log.status()).isEqualTo(200);
              });
    }
  }

  @Test
  void passesAWebSocketThrough() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        RunningGateway gateway =
            new RunningGateway()
                .virtualServices(Objects.api("ws", "/ws"))
                .service("api-ws", 8888)
                .endpoint("api-ws", server.getLocalPort())
                .start();
        Socket client = new Socket(InetAddress.getLoopbackAddress(), gateway.port(80))) {
      client
          .getOutputStream()
          .write(
              ascii(
                  "GET /ws/chat HTTP/1.1", "Host: x", "Connection: Upgrade", "Upgrade: websocket"));
      try (Socket upstream = server.accept()) {
        assertThat(readHead(upstream))
            .startsWith("GET /chat HTTP/1.1")
            .contains("upgrade: websocket");
        upstream
            .getOutputStream()
            .write(
                ascii(
                    "HTTP/1.1 101 Switching Protocols",
                    "Connection: Upgrade",
                    "Upgrade: websocket"));
        assertThat(readHead(client)).startsWith("HTTP/1.1 101").contains("x-cortex-origin: api");
        client.getOutputStream().write(1);
        assertThat(upstream.getInputStream().read()).isEqualTo(1);
      }
    }
  }

  private static byte[] ascii(String... lines) {
    return (String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
  }

  private static String readHead(Socket socket) throws Exception {
    socket.setSoTimeout(15_000);
    StringBuilder head = new StringBuilder();
    int next;
    while (head.indexOf("\r\n\r\n") < 0 && (next = socket.getInputStream().read()) >= 0) {
      head.append((char) next);
    }
    return head.toString();
  }
}
