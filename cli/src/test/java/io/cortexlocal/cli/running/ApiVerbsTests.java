package io.cortexlocal.cli.running;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.cortexlocal.cluster.Kubernetes.ExecResult;
import io.cortexlocal.cluster.PodConditions;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.cluster.embedded.kubelet.InMemoryNode;
import io.cortexlocal.http.PlainHttp;
import io.cortexlocal.json.Json;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What commands do with one API of an {@code up}, which has a cluster in memory. */
class ApiVerbsTests {

  private static final String YAML =
      """
      - name: hello
        kind: RealtimeAPI
        pod:
          containers:
            - {name: api, image: example/hello:1}
      """;

  /** A request that its replica answered after 2 ms in the queue and 1 s in the container. */
  private static final String SEEN =
      """
      {"kind":"request","proxy":"sidecar","start":"1.000000000","end":"2.002000000",\
      "request_id":"%s","method":"GET","path":"/x","status":200,"details":"via_upstream",\
      "cluster":"user","first_byte_upstream_ns":2000000}""";

  private static final String REFUSED =
      """
      {"kind":"request","proxy":"sidecar","start":"1.000000000","end":"1.000000000",\
      "request_id":"%s","method":"GET","path":"/x","status":503,\
      "details":"reached_concurrency_limit","cluster":""}""";

  /** The gateway's line of an answer that came from a replica. */
  private static final String ANSWERED =
      """
      {"kind":"request","proxy":"gateway","start":"1.000000000","end":"1.000000000",\
      "request_id":"%s","method":"GET","path":"/x","status":503,"flags":"-",\
      "details":"via_upstream","first_byte_upstream_ns":100000}""";

  @TempDir private Path temporary;

  private HttpServer gateway;
  private InMemoryUp up;
  private String replica;

  /** Answers as a gateway does behind which a sidecar writes a line for each request. */
  private volatile String line = SEEN;

  private volatile int status = 200;

  /** What the body is; null for what was sent. */
  private volatile byte[] answer;

  /** One that writes a line of its own first, as the gateway does for answers from 400 on. */
  private volatile Optional<String> gatewayPod = Optional.empty();

  @BeforeEach
  void deploy() throws Exception {
    gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    gateway.createContext(
        "/",
        exchange -> {
          String id = exchange.getRequestHeaders().getFirst("x-request-id");
          gatewayPod.ifPresent(pod -> node().write(pod, "istio-proxy", ANSWERED.formatted(id)));
          if (!line.isEmpty()) {
            Executor when =
                gatewayPod.isEmpty()
                    ? Runnable::run
                    : CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS);
            when.execute(() -> node().write(replica, "proxy", line.formatted(id)));
          }
          byte[] body =
              "%s %s %s %s"
                  .formatted(
                      exchange.getRequestMethod(),
                      exchange.getRequestURI(),
                      exchange.getRequestHeaders().getFirst("X-Test"),
                      new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8))
                  .getBytes(StandardCharsets.UTF_8);
          body = answer == null ? body : answer;
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    gateway.start();
    up =
        new InMemoryUp(temporary, URI.create("http://127.0.0.1:" + gateway.getAddress().getPort()));
    up.deploy(YAML);
    replica = pods().get(0).getMetadata().getName();
  }

  @AfterEach
  void close() {
    up.close();
    gateway.stop(0);
  }

  private List<Pod> pods() {
    return up.operator().cluster().pods(Map.of("apiName", "hello"));
  }

  private InMemoryNode node() {
    return up.operator().cluster().node();
  }

  private void write(String container, String text) {
    up.operator().cluster().node().write(replica, container, text);
  }

