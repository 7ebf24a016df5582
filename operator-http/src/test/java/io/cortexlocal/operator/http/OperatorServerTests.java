package io.cortexlocal.operator.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.cortexlocal.cluster.embedded.InMemoryCluster;
import io.cortexlocal.config.CortexConfig;
import io.cortexlocal.image.LocalImages;
import io.cortexlocal.inflight.ReplicaGauge;
import io.cortexlocal.json.Json;
import io.cortexlocal.operator.DeployResult;
import io.cortexlocal.operator.Operator;
import io.cortexlocal.operator.Submission;
import io.cortexlocal.workload.WorkloadSettings;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The interface as a client meets it, on a cluster in memory. */
class OperatorServerTests {

  private static final WorkloadSettings SETTINGS =
      new WorkloadSettings(
          "0.42.1", "example/envoy:1", "IfNotPresent", false, Optional.empty(), Optional.empty());
  private static final String YAML =
      """
      - name: hello
        kind: RealtimeAPI
        pod:
          containers:
            - {name: api, image: example/hello:1}
      """;
  private static final Map<String, String> CLIENT =
      Map.of("CortexAPIVersion", "0.42.1", "X-Cortex-Authorization", "anything");

  private final InMemoryCluster cluster = InMemoryCluster.start();
  private final Operator operator =
      new Operator(cluster.kubernetes(), Clock.systemUTC(), new SplittableRandom(1));
  private final List<ReplicaGauge> replicas = new CopyOnWriteArrayList<>();
  private final OperatorServer server =
      OperatorServer.start(
          cluster.kubernetes(),
          operator,
          this::deploy,
          () -> replicas,
          "0.42.1",
          endpoint -> "http://gateway" + endpoint,
          0);
  private final HttpClient client = HttpClient.newHttpClient();

  private List<DeployResult> deploy(CortexConfig config, boolean force) {
    return operator.deploy(Submission.of(config, LocalImages.none()), SETTINGS, force);
  }

  @AfterEach
  void close() {
    server.close();
    cluster.close();
  }

  @Test
  void tellsAScraperWhatTheReplicasReport() {
    assertThat(get("/metrics").body()).doesNotContain("cortex_in_flight_requests");
    replicas.add(new ReplicaGauge("a1", "api-a1-7d9-x", 2.5));
    replicas.add(new ReplicaGauge("a1", "api-a1-7d9-y", 3));

    assertThat(get("/metrics").body())
        .endsWith(
            """
            # HELP cortex_in_flight_requests The number of in-flight requests for a cortex API
            # TYPE cortex_in_flight_requests gauge
            cortex_in_flight_requests{api_kind="RealtimeAPI",api_name="a1",container="proxy",namespace="default",pod="api-a1-7d9-x",pod_name="api-a1-7d9-x"} 2.5
            cortex_in_flight_requests{api_kind="RealtimeAPI",api_name="a1",container="proxy",namespace="default",pod="api-a1-7d9-y",pod_name="api-a1-7d9-y"} 3
            """);
  }

  @Test
  void listensOnTheLoopbackOnly() {
    assertThat(server.address().toString()).matches("http://127\\.0\\.0\\.1:[1-9]\\d*");
  }

  @Test
  void isCortexForWhoeverAsks() {
    Answer answer = send("GET", "/verifycortex", Map.of(), "");

    assertThat(answer).isEqualTo(new Answer(200, "{}"));
  }

  @Test
  void deploysAndTellsOfIt() {
    Answer created = post("cortex.yaml", YAML, "");

    JsonNode result = created.json().get(0);
    assertThat(created.status()).isEqualTo(200);
    assertThat(result.get("message").textValue()).isEqualTo("creating hello (RealtimeAPI)");
    assertThat(result.get("error").textValue()).isEmpty();
    assertThat(result.at("/api/endpoint").textValue()).isEqualTo("http://gateway/hello");
    assertThat(result.at("/api/spec/autoscaling/window").longValue()).isEqualTo(60_000_000_000L);

    JsonNode listed = get("/get").json().get(0);
    assertThat(names(listed)).containsExactly("metadata", "status");
    assertThat(listed.at("/metadata/name").textValue()).isEqualTo("hello");
    assertThat(listed.at("/metadata/kind").textValue()).isEqualTo("RealtimeAPI");

    JsonNode details = get("/get/hello").json().get(0);
    assertThat(names(details))
        .containsExactly("spec", "metadata", "status", "endpoint", "api_versions");
    String id = details.at("/metadata/id").textValue();
    assertThat(details.at("/api_versions/0/api_id").textValue()).isEqualTo(id);
    JsonNode byId = get("/get/hello/" + id).json().get(0);
    assertThat(names(byId)).isEqualTo(names(details));
    assertThat(byId.get("spec")).isEqualTo(details.get("spec"));
  }

