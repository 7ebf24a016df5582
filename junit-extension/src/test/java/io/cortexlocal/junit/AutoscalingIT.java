package io.cortexlocal.junit;

import static io.cortexlocal.assertions.CortexAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.ApiReplica;
import io.cortexlocal.CortexLocal;
import io.cortexlocal.RealtimeApi;
import io.cortexlocal.config.CortexConfig;
import io.cortexlocal.traffic.ApiRequest;
import io.cortexlocal.traffic.ApiResponse;
import java.nio.file.Files;
import java.nio.file.Path;
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

  private static final String RELEASE = "/mnt/release";

  @TempDir Path directory;

  @Test
  void replicasFollowRequestsInFlightUpAndDown(CortexLocal local) throws Exception {
    try (RealtimeApi api = deploy(local)) {
      ApiReplica first = api.replicas().get(0);
      List<CompletableFuture<ApiResponse>> held =
          Stream.generate(() -> api.sendAsync(ApiRequest.post("/wait?file=" + RELEASE, "")))
              .limit(2)
              .toList();

      List<ApiReplica> two = api.awaitReplicas(2);

      assertThat(two).extracting(ApiReplica::name).contains(first.name());
      assertThat(held).noneMatch(CompletableFuture::isDone);
      first.exec("touch", RELEASE);
      held.forEach(response -> assertThat(response.join()).hasStatus(200));
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
                window: 10s
                upscale_stabilization_period: 0s
                downscale_stabilization_period: 0s
            """);
    return local.deploy(CortexConfig.load(file), local.defaults(EchoApis.IMAGES)).get(0);
  }
}