  @Test
  void linesAreThoseOfTheContainersAndOfTheSidecarOnDemand() throws Exception {
    write("api", "first");
    write("api", "second");
    write("proxy", "of the sidecar");

    assertThat(up.run(0, "logs", "hello"))
        .isEqualTo("%s api | first\n%s api | second\n".formatted(replica, replica));
    assertThat(up.run(0, "logs", "hello", "--tail", "1"))
        .isEqualTo("%s api | second\n".formatted(replica));
    assertThat(up.run(0, "logs", "hello", "--proxy"))
        .endsWith("%s proxy | of the sidecar\n".formatted(replica));
    JsonNode object =
        Json.read(up.run(0, "logs", "hello", "-c", "proxy", "-o", "json")).orElseThrow();
    assertThat(object.path("replica").asText()).isEqualTo(replica);
    assertThat(object.path("container").asText()).isEqualTo("proxy");
    assertThat(object.path("line").asText()).isEqualTo("of the sidecar");
  }

  @Test
  void theNameOfAReplicaIsTakenForIt() throws Exception {
    up.operator().cluster().kubernetes().scale("default", "api-hello", 2);
    up.operator()
        .cluster()
        .await("two replicas", () -> up.operator().cluster().hasReady("api-hello", 2));
    for (Pod pod : pods()) {
      node().write(pod.getMetadata().getName(), "api", "of " + pod.getMetadata().getName());
    }

    for (String name : new String[] {replica, "pod/" + replica}) {
      assertThat(up.run(0, "logs", name)).isEqualTo("%s api | of %s\n".formatted(replica, replica));
    }
    assertThat(up.run(1, "logs", replica, "--replica", replica)).isEmpty();
    assertThat(up.said())
        .isEqualTo(
            """
            cortex-local: %s is one replica of hello already.
            Try: --replica with the API's name, or without it
            """
                .formatted(replica));
  }

  @Test
  void aReplicaIsFollowedUntilItIsGone() throws Exception {
    write("api", "before");
    CompletableFuture<String> followed =
        CompletableFuture.supplyAsync(() -> up.run(0, "logs", "-f", replica));
    up.operator().cluster().await("the line", () -> up.printed().contains("before"));

    up.operator().cluster().kubernetes().scale("default", "api-hello", 0);

    assertThat(followed.get(60, TimeUnit.SECONDS))
        .isEqualTo("%s api | before\n".formatted(replica));
  }

  @Test
  void followedLinesComeOfLaterReplicasTooUntilTheApiIsDeleted() throws Exception {
    write("api", "before");
    CompletableFuture<String> followed =
        CompletableFuture.supplyAsync(() -> up.run(0, "logs", "-f", "hello"));
    up.operator().cluster().kubernetes().scale("default", "api-hello", 2);
    up.operator()
        .cluster()
        .await(
            "two replicas",
            () -> up.operator().cluster().hasReady("api-hello", 2) && pods().size() == 2);
    String other =
        pods().stream()
            .map(pod -> pod.getMetadata().getName())
            .filter(name -> !name.equals(replica))
            .findFirst()
            .orElseThrow();
    up.operator().cluster().node().write(other, "api", "of the other");
    up.operator().cluster().await("the line", () -> up.printed().contains("of the other"));
    up.operator().operator().delete("hello", false);

    assertThat(followed.get(60, TimeUnit.SECONDS))
        .contains(
            "%s api | before\n".formatted(replica), "%s api | of the other\n".formatted(other));
  }

  @Test
  void whatARunWroteThatEndedIsFollowedWhileTheNextOneWaits() throws Exception {
    node().end(replica, "api", 1);
    awaitApi("another run", status -> status.getRestartCount() == 1);
    write("api", "the reason");
    node().end(replica, "api", 1);
    awaitApi(
        "a wait",
        status ->
            status.getState().getWaiting() != null
                && "CrashLoopBackOff".equals(status.getState().getWaiting().getReason()));

    CompletableFuture<String> followed =
        CompletableFuture.supplyAsync(() -> up.run(0, "logs", "-f", "hello"));
    up.operator().cluster().await("the line", () -> up.printed().contains("the reason"));
    up.operator().operator().delete("hello", false);
    assertThat(followed.get(60, TimeUnit.SECONDS))
        .containsOnlyOnce("%s api | the reason\n".formatted(replica));
  }

