package io.cortexlocal.junit;

import static io.cortexlocal.assertions.CortexAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.cortexlocal.CortexLocal;
import io.cortexlocal.RealtimeApi;
import io.cortexlocal.config.CortexConfig;
import io.cortexlocal.traffic.ApiRequest;
import io.cortexlocal.traffic.ApiResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** APIs that wait for each other in a circle are named while they hang. */
@Tag("conformance")
@CortexCluster
class CallCirclesIT {

  private static final String GATEWAY =
      "http://ingressgateway-apis.istio-system.svc.cluster.local/";

  private static final Duration NAMED_WITHIN = Duration.ofSeconds(20);

  @TempDir Path directory;

  @Test
  void anApiThatCallsItself(CortexLocal local) throws Exception {
    try (RealtimeApi api = deploy(local, "narrow").get(0)) {
      CompletableFuture<ApiResponse> answer =
          api.sendAsync(ApiRequest.get("/fetch?url=" + GATEWAY + "narrow/inner"));

      awaitDescribed(api, answer, "wait for each other: narrow → narrow.");
      assertThat(answer).isNotDone();
      assertThat(answer.get(60, TimeUnit.SECONDS)).hasStatus(500);
      assertThat(api.describe())
          .as("once it is over")
          .contains("narrow has 2 requests and works on 1 at a time");
    }
  }

  @Test
  void aCircleOfTwo(CortexLocal local) throws Exception {
    List<RealtimeApi> apis = deploy(local, "one", "two");
    try (RealtimeApi one = apis.get(0);
        RealtimeApi two = apis.get(1)) {
      CompletableFuture<ApiResponse> answer =
          one.sendAsync(
              ApiRequest.get("/fetch?url=" + GATEWAY + "two/fetch?url=" + GATEWAY + "one/inner"));

      awaitDescribed(two, answer, "wait for each other: one → two → one.");
      assertThat(one.describe()).contains("one → two → one");
    }
  }

  private static void awaitDescribed(
      RealtimeApi api, CompletableFuture<ApiResponse> answer, String text) throws Exception {
    long start = System.nanoTime();
    while (!api.describe().contains(text)) {
      if (System.nanoTime() - start > NAMED_WITHIN.toNanos()) {
        fail("\"%s\" was not there within %s:%n%s", text, NAMED_WITHIN, api.describe());
      }
      try {
        fail("the answer came first: %s", answer.get(200, TimeUnit.MILLISECONDS));
      } catch (TimeoutException e) {
        // It hangs, as it should.
      }
    }
  }

  private List<RealtimeApi> deploy(CortexLocal local, String... names) throws IOException {
    StringBuilder yaml = new StringBuilder();
    for (String name : names) {
      yaml.append(
          """
          - name: %s
            kind: RealtimeAPI
            pod:
              max_concurrency: 1
              containers:
              - name: api
                image: %s
                compute: {cpu: 50m}
                readiness_probe: {http_get: {port: 8080}, period_seconds: 1}
            autoscaling: {max_replicas: 1}
          """
              .formatted(name, EchoApis.IMAGE));
    }
    Path file = Files.writeString(directory.resolve("cortex.yaml"), yaml);
    return local.deploy(CortexConfig.load(file), local.defaults(EchoApis.IMAGES));
  }
}
