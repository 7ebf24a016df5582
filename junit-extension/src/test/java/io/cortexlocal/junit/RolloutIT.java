package io.cortexlocal.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.ApiReplica;
import io.cortexlocal.CortexLocal;
import io.cortexlocal.RealtimeApi;
import io.cortexlocal.config.CortexConfig;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Replicas that come and go while requests are sent. */
@Tag("conformance")
@CortexCluster
class RolloutIT {

  @TempDir Path directory;

  @Test
  void scaleMakesAndTakesReplicas(CortexLocal local) throws Exception {
    try (RealtimeApi api = deploy(local, "scaled", "one", 1, 1, 0)) {
      String first = api.awaitReplicas(1).get(0).name();
      // Ages count by their order of magnitude: the second must stay far younger than this one.
      assertThat(api.get("/sleep?seconds=10").status()).isEqualTo(200);

      api.scale(2);
      assertThat(api.awaitReplicas(2)).extracting(ApiReplica::name).hasSize(2).contains(first);
      for (int i = 0; i < 100 && api.timeline().replicas().size() < 2; i++) {
        assertThat(api.get("/env").status()).isEqualTo(200);
      }
      assertThat(api.timeline().replicas()).hasSize(2);

      api.scale(1);
      assertThat(api.awaitReplicas(1))
          .as("the youngest goes first")
          .extracting(ApiReplica::name)
          .containsExactly(first);

      api.scale(0);
      assertThat(api.awaitReplicas(0)).isEmpty();
    }
  }

  @Test
  void aKilledReplicaIsReplaced(CortexLocal local) throws Exception {
    try (RealtimeApi api = deploy(local, "killed", "one", 1, 1, 0)) {
      ApiReplica first = api.awaitReplicas(1).get(0);

      first.kill();

      assertThat(api.awaitReplicas(1)).extracting(ApiReplica::name).doesNotContain(first.name());
      assertThat(api.get("/env").status()).isEqualTo(200);
    }
  }

  /**
   * A replica that ends refuses what the gateway sends it before it has heard of that, in Cortex
   * too; without any replica most requests would fail.
   */
  @ParameterizedTest(name = "max_surge {0}, max_unavailable {1}")
  @CsvSource({"1, 0", "0, 1"})
  void aRollingUpdateKeepsItsLimitsAndServesMeanwhile(
      int maxSurge, int maxUnavailable, CortexLocal local) throws Exception {
    String name = "rolled-%d-%d".formatted(maxSurge, maxUnavailable);
    try (RealtimeApi first = deploy(local, name, "one", 2, maxSurge, maxUnavailable);
        PodWatch pods = PodWatch.ofApi(local, name)) {
      List<String> before = names(pods.awaitReady(2));
      pods.countFromNow();
      AtomicBoolean done = new AtomicBoolean();
      List<Integer> statuses = new CopyOnWriteArrayList<>();
      CompletableFuture<Void> requests =
          CompletableFuture.runAsync(
              () -> {
                while (!done.get()) {
                  statuses.add(first.get("/sleep?seconds=0.02").status());
                }
              });

      try (RealtimeApi second = first.redeploy(file(name, "two", 2, maxSurge, maxUnavailable))) {
        List<String> after = names(pods.awaitReady(2));
        done.set(true);
        requests.join();

        assertThat(second.get("/env").text()).contains("\"two\"");
        assertThat(after).doesNotContainAnyElementsOf(before);
        assertThat(statuses)
            .as(() -> first.describe() + "\n" + second.describe())
            .hasSizeGreaterThan(10)
            .allMatch(status -> status == 200 || status == 503);
        assertThat(statuses)
            .as(() -> "those answered; " + second.describe())
            .filteredOn(status -> status == 200)
            .hasSizeGreaterThan(statuses.size() * 3 / 4);
        assertThat(pods.mostPresent()).isEqualTo(2 + maxSurge);
        assertThat(pods.fewestReady()).isEqualTo(2 - maxUnavailable);
      } finally {
        done.set(true);
      }
    }
  }

  private RealtimeApi deploy(
      CortexLocal local,
      String name,
      String generation,
      int replicas,
      int maxSurge,
      int maxUnavailable)
      throws IOException {
    Path file = file(name, generation, replicas, maxSurge, maxUnavailable);
    return local.deploy(CortexConfig.load(file), local.defaults(EchoApis.IMAGES)).api(name);
  }

  private Path file(String name, String generation, int replicas, int maxSurge, int maxUnavailable)
      throws IOException {
    String yaml =
        """
        - name: %s
          kind: RealtimeAPI
          pod:
            max_concurrency: 4
            containers:
            - name: api
              image: %s
              env:
                GENERATION: %s
                ON_SIGTERM: drain
              compute:
                cpu: 50m
              readiness_probe:
                tcp_socket:
                  port: 8080
                period_seconds: 1
              pre_stop:
                exec:
                  command: [sleep, "1"]
          autoscaling:
            # What a test scales is left as it is for so long.
            downscale_stabilization_period: 1h
            upscale_stabilization_period: 1h
            min_replicas: %d
          update_strategy:
            max_surge: %d
            max_unavailable: %d
        """
            .formatted(name, EchoApis.IMAGE, generation, replicas, maxSurge, maxUnavailable);
    return Files.writeString(directory.resolve("cortex.yaml"), yaml);
  }

  private static List<String> names(List<Pod> pods) {
    return pods.stream().map(pod -> pod.getMetadata().getName()).toList();
  }
}