  private void awaitApi(String what, Predicate<ContainerStatus> wanted) {
    up.operator()
        .cluster()
        .await(
            what,
            () ->
                pods().get(0).getStatus().getContainerStatuses().stream()
                    .filter(status -> status.getName().equals("api"))
                    .anyMatch(wanted));
  }

  @Test
  void ofWhatBeginsLaterAllLinesAreFollowed() throws Exception {
    write("api", "old");
    CompletableFuture<String> followed =
        CompletableFuture.supplyAsync(() -> up.run(0, "logs", "-f", "--tail", "0", "hello"));
    // Until it follows, nothing that is written is new to it.
    up.operator()
        .cluster()
        .await(
            "a new line",
            () -> {
              write("api", "new");
              return up.printed().contains("new");
            });
    node().end(replica, "api", 1);
    awaitApi("another run", status -> status.getRestartCount() == 1);
    write("api", "of the next run");
    up.operator().cluster().await("the line", () -> up.printed().contains("of the next run"));
    up.operator().operator().delete("hello", false);
    assertThat(followed.get(60, TimeUnit.SECONDS)).doesNotContain("old");
  }

  @Test
  void anApiIsDescribed() {
    assertThat(up.run(0, "describe", "hello"))
        .isEqualTo(
            """
            hello  0/1 NotReady  http://gateway/hello
            It cannot come up any more: it has no hope.
            Try: a hint for hello
              the pods of hello
            """);
    JsonNode described = Json.read(up.run(0, "describe", "hello", "-o", "json")).orElseThrow();
    assertThat(described.path("serving").asBoolean(true)).isFalse();
    assertThat(described.path("try").asText()).isEqualTo("a hint for hello");
    assertThat(described.at("/replicas/0").asText()).isEqualTo(replica);
  }

  @Test
  void anApiIsScaled() {
    assertThat(up.run(0, "scale", "hello", "3")).isEqualTo("scaling hello from 1 to 3\n");
    up.operator()
        .cluster()
        .await("3 replicas", () -> up.operator().cluster().hasReady("api-hello", 3));
    assertThat(up.run(0, "scale", "hello", "0"))
        .isEqualTo(
            """
            scaling hello from 3 to 0
            the autoscaler brings it back, as Cortex's does: min_replicas is 1, max_replicas is 100
            """);
    assertThat(Json.read(up.run(0, "scale", "hello", "1", "-o", "json")).orElseThrow().path("to"))
        .hasToString("1");
    up.run(2, "scale", "hello", "-1");
    up.run(2, "scale", "hello", "many");
  }

  @Test
  void aCommandRunsInAContainer() throws Exception {
    up.operator()
        .cluster()
        .node()
        .onCommand(
            (pod, words) ->
                new ExecResult(OptionalInt.of(words.size() - 1), words + "\n", "warned\n"));

    assertThat(up.run(0, "exec", "hello", "--", "pwd")).isEqualTo("[pwd]\n");
    assertThat(up.said()).isEqualTo("warned\n");
    assertThat(up.run(1, "exec", "hello", "--", "ls", "-l")).isEqualTo("[ls, -l]\n");
    assertThat(up.said())
        .isEqualTo(
            "warned\ncortex-local: the command ended with exit code 1 in container api of %s\n"
                .formatted(replica));
    String end = replica.substring(replica.length() - 5);
    JsonNode result =
        Json.read(
                up.run(
                    0, "exec", "hello", "--replica", end, "-c", "proxy", "-o", "json", "--", "id"))
            .orElseThrow();
    assertThat(result.path("replica").asText()).isEqualTo(replica);
    assertThat(result.path("container").asText()).isEqualTo("proxy");
    assertThat(result.path("exit_code").asInt(-1)).isZero();
    assertThat(result.path("output").asText()).isEqualTo("[id]\n");
  }

