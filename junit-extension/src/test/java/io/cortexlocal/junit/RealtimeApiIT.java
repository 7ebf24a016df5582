package io.cortexlocal.junit;

import static io.cortexlocal.assertions.CortexAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cortexlocal.CortexLocal;
import io.cortexlocal.RealtimeApi;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.config.CortexVersion;
import io.cortexlocal.timeline.Timeline;
import io.cortexlocal.timeline.TimelineEvent;
import io.cortexlocal.traffic.ApiRequest;
import io.cortexlocal.traffic.ApiResponse;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The path of a request through gateway and sidecar to the container, on a real cluster. */
@Tag("conformance")
@Tag("quick")
@CortexApi("src/test/apis/cortex.yaml")
class RealtimeApiIT {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Api("echo")
  private RealtimeApi fieldApi;

  @ParameterizedTest
  @CsvSource({
    "/echo, /",
    "/echo?x=1, /?x=1",
    "/echo/, /",
    "/echo/?x=1, /?x=1",
    "/echo/a/b?x=1, /a/b?x=1",
    "/echo//a, //a",
  })
  void containerSeesThePathBelowTheEndpoint(String path, String upstream, CortexLocal local)
      throws Exception {
    HttpResponse<String> response = raw(local, path);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(JSON.readTree(response.body()).path("path").asText()).isEqualTo(upstream);
    assertThat(response.headers().firstValue("x-cortex-origin")).hasValue("api");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/echo-other", "/echos", "/echo.json", "/Echo", "/"})
  void gatewayAnswers404WithoutABodyWhereNoApiIs(String path, CortexLocal local) throws Exception {
    HttpResponse<String> response = raw(local, path);

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.body()).isEmpty();
  }

  @Test
  void methodBodyAndHeadersArriveUnchanged(@Api("echo") RealtimeApi api) throws Exception {
    ApiResponse response =
        api.send(
            ApiRequest.post("/v1/x", "{\"a\":1}").withMethod("PUT").withHeader("X-Mine", "yes"));

    JsonNode seen = JSON.readTree(response.text());
    assertThat(seen.path("method").asText()).isEqualTo("PUT");
    assertThat(seen.path("body").asText()).isEqualTo("{\"a\":1}");
    assertThat(seen.path("headers").path("x-mine").asText()).isEqualTo("yes");
    assertThat(seen.path("headers").path("host").asText()).isEqualTo(api.url().getAuthority());
    assertThat(seen.path("headers").path("x-envoy-original-path").asText()).isEqualTo("/echo/v1/x");
    assertThat(seen.path("headers").path("x-forwarded-for").asText()).isNotEmpty();
    assertThat(seen.path("headers").path("x-request-id").asText()).isEqualTo(response.requestId());
  }

  @Test
  void oneRunsFourWaitAndTheRestIsRefused(@Api("echo") RealtimeApi api) throws Exception {
    try (HeldRequests burst = new HeldRequests(api, "burst", 8)) {
      assertThat(burst.awaitAnswered(3))
          .hasSize(3)
          .allSatisfy(
              refused ->
                  assertThat(refused)
                      .hasStatus(503)
                      .hasBody("pending request queue full\n")
                      .hasHeader("content-type", "text/plain; charset=utf-8")
                      .hasHeader("x-content-type-options", "nosniff")
                      .hasHeader("x-cortex-origin", "api"));
      long full = System.nanoTime();
      assertThat(burst.probe(ApiRequest.post("/sleep?seconds=0.5", ""))).hasStatus(200);
      Duration held = Duration.ofNanos(System.nanoTime() - full);

      assertThat(burst.answered()).hasSize(3);
      assertThat(burst.release().stream().map(ApiResponse::status).sorted())
          .containsExactly(200, 200, 200, 200, 200, 503, 503, 503);

      assertThat(api).maxInFlightPerReplica(1);
      List<TimelineEvent.Request> requests =
          api.timeline().requests().stream()
              .filter(request -> request.path().equals(burst.path()))
              .toList();
      assertThat(requests.stream().filter(TimelineEvent.Request::refused)).hasSize(3);
      assertThat(requests.stream().flatMap(request -> request.queued().stream()))
          .hasSize(5)
          .filteredOn(queued -> queued.compareTo(held) > 0)
          .hasSizeGreaterThanOrEqualTo(4);
    }
  }