  @Test
  void describesReplicas() {
    post("cortex.yaml", YAML, "");

    JsonNode described = get("/describe/hello").json().get(0);

    assertThat(names(described)).containsExactly("metadata", "status", "endpoint");
    assertThat(names(described.at("/status/replica_counts")))
        .containsExactly(
            "requested",
            "pending",
            "creating",
            "not_ready",
            "ready",
            "ready_out_of_date",
            "err_image_pull",
            "terminating",
            "failed",
            "killed",
            "killed_oom",
            "stalled",
            "unknown");
    assertThat(described.at("/status/replica_counts/requested").intValue()).isEqualTo(1);
  }

  @Test
  void aFormerDeploymentHasItsSpecOnly() {
    post("cortex.yaml", YAML, "");
    String first = get("/get/hello").json().at("/0/metadata/id").textValue();
    post("cortex.yaml", YAML.replace("hello:1", "hello:2"), "&force=true");

    JsonNode former = get("/get/hello/" + first).json().get(0);

    assertThat(names(former)).containsExactly("spec");
    assertThat(former.at("/spec/pod/containers/0/image").textValue()).isEqualTo("example/hello:1");
    assertThat(get("/get/hello").json().at("/0/api_versions")).hasSize(2);
    assertThat(get("/get/hello/other"))
        .isEqualTo(
            refused("resources.api_id_not_found", "hello with id other has never been deployed"));
  }

  @Test
  void oneApiThatIsRefusedKeepsNoOtherFromBeingDeployed() {
    post("cortex.yaml", YAML, "");
    String two = YAML.replace("hello:1", "hello:2") + YAML.replace("name: hello", "name: second");

    Answer answer = post("cortex.yaml", two, "");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(Json.line(answer.json().get(0)))
        .isEqualTo(
            "{\"api\":null,\"message\":\"\",\"error\":\"error: hello is updating (override with"
                + " --force)\"}");
    assertThat(answer.json().at("/1/message").textValue())
        .isEqualTo("creating second (RealtimeAPI)");
    assertThat(post("cortex.yaml", two, "&force=true").json().at("/0/message").textValue())
        .isEqualTo("updating hello (RealtimeAPI)");
    assertThat(post("cortex.yaml", two, "&force=maybe").json().at("/0/message").textValue())
        .isEqualTo("hello (RealtimeAPI) is already updating");
  }

  @Test
  void refreshesAndDeletes() {
    post("cortex.yaml", YAML, "");

    // no ConfigMap to mount, so no replica of it becomes Ready
    assertThat(send("POST", "/refresh/hello", CLIENT, ""))
        .isEqualTo(
            refused("realtimeapi.api_updating", "hello is updating (override with --force)"));
    assertThat(send("POST", "/refresh/hello?force=true", CLIENT, "").body())
        .isEqualTo("{\"message\":\"updating hello (RealtimeAPI)\"}");
    assertThat(send("DELETE", "/delete/hello?apiName=hello&keepCache=false", CLIENT, "").body())
        .isEqualTo("{\"message\":\"deleting hello\"}");
    assertThat(get("/get").body()).isEqualTo("[]");
    assertThat(send("DELETE", "/delete/hello", CLIENT, ""))
        .isEqualTo(refused("resources.api_not_deployed", "hello is not deployed"));
  }