  @Test
  void aRequestIsAnsweredAndToldOf() {
    assertThat(up.run(0, "request", "hello", "x?y=1", "-H", "X-Test: yes"))
        .isEqualTo("GET /hello/x?y=1 yes ");
    assertThat(up.said())
        .matches(
            "200 in \\d\\.\\d{3} s; %s: 200, queued 2\\.0 ms, processed 1000\\.0 ms\n"
                .formatted(replica));
    assertThat(up.run(0, "request", "hello", "-d", "a body")).isEqualTo("POST /hello null a body");
    up.input("of the input");
    assertThat(up.run(0, "request", "hello", "/", "-X", "put", "-d", "@-"))
        .isEqualTo("PUT /hello/ null of the input");
    JsonNode json = Json.read(up.run(0, "request", "hello", "-o", "json")).orElseThrow();
    assertThat(json.path("status").asInt()).isEqualTo(200);
    assertThat(json.path("body").asText()).isEqualTo("GET /hello null ");
    assertThat(json.at("/replicas/0/replica").asText()).isEqualTo(replica);
    assertThat(json.at("/replicas/0/queued_ms").asDouble()).isEqualTo(2);
  }

  @Test
  void theBytesOfAnAnswerAreHandedOnAsTheyAre() {
    byte[] image = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0, (byte) 0xff, (byte) 0xc3, 0x28};
    answer = image;

