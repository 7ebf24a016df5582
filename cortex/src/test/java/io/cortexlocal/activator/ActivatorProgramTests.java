package io.cortexlocal.activator;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.cluster.embedded.InMemoryCluster;
import io.cortexlocal.config.ApiConfigs;
import io.cortexlocal.inflight.ScaledApis;
import io.cortexlocal.lifecycle.Closer;
import io.cortexlocal.time.MovedTime;
import io.cortexlocal.workload.Names;
import io.fabric8.kubernetes.api.model.Pod;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The activator as the gateway meets it; expected answers are those of Cortex 0.42's. */
@Timeout(60)
class ActivatorProgramTests {

  private static final String GET =
      """
      GET /a/b?x=1 HTTP/1.1
      Host: example.com
      X-Cortex-API-Name: a1
      X-Cortex-Target-Service: http://api-a1.default:8888

      """;
  private static final String EMPTY_500 =
      """
      HTTP/1.1 500 Internal Server Error
      Content-Length: 0
      Connection: close

      """;
  private static final String FULL =
      """
      HTTP/1.1 503 Service Unavailable
      Content-Length: 27
      Connection: close
      Content-Type: text/plain; charset=utf-8
      X-Content-Type-Options: nosniff

      pending request queue full
      """;

  private final Closer closer = new Closer();
  private final InMemoryCluster cluster = closer.register(InMemoryCluster.start());
  private final MovedTime time = new MovedTime();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private ActivatorHost activator;

