package io.cortexlocal.junit;

import static io.cortexlocal.assertions.CortexAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.ApiReplica;
import io.cortexlocal.CortexLocal;
import io.cortexlocal.RealtimeApi;
import io.cortexlocal.cluster.ClusterSettings;
import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.config.CortexConfig;
import io.cortexlocal.deploy.DeploySettings;
import io.cortexlocal.deploy.DeployedApi;
import io.cortexlocal.deploy.Deployer;
import io.cortexlocal.observe.GatewayLog;
import io.cortexlocal.settings.Settings;
import io.cortexlocal.time.SystemTime;
import io.cortexlocal.traffic.ApiRequest;
import io.cortexlocal.traffic.ApiResponse;
import io.cortexlocal.workload.WorkloadSettings;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How pods end. */
@Tag("conformance")
@CortexCluster
class TerminationIT {

  private static final Duration GRACE_PERIOD = Duration.ofSeconds(4);

  @TempDir Path directory;

  @Test
  void preStopRunsThenSigtermAndTheRequestInFlightIsFinished(CortexLocal local) throws Exception {
    Path file =
        EchoApis.write(
            directory,
            "ending",
            EchoApis.IMAGE,
            """
            env:
              ON_SIGTERM: drain
            compute:
              cpu: 50m
            readiness_probe:
              tcp_socket:
                port: 8080
              period_seconds: 1
            pre_stop:
              http_get:
                path: /pre-stop
                port: 8080
            """);
    // The autoscaler is not to start one again.
    Files.writeString(
        file, Files.readString(file) + "  autoscaling: {upscale_stabilization_period: 1h}\n");
    try (RealtimeApi api =
        local.deploy(CortexConfig.load(file), local.defaults(EchoApis.IMAGES)).api("ending")) {
      ApiReplica replica = api.awaitReplicas(1).get(0);
      CompletableFuture<ApiResponse> inFlight =
          api.sendAsync(ApiRequest.post("/sleep?seconds=10", ""));
      replica.awaitLog("sleeping");

      api.scale(0);

      assertThat(replica.awaitLog("SIGTERM"))
          .containsSubsequence("sleeping", "GET /pre-stop HTTP/1.1", "SIGTERM");
      assertThat(inFlight).isNotDone();
      assertThat(inFlight.join()).hasStatus(200).hasBody("slept");
      assertThat(api.awaitReplicas(0)).isEmpty();
    }
  }

  @Test
  void podsEndSoonerWhereTheSettingSaysSo(CortexLocal local) throws Exception {
    Path file =
        EchoApis.write(
            directory,
            "hasty",
            EchoApis.IMAGE,
            """
            env:
              ON_SIGTERM: ignore
            compute:
              cpu: 50m
            """);
    Kubernetes kubernetes = local.cluster().kubernetes();
    DeploySettings settings =
        new DeploySettings(
            new WorkloadSettings(
                "0.42.1",
                ClusterSettings.from(Settings.ofThisProcess()).envoyImage(),
                "IfNotPresent",
                false,
                Optional.empty(),
                Optional.of(Duration.ofSeconds(1))),
            Duration.ofMinutes(2));
    try (SystemTime time = new SystemTime();
        GatewayLog gateway = GatewayLog.follow(kubernetes, time);
        PodWatch pods = PodWatch.ofApi(local, "hasty");
        Deployer deployer =
            new Deployer(local.cluster(), gateway, time, RandomGenerator.getDefault())) {
      DeployedApi api =
          deployer.deploy(CortexConfig.load(file).apis(), EchoApis.IMAGES, settings).get(0);
      try (api) {
        Pod pod = pods.awaitReady(1).get(0);
        assertThat(pod.getSpec().getTerminationGracePeriodSeconds()).isEqualTo(1);
      }
      long told = System.nanoTime();
      pods.await("the pod is gone", List::isEmpty);
      assertThat(Duration.ofNanos(System.nanoTime() - told)).isLessThan(Duration.ofSeconds(30));
    }
  }

  @Test
  void whatIgnoresSigtermIsKilledAfterTheGracePeriod(CortexLocal local) throws Exception {
    Kubernetes kubernetes = local.cluster().kubernetes();
    local.cluster().load(List.of(EchoApis.IMAGE), EchoApis.IMAGES);
    kubernetes.apply(
        ResourceType.DEPLOYMENT,
        PlainDeployment.of("stubborn", "ON_SIGTERM", "ignore", GRACE_PERIOD.toSeconds()));
    try (PodWatch pods = PodWatch.of(local, "app", "stubborn")) {
      String pod = pods.awaitReady(1).get(0).getMetadata().getName();
      try (FollowedLog log = new FollowedLog(local, pod)) {
        log.await("listening on 0.0.0.0:8080");

        long told = System.nanoTime();
        kubernetes.delete(ResourceType.DEPLOYMENT, "default", "stubborn");
        log.await("SIGTERM");

        pods.await("the pod is gone", List::isEmpty);
        assertThat(Duration.ofNanos(System.nanoTime() - told))
            .isBetween(GRACE_PERIOD, Duration.ofSeconds(60));
      }
    } finally {
      kubernetes.delete(ResourceType.DEPLOYMENT, "default", "stubborn");
    }
  }
}
