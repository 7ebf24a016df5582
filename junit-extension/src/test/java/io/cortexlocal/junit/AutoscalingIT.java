package io.cortexlocal.junit;

import static io.cortexlocal.assertions.CortexAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.ApiReplica;
import io.cortexlocal.CortexLocal;
import io.cortexlocal.RealtimeApi;
import io.cortexlocal.config.CortexConfig;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replicas that follow the requests in flight, without anybody's asking. */
@Tag("conformance")
@CortexCluster
class AutoscalingIT {

  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final String RELEASE = "/mnt/release";

  @TempDir Path directory;

  @Test
  void replicasFollowRequestsInFlightUpAndDown(CortexLocal local) throws Exception {
    try (RealtimeApi api = deploy(local)) {
      ApiReplica first = api.replicas().get(0);
      // Held for as long as the autoscaler takes, which may be more than a request's timeout.
      HttpClient client = HttpClient.newHttpClient();
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(api.url() + "/wait?file=" + RELEASE)).build();
      List<CompletableFuture<HttpResponse<String>>> held =
          Stream.generate(() -> client.sendAsync(request, BodyHandlers.ofString()))
              .limit(2)
              .toList();

      List<ApiReplica> two = api.awaitReplicas(2, PATIENCE);

      assertThat(two).extracting(ApiReplica::name).contains(first.name());
      assertThat(held).noneMatch(CompletableFuture::isDone);
      first.exec("touch", RELEASE);
      held.forEach(response -> assertThat(response.join().statusCode()).isEqualTo(200));
      assertThat(api.awaitReplicas(1)).hasSize(1);
      assertThat(api.get("/env")).hasStatus(200);
    }
  }

  private RealtimeApi deploy(CortexLocal local) throws Exception {
    Path file =
        EchoApis.write(
            directory,
            "scaled",
            EchoApis.IMAGE,
            """
            compute:
              cpu: 50m
            readiness_probe:
              http_get:
                port: 8080
              period_seconds: 1
            """);
    Files.writeString(
        file,
        Files.readString(file)
            + """
              autoscaling:
                max_replicas: 2
                window: 20s
                upscale_stabilization_period: 0s
                downscale_stabilization_period: 20s
            """);
    return local.deploy(CortexConfig.load(file), local.defaults(EchoApis.IMAGES)).get(0);
  }
}