    up.run(0, "request", "hello");
    assertThat(up.bytes()).isEqualTo(image);
    up.run(0, "request", "hello", "-i");
    assertThat(up.printed()).startsWith("HTTP 200\n");
    assertThat(up.bytes()).endsWith(image);
    JsonNode json = Json.read(up.run(0, "request", "hello", "-o", "json")).orElseThrow();
    assertThat(json.has("body")).isFalse();
    assertThat(Base64.getDecoder().decode(json.path("body_base64").asText())).isEqualTo(image);
    answer = null;
    assertThat(up.run(0, "request", "hello", "-o", "json")).doesNotContain("body_base64");
  }

  @Test
  void aRequestThatIsRefusedIsToldToBe() {
    line = REFUSED;
    status = 503;

    up.run(1, "request", "hello", "/x");
    assertThat(up.said())
        .endsWith("; %s: refused, because all places in its queue were taken\n".formatted(replica));
  }

  @Test
  void theGatewaysLineOfAnAnswerOfAReplicaIsNotTheLastWord() {
    startGatewayPod();
    line = REFUSED;
    status = 503;

    up.run(1, "request", "hello", "/x");
    assertThat(up.said())
        .endsWith("; %s: refused, because all places in its queue were taken\n".formatted(replica));

    line = "";
    up.run(1, "request", "hello", "/x");
    assertThat(up.said())
        .endsWith("; the gateway answered it, and no replica saw it (via_upstream)\n");
  }

  private void startGatewayPod() {
    up.operator()
        .cluster()
        .kubernetes()
        .apply(
            ResourceType.NAMESPACE,
            new NamespaceBuilder()
                .withNewMetadata()
                .withName("istio-system")
                .endMetadata()
                .build());
    up.operator()
        .cluster()
        .kubernetes()
        .apply(
            ResourceType.POD,
            new PodBuilder()
                .withNewMetadata()
                .withNamespace("istio-system")
                .withName("gateway")
                .addToLabels("istio", "ingressgateway-apis")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("istio-proxy")
                .withImage("example/envoy:1")
                .endContainer()
                .endSpec()
                .build());
    up.operator()
        .cluster()
        .await(
            "the gateway's pod",
            () ->
                up.operator()
                    .cluster()
                    .kubernetes()
                    .get(ResourceType.POD, "istio-system", "gateway")
                    .filter(PodConditions::isReady)
                    .isPresent());
    gatewayPod = Optional.of("gateway");
  }

  @Test
  void aFileIsSentAsItIs() throws Exception {
    Path body = Files.writeString(temporary.resolve("body.json"), "{\"a\": 1}\n--x y");
    assertThat(up.run(0, "request", "hello", "-d", "@" + body))
        .isEqualTo("POST /hello null {\"a\": 1}\n--x y");
  }

  @Test
  void aWordOfACommandIsHandedOnAsItIs() throws Exception {
    Path file = Files.writeString(temporary.resolve("words"), "two words");
    node()
        .onCommand(
            (pod, command) -> new ExecResult(OptionalInt.of(0), String.join("|", command), ""));
    assertThat(up.run(0, "exec", "hello", "--", "echo", "@" + file)).isEqualTo("echo|@" + file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a b|", "/{x}|", "/|Host: example.com", "/|Content-Length: 3"})
  void whatCannotBeSentIsSaidToBeSo(String words) {
    String[] parts = words.split("[|]", -1);
    if (parts[1].isEmpty()) {
      up.run(2, "request", "hello", parts[0]);
    } else {
      up.run(2, "request", "hello", parts[0], "-H", parts[1]);
    }
    assertThat(up.said()).startsWith("cortex-local: ").doesNotContain("\tat ", "Exception");
  }

  @Test
  void theAnswerIsPrintedThoughNobodyTellsOfIt() {
    up.control().close();

    assertThat(up.run(0, "request", "hello", "/x")).isEqualTo("GET /hello/x null ");
    assertThat(up.said())
        .startsWith("cortex-local: what became of it is not known: the up at ")
        .endsWith("; no replica and no gateway tells of it\n");
  }

  @Test
  void aRequestOfWhichNothingIsFoundIsSaidToBeSo() {
    line = "";

    up.run(0, "request", "hello", "-i");
    assertThat(up.said()).endsWith(" s; no replica and no gateway tells of it\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"logs helo", "describe helo", "scale helo 1", "exec helo -- id"})
  void anApiThatIsNotThereIsSaidToBeSo(String command) {
    assertThat(up.run(1, command.split(" ", -1))).isEmpty();
    assertThat(up.said()).isEqualTo("cortex-local: helo is not deployed; did you mean hello?\n");
  }

  @Test
  void aReplicaOrContainerThatIsNotThereIsSaidToBeSo() {
    up.run(1, "exec", "hello", "--replica", "none", "--", "id");
    assertThat(up.said())
        .isEqualTo(
            "cortex-local: there is no replica \"none\"; hello has: %s\n".formatted(replica));
    up.run(1, "logs", "hello", "-c", "none");
    assertThat(up.said())
        .isEqualTo(
            "cortex-local: replica %s has no container \"none\"; it has: api, proxy\n"
                .formatted(replica));
    up.run(1, "request", "none");
    assertThat(up.said()).isEqualTo("cortex-local: none is not deployed\n");
  }

  @Test
  void whatIsWrittenWronglyIsSaidToBeSo() {
    up.run(2, "request", "hello", "-H", "nothing");
    assertThat(up.said())
        .isEqualTo("cortex-local: -H: expected NAME: VALUE, but it is \"nothing\"\n");
    up.run(2, "request", "hello", "-d", "@nowhere");
    assertThat(up.said()).isEqualTo("cortex-local: -d: there is no file nowhere\n");
    up.run(2, "exec", "hello", "--timeout", "0", "--", "id");
    assertThat(up.said())
        .isEqualTo("cortex-local: --timeout: expected 1 or more seconds, but it is 0\n");
  }

  @Test
  void nobodyIsAnsweredWithoutTheToken() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(up.control().address() + "/apis/hello/describe"))
            .header("Authorization", "Bearer guessed")
            .build();

    var response = PlainHttp.client().build().send(request, BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.body()).isEqualTo("{\"message\":\"the token is wrong\"}\n");
    assertThat(up.run(0, "status", "-o", "json")).doesNotContain(up.control().token());
  }
}
