package io.cortexlocal.junit;

import static io.cortexlocal.assertions.CortexAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.CortexLocal;
import io.cortexlocal.RealtimeApi;
import io.cortexlocal.config.CortexConfig;
import io.cortexlocal.time.Deadline;
import io.cortexlocal.traffic.ApiRequest;
import io.cortexlocal.traffic.ApiResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An API without replicas, its first request, and how it comes to have none again. */
@Tag("conformance")
@CortexCluster
@Timeout(900)
class ScaleToZeroIT {

  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final String ORIGIN = "X-Cortex-Origin";
  private static final String SERVES =
      """
      readiness_probe:
        http_get:
          port: 8080
        period_seconds: 1
      """;

  @TempDir Path directory;

  @Test
  void aRequestWakesAnApiAndWithoutRequestsItGoesToSleep(CortexLocal local) throws Exception {
    try (RealtimeApi api = deploy(local, "sleeper", SERVES)) {
      assertThat(api.replicas()).isEmpty();

      ApiResponse first = api.send(ApiRequest.post("/echo", "of the first request"));

      assertThat(first).hasStatus(200);
      assertThat(first.text())
          .contains("of the first request")
          .doesNotContainIgnoringCase("X-Cortex-API-Name");
      assertThat(first.header(ORIGIN)).hasValue("activator");
      ApiResponse later = answeredBy(api, "api");
      assertThat(later).hasStatus(200);

      assertThat(api.awaitReplicas(0, PATIENCE)).isEmpty();
      List<CompletableFuture<ApiResponse>> both =
          Stream.generate(() -> api.sendAsync(ApiRequest.get("/env"))).limit(2).toList();

      for (CompletableFuture<ApiResponse> one : both) {
        assertThat(one.join()).hasStatus(200);
        assertThat(one.join().header(ORIGIN)).hasValue("activator");
      }
    }
  }

  @Test
  void aRequestIsHeldUntilAReplicaIsReadyAndEndsWithItsApi(CortexLocal local) throws Exception {
    CompletableFuture<ApiResponse> held;
    try (RealtimeApi api =
        deploy(
            local,
            "never",
            """
            readiness_probe:
              exec:
                command: ["false"]
              period_seconds: 1
            """)) {
      held = api.sendAsync(ApiRequest.get("/env"));

      assertThat(api.awaitReplicas("one is there for the request", all -> all.size() == 1))
          .noneMatch(replica -> replica.isReady());
      assertThat(held).isNotDone();
    }
    ApiResponse answer = held.join();

    assertThat(answer).hasStatus(500);
    assertThat(answer.text()).isEmpty();
    assertThat(answer.header(ORIGIN)).hasValue("activator");
  }

  /**
   * Returns the first answer of that origin. The moment at which the gateway has the route, and not
   * yet the endpoint, is Cortex's too.
   */
  private static ApiResponse answeredBy(RealtimeApi api, String origin) {
    Deadline deadline = Deadline.after(PATIENCE);
    while (!deadline.passed()) {
      ApiResponse response = api.get("/env");
      if (response.status() == 503 && response.text().equals("no healthy upstream")) {
        continue;
      }
      assertThat(response).hasStatus(200);
      if (response.header(ORIGIN).filter(origin::equals).isPresent()) {
        return response;
      }
    }
    throw new AssertionError("no answer had %s: %s within %s".formatted(ORIGIN, origin, PATIENCE));
  }

  private RealtimeApi deploy(CortexLocal local, String name, String probe) throws Exception {
    Path file = EchoApis.write(directory, name, EchoApis.IMAGE, "compute:\n  cpu: 50m\n" + probe);
    Files.writeString(
        file,
        Files.readString(file)
            + """
              autoscaling:
                min_replicas: 0
                max_replicas: 2
                window: 10s
                downscale_stabilization_period: 45s
            """);
    return local.deploy(CortexConfig.load(file), local.defaults(EchoApis.IMAGES)).get(0);
  }
}