  @Test
  void refusesAWrongFileInCortexsWords() {
    Answer answer = post("cortex.yaml", YAML.replace("pod:", "pods:"), "");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().get("kind").textValue()).startsWith("configreader.");
    assertThat(answer.json().get("message").textValue())
        .startsWith("cortex.yaml: hello (RealtimeAPI): ")
        .endsWith(
            "\n\napi configuration schema can be found at https://docs.cortexlabs.com/v/0.42/");
    assertThat(get("/get").body()).isEqualTo("[]");
  }

  @Test
  void aSplittersTargetMayHaveBeenDeployedBefore() {
    String splitter =
        """
        - name: split
          kind: TrafficSplitter
          apis: [{name: hello, weight: 50}, {name: other, weight: 50}]
        """;
    post("cortex.yaml", YAML, "");

    assertThat(post("split.yaml", splitter, "").json().get("message").textValue())
        .startsWith(
            "split.yaml: split (TrafficSplitter): api other was either not found or is not a"
                + " RealtimeAPI");
    post("cortex.yaml", YAML.replace("name: hello", "name: other"), "");
    assertThat(post("split.yaml", splitter, "").json().at("/0/message").textValue())
        .isEqualTo("created split (TrafficSplitter)");
    assertThat(names(get("/get/split").json().get(0)))
        .containsExactly("spec", "metadata", "endpoint", "api_versions");
    assertThat(get("/get").json().at("/2/num_traffic_splitter_targets").intValue()).isEqualTo(2);
    assertThat(get("/describe/split"))
        .isEqualTo(
            refused(
                "resources.operation_is_only_supported_for_kind",
                "this operation is only allowed for RealtimeAPI or AsyncAPI kinds and is not"
                    + " supported for split of kind TrafficSplitter"));
    assertThat(send("DELETE", "/delete/hello", CLIENT, ""))
        .isEqualTo(
            refused(
                "resources.realtime_api_used_by_traffic_splitter",
                "cannot delete api because it is used by the following TrafficSplitter: split"));
  }

  @Test
  void anEndpointOfAnotherApiIsRefused() {
    post("cortex.yaml", YAML, "");

    Answer answer =
        post(
            "cortex.yaml",
            YAML.replace("name: hello", "name: other") + "  networking: {endpoint: /hello}\n",
            "");

    assertThat(answer.json().get("kind").textValue()).isEqualTo("spec.duplicate_endpoint");
    assertThat(answer.json().get("message").textValue())
        .startsWith("networking: endpoint: /hello: endpoint is already being used by hello");
  }

  @Test
  void theVersionOfTheClientHasToBeTheSame() {
    assertThat(send("GET", "/get", Map.of(), ""))
        .isEqualTo(refused("endpoints.header_missing", "missing CortexAPIVersion header"));
    assertThat(send("GET", "/get", Map.of("CortexAPIVersion", "0.42.0"), ""))
        .isEqualTo(
            refused(
                "endpoints.api_version_mismatch",
                "your CLI version (0.42.0) doesn't match your Cortex operator version (0.42.1);"
                    + " please update your cluster by following the instructions at"
                    + " https://docs.cortexlabs.com, or update your CLI (pip install"
                    + " cortex==0.42.1)"));
    assertThat(send("GET", "/get", Map.of("cortexapiversion", "0.42.1"), ""))
        .isEqualTo(refused("endpoints.header_missing", "missing X-Cortex-Authorization header"));
    Answer info = send("GET", "/info", Map.of("X-Cortex-Authorization", "x"), "");
    assertThat(info.json().at("/cluster_config/api_version").textValue()).isEqualTo("0.42.1");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /nothing, 404, '404 page not found\n'",
    "GET, /get/a/b/c, 404, '404 page not found\n'",
    "GET, /patch/a, 404, '404 page not found\n'",
    "POST, /get, 405, ''",
    "GET, /deploy, 405, ''",
    "GET, /refresh/hello, 405, ''",
    "PUT, /delete/hello, 405, ''",
    "GET, //verifycortex, 200, '{}'"
  })
  void pathsAndMethods(String method, String path, int status, String body) {
    assertThat(send(method, path, CLIENT, "")).isEqualTo(new Answer(status, body));
  }

  @Test
  void jobsAreForOtherKinds() {
    post("cortex.yaml", YAML, "");

    assertThat(send("GET", "/tasks/hello?jobID=1", Map.of(), ""))
        .isEqualTo(
            refused(
                "resources.operation_is_only_supported_for_kind",
                "this operation is only allowed for TaskAPI kind and is not supported for hello of"
                    + " kind RealtimeAPI"));
  }

  @Test
  void aDeploymentNeedsANameAndAFile() {
    assertThat(send("POST", "/deploy", CLIENT, "x"))
        .isEqualTo(
            refused("endpoints.query_param_required", "query param required: configFileName"));
    assertThat(send("POST", "/deploy?configFileName=c.yaml", CLIENT, "x"))
        .isEqualTo(
            refused(
                "files.read_form_file",
                "unable to read request form file \"config\": request Content-Type isn't"
                    + " multipart/form-data"));
    assertThat(form("cortex.yaml", "other", YAML, ""))
        .isEqualTo(
            refused(
                "endpoints.form_file_must_be_provided",
                "request form file \"config\" must be provided"));
    assertThat(form("cortex.yaml", "config", "", ""))
        .isEqualTo(
            refused(
                "endpoints.form_file_must_be_provided",
                "request form file \"config\" must be provided"));
  }

  @Test
  void aBodyWithoutEndIsRefusedAndHoldsNothingUp() throws IOException {
    String head =
        """
        POST /deploy?configFileName=c.yaml HTTP/1.1\r
        Host: 127.0.0.1\r
        CortexAPIVersion: 0.42.1\r
        X-Cortex-Authorization: x\r
        Content-Type: multipart/form-data; boundary=b\r
        Content-Length: 1000\r
        \r
        --b\r
        """;
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
      OutputStream output = socket.getOutputStream();
      output.write(head.getBytes(UTF_8));
      output.flush();

      assertThat(get("/get").body()).isEqualTo("[]");
      socket.shutdownOutput();
      assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
          .startsWith("HTTP/1.1 400 ");
    }
  }

  @Test
  void anotherHostIsRefused() throws IOException {
    String head =
        "GET /verifycortex HTTP/1.1\r\nHost: rebound.example\r\nConnection: close\r\n\r\n";
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
      socket.getOutputStream().write(head.getBytes(UTF_8));

      assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
          .startsWith("HTTP/1.1 403 ")
          .contains("the operator is called 127.0.0.1, localhost; not what Host says");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "operator",
        "operator.default:8888",
        "operator.default.svc:8888",
        "operator.default.svc.cluster.local:8888",
        "10.43.0.7:8888"
      })
  void podsCallItByItsServiceAndNobodyElseDoes(String host) throws IOException {
    int inside = relayedPort();

    assertThat(said(inside, "/verifycortex", host)).startsWith("HTTP/1.1 200 ");
    assertThat(said(server.address().getPort(), "/verifycortex", host))
        .startsWith("HTTP/1.1 403 ")
        .contains("the operator is called 127.0.0.1, localhost; not what Host says");
    assertThat(said(inside, "/verifycortex", "rebound.example"))
        .startsWith("HTTP/1.1 403 ")
        .contains(
            "the operator is called operator, operator.default, operator.default.svc,"
                + " operator.default.svc.cluster.local; not what Host says");
  }

  @Test
  void podsAreToldAddressesThatLeadSomewhereInPods() throws IOException {
    post("cortex.yaml", YAML, "");
    int inside = relayedPort();
    String host = "operator.default.svc.cluster.local:8888";

    assertThat(said(inside, "/get/hello", host))
        .contains(
            "\"endpoint\":\"http://ingressgateway-apis.istio-system.svc.cluster.local/hello\"");
    assertThat(said(inside, "/logs/hello", host))
        .contains("\"log_url\":\"http://" + host + "/local/logs/hello\"");
  }

  private int relayedPort() {
    assertThat(server.relayed()).isInstanceOf(InetSocketAddress.class);
    InetSocketAddress relayed = (InetSocketAddress) server.relayed();
    assertThat(relayed.getAddress().isLoopbackAddress()).isTrue();
    return relayed.getPort();
  }

  /** What the server says to a client that calls it so, from the first byte to the last. */
  private static String said(int port, String path, String host) throws IOException {
    StringBuilder head =
        new StringBuilder(
            "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n".formatted(path, host));
    CLIENT.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(head.append("\r\n").toString().getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  @Test
  void itsAddressStaysAfterItsEnd() {
    URI address = server.address();

    server.close();

    assertThat(server.address()).isEqualTo(address);
  }

  @Test
  void aBodyThatIsTooLongIsRefused() {
    Answer answer = form("cortex.yaml", "config", "#".repeat(DeployForm.MAX_BYTES + 1), "");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("unable to read request form file");
  }

  @Test
  void logsAreStreamedFromTheFirstLineOn() throws Exception {
    post("cortex.yaml", YAML, "");
    String pod = runningPod("hello");
    cluster.node().write(pod, "api", "before");

    Messages messages = new Messages();
    WebSocket socket = stream("hello", messages);

    assertThat(messages.next()).isEqualTo("before\n");
    cluster.node().write(pod, "api", "{\"message\": \"after\"}");
    assertThat(messages.next()).isEqualTo("after\n");
    assertThat(send("DELETE", "/delete/hello", CLIENT, "").status()).isEqualTo(200);
    assertThat(messages.next()).isEqualTo("closed with 1000");
    socket.abort();
  }

  @Test
  void theNextRunOfAContainerIsStreamedToo() throws Exception {
    post("cortex.yaml", YAML, "");
    String pod = runningPod("hello");
    cluster.node().write(pod, "api", "first");
    Messages messages = new Messages();
    WebSocket socket = stream("hello", messages);
    assertThat(messages.next()).isEqualTo("first\n");

    cluster.node().end(pod, "api", 1);
    cluster.await("it runs again", () -> restarts(pod) == 1 && cluster.hasReady("api-hello", 1));
    cluster.node().write(pod, "api", "second");

    assertThat(messages.next()).isEqualTo("second\n");
    socket.abort();
  }

  private long restarts(String pod) {
    return cluster.pods(Map.of("apiName", "hello")).stream()
        .filter(one -> one.getMetadata().getName().equals(pod))
        .flatMap(one -> one.getStatus().getContainerStatuses().stream())
        .mapToInt(ContainerStatus::getRestartCount)
        .sum();
  }

  @Test
  void thePageOfTheLogsNeedsNoHeaders() {
    post("cortex.yaml", YAML, "");
    String pod = runningPod("hello");
    cluster.node().write(pod, "api", "loaded");

    String page = get("/logs/hello").json().get("log_url").textValue();

    assertThat(send("GET", URI.create(page).getPath(), Map.of(), "").body())
        .contains("== %s api%nloaded%n".formatted(pod), "== %s proxy".formatted(pod));
  }

  @Test
  void anApiWithoutPodsHasNoLogs() throws Exception {
    post("cortex.yaml", YAML, "");
    runningPod("hello");
    cluster.kubernetes().scale("default", "api-hello", 0);
    cluster.await("its pod is gone", () -> cluster.pods(Map.of("apiName", "hello")).isEmpty());

    Messages messages = new Messages();
    stream("hello", messages);

    assertThat(messages.next())
        .isEqualTo(
            "there are currently no pods running for this workload; please visit your logging"
                + " dashboard for historical logs\n");
    assertThat(messages.next()).isEqualTo("closed with 1000");
  }

  @Test
  void logsOfWhatIsNotDeployedAreRefusedBeforeTheUpgrade() {
    assertThatThrownBy(() -> stream("hello", new Messages()))
        .hasCauseInstanceOf(WebSocketHandshakeException.class);
    assertThat(get("/streamlogs/hello"))
        .isEqualTo(refused("resources.api_not_deployed", "hello is not deployed"));
    post("cortex.yaml", YAML, "");
    assertThat(get("/streamlogs/hello").body()).contains("websocket");
    assertThat(get("/logs/hello").json().get("log_url").textValue())
        .isEqualTo(server.address() + "/local/logs/hello");
  }

  private String runningPod(String api) {
    cluster.makeWhatPodsMount();
    cluster.await("it has a pod that runs", () -> cluster.hasReady("api-" + api, 1));
    return cluster.pods(Map.of("apiName", api)).get(0).getMetadata().getName();
  }

  private WebSocket stream(String api, Messages messages) throws Exception {
    WebSocket.Builder builder = client.newWebSocketBuilder();
    CLIENT.forEach(builder::header);
    URI address = URI.create("ws" + server.address().toString().substring(4));
    return builder
        .buildAsync(address.resolve("/streamlogs/" + api), messages)
        .get(20, TimeUnit.SECONDS);
  }

  private static List<String> names(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getKey).toList();
  }

  private static Answer refused(String kind, String message) {
    return new Answer(400, Json.line(Json.object("kind", kind, "message", message)) + "\n");
  }

  private Answer get(String path) {
    return send("GET", path, CLIENT, "");
  }

  private Answer post(String fileName, String yaml, String query) {
    return form(fileName, "config", yaml, query);
  }

  private Answer form(String fileName, String part, String yaml, String query) {
    String body =
        """
        --border\r
        Content-Disposition: form-data; name="%s"; filename="config"\r
        Content-Type: application/octet-stream\r
        \r
        %s\r
        --border--\r
        """
            .formatted(part, yaml);
    return send(
        HttpRequest.newBuilder(
                server.address().resolve("/deploy?configFileName=" + fileName + query))
            .header("Content-Type", "multipart/form-data; boundary=border")
            .POST(BodyPublishers.ofString(body)),
        CLIENT);
  }

  private Answer send(String method, String path, Map<String, String> headers, String body) {
    return send(
        HttpRequest.newBuilder(URI.create(server.address() + path))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body)),
        headers);
  }

  private Answer send(HttpRequest.Builder request, Map<String, String> headers) {
    headers.forEach(request::header);
    try {
      HttpResponse<String> response =
          client.send(request.timeout(Duration.ofSeconds(60)).build(), BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private record Answer(int status, String body) {

    JsonNode json() {
      return Json.read(body).orElseThrow();
    }
  }
}