  @Test
  void requestsWithLongPathsAreOnTheTimeline(@Api("echo") RealtimeApi api) {
    List<CompletableFuture<ApiResponse>> sent =
        IntStream.range(0, 3)
            .mapToObj(i -> api.sendAsync(ApiRequest.get("/long?" + "q".repeat(9_000 * (i + 1)))))
            .toList();
    sent.forEach(answer -> assertThat(answer.join()).hasStatus(200));

    assertThat(api.timeline().requests())
        .filteredOn(request -> request.path().startsWith("/long?q"))
        .hasSize(3)
        .allMatch(request -> request.path().length() == 4096);
  }

  @Test
  void kubeletsProbesPassAFullQueue(@Api("echo") RealtimeApi api) throws Exception {
    try (HeldRequests all = new HeldRequests(api, "full", 6)) {
      assertThat(all.awaitAnswered(1))
          .singleElement()
          .satisfies(one -> assertThat(one).hasStatus(503));

      assertThat(all.probe(ApiRequest.get("/during"))).hasStatus(200);

      assertThat(all.answered()).hasSize(1);
      assertThat(all.release().stream().filter(answer -> answer.status() == 200)).hasSize(5);
    }
  }

  @Test
  void containersShareMntAndLoopback(@Api("echo") RealtimeApi api) throws Exception {
    assertThat(api.post("/write?file=/mnt/shared.txt", "from the first")).hasStatus(200);

    ApiResponse read = api.get("/fetch?url=http://127.0.0.1:8081/read?file=/mnt/shared.txt");

    assertThat(JSON.readTree(read.text()).path("body").asText()).isEqualTo("from the first");
  }

  @Test
  void cliConfigurationIsWhereCortexPutsIt(@Api("echo") RealtimeApi api) {
    assertThat(api.get("/read?file=/cortex/client/cli.yaml"))
        .hasStatus(200)
        .hasBody(
            """
            default_environment: default
            environments:
              - name: default
                operator_endpoint: http://operator.default.svc.cluster.local:8888
            """);
    assertThat(api.post("/write?file=/cortex/client/other", "x")).hasStatus(200);
  }

  @Test
  void environmentIsCortexs(@Api("echo") RealtimeApi api) throws Exception {
    JsonNode environment = JSON.readTree(api.get("/env").text());

    assertThat(environment.path("CORTEX_VERSION").asText()).isEqualTo(CortexVersion.DEFAULT);
    assertThat(environment.path("CORTEX_PORT").asText()).isEqualTo("8080");
    assertThat(environment.path("CORTEX_LOG_LEVEL").asText()).isEqualTo("INFO");
    assertThat(environment.path("CORTEX_CLI_CONFIG_DIR").asText()).isEqualTo("/cortex/client");
    assertThat(environment.path("PORT_COPY").asText()).isEqualTo("8080");
    List<String> names = new ArrayList<>();
    environment.fieldNames().forEachRemaining(names::add);
    assertThat(names).filteredOn(name -> name.startsWith("CORTEX_LOCAL")).isEmpty();
  }

