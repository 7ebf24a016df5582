package io.cortexlocal.junit;

import static io.cortexlocal.assertions.CortexAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.ApiReplica;
import io.cortexlocal.CortexLocal;
import io.cortexlocal.DeployOptions;
import io.cortexlocal.DeployedApis;
import io.cortexlocal.RealtimeApi;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.config.CortexConfig;
import io.cortexlocal.timeline.TimelineEvent;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A second deployment of an API that is there, as Cortex's operator does it. */
@Tag("conformance")
@CortexCluster
class RedeployIT {

  private static final String READY =
      """
      compute:
        cpu: 50m
      readiness_probe:
        http_get:
          port: 8080
        period_seconds: 1
      """;

  @TempDir Path directory;

  @Test
  void keepsTheDeploymentIdAndReplacesThePods(CortexLocal local) {
    try (RealtimeApi first = deploy(local, "env: {GENERATION: one}\n" + READY)) {
      assertThat(first.get("/env")).hasStatus(200).hasBodyContaining("\"one\"");
      Map<String, String> before = labels(local);

      RealtimeApi second = first.redeploy(file("env: {GENERATION: two}\n" + READY));

      Map<String, String> after = labels(local);
      for (int i = 0; i < 5; i++) {
        assertThat(second.get("/env")).hasStatus(200).hasBodyContaining("\"two\"");
      }
      assertThat(after.get("deploymentID")).isEqualTo(before.get("deploymentID"));
      assertThat(after.get("initialDeploymentTime")).isEqualTo(before.get("initialDeploymentTime"));
      assertThat(after.get("podID")).isNotEqualTo(before.get("podID"));
      assertThat(after.get("specID")).isNotEqualTo(before.get("specID"));
      assertThat(after.get("apiID")).isLessThan(before.get("apiID"));
    }
    assertThat(route(local)).as("the route, once the first is closed").isEmpty();
  }

  @Test
  void whatChangesNothingKeepsThePodsAndIsSaid(CortexLocal local) {
    String same = "env: {GENERATION: same}\n" + READY;
    try (RealtimeApi first = deploy(local, same);
        RealtimeApi second = deploy(local, same)) {
      assertThat(first.wasUpToDate()).isFalse();
      assertThat(second.wasUpToDate()).isTrue();
      assertThat(second.timeline().replicas()).isEqualTo(first.timeline().replicas()).hasSize(1);
      try (RealtimeApi third = deploy(local, "env: {GENERATION: other}\n" + READY)) {
        assertThat(third.wasUpToDate()).isFalse();
      }
    }
  }

  @Test
  void aRefreshReplacesThePodsAndKeepsTheApiServing(CortexLocal local) {
    try (RealtimeApi api = deploy(local, READY)) {
      String former = api.replicas().get(0).name();
      Map<String, String> before = labels(local);

      List<ApiReplica> refreshed = api.refresh();

      assertThat(api.get("/env")).hasStatus(200);
      assertThat(refreshed).singleElement().returns(true, ApiReplica::isReady);
      assertThat(refreshed.get(0).name()).isNotEqualTo(former);
      assertThat(api.timeline().requests())
          .extracting(TimelineEvent.Request::replica)
          .containsExactly(refreshed.get(0).name());
      assertThat(api.timeline().replicas()).contains(former);
      Map<String, String> after = labels(local);
      assertThat(after.get("deploymentID")).isNotEqualTo(before.get("deploymentID"));
      assertThat(after.get("podID")).isEqualTo(before.get("podID"));
      assertThat(after.get("specID")).isEqualTo(before.get("specID"));
      assertThat(after.get("initialDeploymentTime")).isEqualTo(before.get("initialDeploymentTime"));
    }
  }

  @Test
  void twoDeploymentsAtOnceTakeTurns(CortexLocal local) {
    CortexConfig config = CortexConfig.load(file(READY));
    List<CompletableFuture<DeployedApis>> deployments =
        Stream.generate(
                () ->
                    CompletableFuture.supplyAsync(
                        () -> local.deploy(config, local.defaults(EchoApis.IMAGES))))
            .limit(2)
            .toList();
    List<RealtimeApi> apis =
        deployments.stream().flatMap(deployment -> deployment.join().stream()).toList();
    try {
      assertThat(apis).hasSize(2).allSatisfy(api -> assertThat(api.get("/env")).hasStatus(200));
      assertThat(apis).extracting(RealtimeApi::wasUpToDate).containsOnlyOnce(true);
    } finally {
      apis.forEach(RealtimeApi::close);
    }
  }

  private RealtimeApi deploy(CortexLocal local, String container) {
    DeployOptions options = local.defaults(EchoApis.IMAGES);
    return local.deploy(CortexConfig.load(file(container)), options).api("redeployed");
  }

  private Path file(String container) {
    return EchoApis.write(directory, "redeployed", EchoApis.IMAGE, container);
  }

  private static Map<String, String> labels(CortexLocal local) {
    return route(local).map(HasMetadata::getMetadata).orElseThrow().getLabels();
  }

  private static Optional<? extends HasMetadata> route(CortexLocal local) {
    return local
        .cluster()
        .kubernetes()
        .get(ResourceType.VIRTUAL_SERVICE, "default", "api-redeployed");
  }
}
