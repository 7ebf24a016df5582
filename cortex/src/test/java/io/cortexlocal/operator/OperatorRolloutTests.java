package io.cortexlocal.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.cluster.embedded.InMemoryCluster;
import io.cortexlocal.config.ApiConfigs;
import io.cortexlocal.config.ApiConfigs.ApiBuilder;
import io.cortexlocal.operator.DeployResult.Outcome;
import io.cortexlocal.status.PodState;
import io.cortexlocal.workload.WorkloadSettings;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the operator does, beside controllers and a kubelet that act on it. */
class OperatorRolloutTests {

  private static final WorkloadSettings SETTINGS =
      new WorkloadSettings(
          "0.42.1", "example/envoy:1", "IfNotPresent", false, Optional.empty(), Optional.empty());

  private final InMemoryCluster cluster = InMemoryCluster.start();
  private final Operator operator =
      new Operator(cluster.kubernetes(), Clock.systemUTC(), new SplittableRandom(1));

  @BeforeEach
  void makeWhatPodsMount() {
    cluster.makeWhatPodsMount();
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void anApiIsUpdatingUntilItIsUpToDate() {
    cluster.node().answerProbes(503);
    assertThat(deploy(ApiConfigs.api("text"))).isEqualTo(Outcome.CREATED);
    assertThat(deploy(ApiConfigs.api("text"))).isEqualTo(Outcome.ALREADY_UPDATING);

    cluster.node().answerProbes(200);

    cluster.await(
        "it is ready",
        () -> operator.get("text").status().orElseThrow().equals(new ApiStatus(1, 1, 1)));
    assertThat(deploy(ApiConfigs.api("text"))).isEqualTo(Outcome.UP_TO_DATE);
    assertThat(operator.describe("text").pods().latest()).isEqualTo(Map.of(PodState.READY, 1));
  }

  @Test
  void aRefreshReplacesEveryPod() {
    deploy(ApiConfigs.api("text").replicas(2, 2, 2));
    cluster.await("it is ready", () -> cluster.hasReady("api-text", 2));
    Set<String> before = pods();

    operator.refresh("text", false);

    cluster.await(
        "others are ready alone",
        () ->
            cluster.hasReady("api-text", 2)
                && pods().size() == 2
                && pods().stream().noneMatch(before::contains));
  }

  @Test
  void aDeletedApiTakesItsPodsWithIt() {
    deploy(ApiConfigs.api("text"));
    cluster.await("it is ready", () -> cluster.hasReady("api-text", 1));

    operator.delete("text", false);

    cluster.await("no pod is left", () -> pods().isEmpty());
  }

  @Test
  void anApiWhoseImageIsNotThereIsNotUpdating() {
    cluster.node().loseImage("example/web:1");
    deploy(ApiConfigs.api("text"));
    cluster.await(
        "its image cannot be had",
        () -> operator.describe("text").pods().in(PodState.ERR_IMAGE_PULL) == 1);

    assertThat(deploy(ApiConfigs.api("text").port(9000))).isEqualTo(Outcome.UPDATED);
  }

  private Outcome deploy(ApiBuilder api) {
    DeployResult result =
        operator.deploy(Submission.of("cortex.yaml", List.of(api.build())), SETTINGS, false).get(0);
    assertThat(result).isInstanceOf(DeployResult.Accepted.class);
    return ((DeployResult.Accepted) result).outcome();
  }

  private Set<String> pods() {
    return cluster.pods(Map.of("apiName", "text")).stream()
        .map(Pod::getMetadata)
        .map(metadata -> metadata.getName())
        .collect(Collectors.toSet());
  }
}