  @Test
  void sharedMemoryHasTheSizeThatWasAskedFor(@Api("echo") RealtimeApi api) throws Exception {
    ApiResponse size = api.get("/fetch?url=http://127.0.0.1:8081/size?directory=/dev/shm");

    assertThat(
            JSON.readTree(JSON.readTree(size.text()).path("body").asText()).path("bytes").asLong())
        .isEqualTo(64L * 1024 * 1024);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ingressgateway-apis.istio-system.svc.cluster.local",
        "api-echo.default",
        "api-echo.default.svc.cluster.local",
        "api-caller"
      })
  void serviceNamesResolveInTheContainer(
      String name, @Api("echo") RealtimeApi api, CortexLocal local) throws Exception {
    JsonNode answer = JSON.readTree(api.get("/resolve?name=" + name).text());

    assertThat(answer.path("address").asText())
        .startsWith(Differences.has(local, "no-cluster-ip") ? "10.42." : "10.43.");
  }

  @Test
  void oneApiCallsAnotherThroughTheGateway(RealtimeApi caller) throws Exception {
    ApiResponse response =
        caller.get(
            "/fetch?url=http://ingressgateway-apis.istio-system.svc.cluster.local/echo/chained");

    JsonNode outer = JSON.readTree(response.text());
    assertThat(outer.path("status").asInt()).isEqualTo(200);
    assertThat(JSON.readTree(outer.path("body").asText()).path("path").asText())
        .isEqualTo("/chained");
  }

  /** Another API answers them, the gateway, or nobody: none of them is this API's. */
  @Test
  void anOddRequestHoldsNoTimelineUp(RealtimeApi caller) {
    for (String path : List.of("/../echo/odd", "/%2e%2e/echo/odd", "/../nobody", "/..")) {
      caller.get(path);
    }
    caller.send(ApiRequest.get("/odd").withMethod("get"));
    caller.send(ApiRequest.get("/odd").withHeader("X-Long", "x".repeat(200_000)));
    caller.send(ApiRequest.get("/last-odd").withMethod("OPTIONS"));

    long start = System.nanoTime();
    Timeline timeline = caller.timeline();

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    assertThat(timeline.requests()).extracting(TimelineEvent.Request::path).contains("/last-odd");
    assertThat(timeline.incomplete()).isEmpty();
  }

  @Test
  void theTimelineHasWhatOthersSent(
      @Api("echo") RealtimeApi echo, RealtimeApi caller, CortexLocal local) throws Exception {
    for (int i = 0; i < 5; i++) {
      caller.get(
          "/fetch?url=http://ingressgateway-apis.istio-system.svc.cluster.local/echo/from-api" + i);
      raw(local, "/echo/foreign" + i);

      assertThat(echo.timeline().requests())
          .extracting(TimelineEvent.Request::path)
          .contains("/from-api" + i, "/foreign" + i);
    }
    assertThat(echo.timeline().requests()).allMatch(TimelineEvent.Request::throughGateway);
  }

  @Test
  void momentsAreOrderedAsTheyHappened(@Api("echo") RealtimeApi echo) {
    echo.get("/ordered");
    Timeline timeline = echo.timeline();

    for (String replica : timeline.replicas()) {
      TimelineEvent.Created created = timeline.creations().get(replica);
      TimelineEvent.Ready ready = timeline.firstReadies().get(replica);
      TimelineEvent.SidecarReady sidecar =
          timeline.events().stream()
              .filter(TimelineEvent.SidecarReady.class::isInstance)
              .map(TimelineEvent.SidecarReady.class::cast)
              .filter(event -> event.replica().equals(replica))
              .findFirst()
              .orElseThrow();
      assertThat(created.at()).isBefore(sidecar.at());
      assertThat(sidecar.at()).isBefore(ready.at().plus(ready.within()).plusMillis(1));
    }
  }

  @Test
  void requestsGoToAllReplicas(RealtimeApi caller) {
    for (int i = 0; i < 8; i++) {
      assertThat(caller.get("/n" + i)).hasStatus(200);
    }

    Timeline timeline = caller.timeline();
    assertThat(timeline.replicas()).hasSize(2);
    assertThat(timeline.replicas())
        .allSatisfy(replica -> assertThat(timeline.requests(replica)).isNotEmpty());
    assertThat(caller).becameReadyWithin(Duration.ofMinutes(2));
  }

  @Test
  void anOpenPortDoesNotProveThatWorkersWereReady(RealtimeApi caller) {
    assertThat(caller.get("/")).hasStatus(200);

    assertThatThrownBy(() -> assertThat(caller).receivedNoTrafficBeforeReady())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("it is not known when the workers of caller were ready");
  }

  @Test
  void theContainersOwnAnswerComesBackUnchanged(@Api("echo") RealtimeApi api) {
    assertThat(api.get("/status?code=418")).hasStatus(418).hasBody("as asked");
  }

  @Test
  void fieldsReceiveTheApiThatTheyName() {
    assertThat(fieldApi.name()).isEqualTo("echo");
  }

  @Test
  void podsAreWhatCortexMakesOfThem(CortexLocal local) {
    List<Pod> pods =
        local
            .cluster()
            .kubernetes()
            .list(ResourceType.POD, "default", Map.of("apiName", "echo", "apiKind", "RealtimeAPI"));

    assertThat(pods)
        .singleElement()
        .satisfies(
            pod ->
                assertThat(pod.getSpec().getContainers().stream().map(c -> c.getName()))
                    .containsExactly("api", "second", "proxy"));
  }

  @Test
  void describeTellsTheStateOfEachContainer(@Api("echo") RealtimeApi api) {
    assertThat(api.describe().lines().map(String::strip))
        .anyMatch(line -> line.matches("pod api-echo-\\S+ is Ready"))
        .contains(
            "container api is ready", "container second is ready", "container proxy is ready");
  }

  @Nested
  class Enclosed {

    @Test
    void anEnclosedClassHasTheApisOfItsEnclosingOne(@Api("echo") RealtimeApi api) {
      assertThat(api).isSameAs(fieldApi);
    }
  }

  private static HttpResponse<String> raw(CortexLocal local, String path)
      throws IOException, InterruptedException {
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    return client.send(
        HttpRequest.newBuilder(URI.create(local.cluster().gateway() + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