  @BeforeEach
  void start() throws Exception {
    cluster.makeWhatPodsMount();
    activator = new ActivatorHost(cluster.kubernetes(), time, replica());
    closer.register(
        () -> {
          try {
            activator.close();
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
  }

  @AfterEach
  void close() {
    closer.close();
    threads.shutdownNow();
  }

  @Test
  void aRequestWakesAnApiAndIsAnsweredByIt() throws Exception {
    deploy(1, 100, 0);

    String answer = ActivatorHost.answer(activator.send(GET));

    assertThat(answer).startsWith("HTTP/1.1 200 OK\n").contains("GET /a/b?x=1 of example.com");
    assertThat(answer).doesNotContainIgnoringCase("x-cortex").contains("connection: [close]");
    assertThat(answer).doesNotContain("x-forwarded-for", "accept-encoding");
    assertThat(replicas()).isEqualTo(1);
    cluster.await("it is told", () -> activator.lines().size() == 2);
    assertThat(activator.lines())
        .containsExactly(
            "holds requests to APIs without replicas", "awakened api a1 for a request");
  }

  @Test
  void aBodyIsHandedOnAsItIs() throws Exception {
    deploy(1, 100, 1);
    String body = "x".repeat(100_000);

    String answer =
        ActivatorHost.answer(
            activator.send(
                """
                POST / HTTP/1.1
                Host: example.com
                Content-Length: 100000
                X-Cortex-API-Name: a1
                X-Cortex-Target-Service: http://api-a1.default:8888

                """
                    + body));

    assertThat(answer).endsWith("\n" + body);
    assertThat(activator.lines()).hasSize(1);
  }

  @Test
  void oneReplicasLimitsHoldForRequestsThatAreHeld() throws Exception {
    cluster.node().keepFromAnswering(pod -> true);
    deploy(1, 2, 0);
    List<String> answers = new ArrayList<>();
    CompletionService<String> requests = new ExecutorCompletionService<>(threads);
    for (int i = 0; i < 8; i++) {
      requests.submit(() -> ActivatorHost.answer(activator.send(GET)));
    }
    for (int i = 0; i < 5; i++) {
      answers.add(requests.take().get());
    }
    assertThat(answers).containsOnly(FULL);
    assertThat(requests.poll()).isNull();

    cluster.node().keepFromAnswering(pod -> false);

    for (int i = 0; i < 3; i++) {
      assertThat(requests.take().get()).startsWith("HTTP/1.1 200 OK\n");
    }
  }

  @Test
  void oneThatHangsUpLeavesItsPlaceToAnother() throws Exception {
    cluster.node().keepFromAnswering(pod -> true);
    deploy(1, 1, 0);
    List<Socket> all = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      all.add(activator.send(GET));
    }
    for (Socket one : all) {
      one.close();
    }

    boolean held = false;
    while (!held) {
      try (Socket another = activator.send(GET)) {
        another.setSoTimeout(1_000);
        assertThat(another.getInputStream().read()).isEqualTo('H');
      } catch (SocketTimeoutException e) {
        held = true;
      }
    }
    cluster.node().keepFromAnswering(pod -> false);

    // The one that was held leaves its place too.
    String answer = FULL;
    while (answer.equals(FULL)) {
      answer = ActivatorHost.answer(activator.send(GET));
    }
    assertThat(answer).startsWith("HTTP/1.1 200 OK\n");
  }

  @Test
  void aRequestIsHeldForTwentyMinutes() throws Exception {
    cluster.node().keepFromAnswering(pod -> true);
    deploy(1, 100, 0);
    try (Socket held = activator.send(GET)) {
      // When the request is to be given up, and when the API is awakened once more.
      time.awaitActions(1);
      time.move(Duration.ofMinutes(20));

      assertThat(ActivatorHost.answer(held)).isEqualTo(EMPTY_500);
    }
    assertThat(activator.lines())
        .contains("a request to api a1 got no replica: none was ready within PT20M");
  }

  @Test
  void aRequestEndsWithItsApi() throws Exception {
    cluster.node().keepFromAnswering(pod -> true);
    deploy(1, 100, 0);
    try (Socket held = activator.send(GET)) {
      cluster.await("a replica is started", () -> !pods().isEmpty());
      cluster.kubernetes().delete(ResourceType.VIRTUAL_SERVICE, Names.NAMESPACE, "api-a1");

      assertThat(ActivatorHost.answer(held)).isEqualTo(EMPTY_500);
    }
    assertThat(activator.lines()).contains("a request to api a1 got no replica: the api is gone");
  }

  @Test
  void anApiThatIsPutToSleepAgainIsAwakenedAgain() throws Exception {
    cluster.node().keepFromAnswering(pod -> true);
    deploy(1, 100, 0);
    try (Socket held = activator.send(GET)) {
      cluster.await("a replica is started", () -> !pods().isEmpty());
      cluster.kubernetes().scale(Names.NAMESPACE, "api-a1", 0);
      cluster.await("it is ended", () -> pods().isEmpty());
      cluster.node().keepFromAnswering(pod -> false);
      time.awaitActions(1);
      time.move(Duration.ofSeconds(10));

      assertThat(ActivatorHost.answer(held)).startsWith("HTTP/1.1 200 OK\n");
    }
  }

  @Test
  void aReplicaThatCannotBeConnectedToIsABadGateway() throws Exception {
    deploy(1, 100, 1);
    activator.refuseConnections();

    assertThat(ActivatorHost.answer(activator.send(GET)))
        .isEqualTo(
            """
            HTTP/1.1 502 Bad Gateway
            Content-Length: 0
            Connection: close

            """);
  }

  @Test
  void whatItIsNotToldOfIsRefused() throws Exception {
    assertThat(ActivatorHost.answer(activator.send(GET))).isEqualTo(EMPTY_500);
    assertThat(
            ActivatorHost.answer(
                activator.send(
                    """
                    GET / HTTP/1.1
                    Host: example.com

                    """)))
        .isEqualTo(
            """
            HTTP/1.1 500 Internal Server Error
            Content-Length: 26
            Connection: close
            Content-Type: text/plain; charset=utf-8
            X-Content-Type-Options: nosniff

            missing X-Cortex-API-Name
            """);
  }

  @Test
  void aProbeIsAnsweredAtOnce() throws Exception {
    assertThat(
            ActivatorHost.answer(
                activator.send(
                    """
                    GET / HTTP/1.1
                    Host: example.com
                    X-Cortex-Probe: true

                    """)))
        .startsWith("HTTP/1.1 200 OK\n");
  }

  private void deploy(int concurrency, int queueLength, int replicas) {
    ScaledApis.deploy(
        cluster,
        ApiConfigs.api("a1").replicas(0, 100, 0).limits(concurrency, queueLength).build(),
        replicas);
    if (replicas > 0) {
    } else {
      cluster.await("it asks for none", () -> replicas() == 0);
    }
  }

  private int replicas() {
    return cluster
        .kubernetes()
        .get(ResourceType.DEPLOYMENT, Names.NAMESPACE, "api-a1")
        .orElseThrow()
        .getSpec()
        .getReplicas();
  }

  private List<Pod> pods() {
    return cluster.pods(Map.of(Names.LABEL_API_NAME, "a1"));
  }

  /** Answers what it is asked, with the headers that it got. */
  private HttpServer replica() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            StringBuilder text =
                new StringBuilder(
                    "%s %s of %s\n"
                        .formatted(
                            exchange.getRequestMethod(),
                            exchange.getRequestURI(),
                            exchange.getRequestHeaders().getFirst("Host")));
            exchange
                .getRequestHeaders()
                .forEach(
                    (name, values) ->
                        text.append(name.toLowerCase(Locale.ROOT))
                            .append(": ")
                            .append(values)
                            .append('\n'));
            byte[] answer =
                (text + "\n" + new String(body, StandardCharsets.ISO_8859_1))
                    .getBytes(StandardCharsets.ISO_8859_1);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
          }
        });
    server.start();
    closer.register(() -> server.stop(0));
    return server;
  }
}
