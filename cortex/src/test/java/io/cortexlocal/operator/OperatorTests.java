package io.cortexlocal.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.cluster.embedded.store.EmbeddedKubernetes;
import io.cortexlocal.cluster.embedded.store.ObjectStore;
import io.cortexlocal.config.ApiConfig;
import io.cortexlocal.config.ApiConfigs;
import io.cortexlocal.config.ApiConfigs.ApiBuilder;
import io.cortexlocal.image.LocalEnvironment;
import io.cortexlocal.model.IstioVirtualService;
import io.cortexlocal.operator.DeployResult.Outcome;
import io.cortexlocal.status.PodState;
import io.cortexlocal.workload.RouteWeights;
import io.cortexlocal.workload.WorkloadSettings;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OperatorTests {

  private static final Instant START = Instant.parse("2026-01-02T03:04:05.000000006Z");
  private static final WorkloadSettings SETTINGS =
      new WorkloadSettings(
          "0.42.1", "example/envoy:1", "IfNotPresent", false, Optional.empty(), Optional.empty());

  private final ObjectStore store = new ObjectStore(InstantSource.system());
  private final Kubernetes kubernetes =
      new EmbeddedKubernetes(store, new NoPods(), InstantSource.system());
  private Instant now = START;
  private final InstantSource clock = () -> now = now.plusSeconds(1);
  private final Operator operator = new Operator(kubernetes, clock, new SplittableRandom(1));

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void aNewApiIsCreated() {
    DeployResult.Accepted created = deployed(api("text"), false);

    assertThat(created.outcome()).isEqualTo(Outcome.CREATED);
    assertThat(created.message()).isEqualTo("creating text (RealtimeAPI)");
    assertThat(kubernetes.get(ResourceType.SERVICE, "default", "api-text")).isPresent();
    assertThat(label("text", "apiID")).isEqualTo(created.identity().apiId());
    assertThat(deployment("text").getSpec().getReplicas()).isEqualTo(1);
  }

  @Test
  void theSameIsBeingRolledOutUntilAsManyReplicasAreReadyAsTheApiHasAtLeast() {
    deployed(api("text").replicas(2, 5, 3), false);

    DeployResult.Accepted again = deployed(api("text").replicas(2, 5, 3), false);
    assertThat(again.outcome()).isEqualTo(Outcome.ALREADY_UPDATING);
    assertThat(again.message()).isEqualTo("text (RealtimeAPI) is already updating");

    ready("text", 2);
    assertThat(deployed(api("text").replicas(2, 5, 3), false).message())
        .isEqualTo("text (RealtimeAPI) is up to date");
  }

  @Test
  void whatIsUpToDateIsNotApplied() {
    deployed(api("text"), false);
    ready("text", 1);
    String before = label("text", "apiID");

    DeployResult.Accepted again = deployed(api("text"), false);

    assertThat(again.outcome()).isEqualTo(Outcome.UP_TO_DATE);
    assertThat(label("text", "apiID")).isEqualTo(before).isNotEqualTo(again.identity().apiId());
    assertThat(operator.get("text").versions()).hasSize(1);
  }

  @Test
  void aChangeIsRefusedDuringAnUpdateUnlessItIsForced() {
    deployed(api("text"), false);

    DeployResult refused = deploy(api("text").port(9000), false);
    assertThat(refused)
        .isInstanceOfSatisfying(
            DeployResult.Refused.class,
            it -> {
              assertThat(it.reason()).hasMessage("text is updating (override with --force)");
              assertThat(it.reason().kind()).isEqualTo("realtimeapi.api_updating");
            });

    assertThat(deployed(api("text").port(9000), true).message())
        .isEqualTo("updating text (RealtimeAPI)");
  }

  @Test
  void anApiWhosePodsHaveFailedIsNotUpdating() {
    deployed(api("text"), false);
    pod("text", "Failed", false);

    assertThat(deployed(api("text").port(9000), false).outcome()).isEqualTo(Outcome.UPDATED);
  }

  @Test
  void anApiThatMayHaveNoReplicaIsNeverUpdating() {
    deployed(api("text").replicas(0, 5, 1), false);

    assertThat(deployed(api("text").replicas(0, 5, 1), false).outcome())
        .isEqualTo(Outcome.UP_TO_DATE);
  }

  @Test
  void anUpdateKeepsTheReplicasWithinTheNewLimits() {
    deployed(api("text").replicas(1, 10, 1), false);
    ready("text", 1);
    kubernetes.scale("default", "api-text", 6);

    deployed(api("text").replicas(1, 10, 2).endpoint("/other"), true);
    assertThat(deployment("text").getSpec().getReplicas()).isEqualTo(6);

    deployed(api("text").replicas(1, 4, 2), true);
    assertThat(deployment("text").getSpec().getReplicas()).isEqualTo(4);
  }

  @Test
  void aDeploymentWithoutAReadyReplicaIsReplaced() {
    deployed(api("text"), false);
    String first = deployment("text").getMetadata().getUid();
    deployed(api("text").port(9000), true);
    String second = deployment("text").getMetadata().getUid();
    ready("text", 1);
    deployed(api("text").port(9001), true);

    assertThat(second).isNotEqualTo(first);
    assertThat(deployment("text").getMetadata().getUid()).isEqualTo(second);
  }

  @Test
  void anotherOperatorKnowsTheSame() {
    DeployResult.Accepted first = deployed(api("text"), false);
    ready("text", 1);
    Operator another = new Operator(kubernetes, clock, new SplittableRandom(2));

    DeployResult.Accepted second =
        accepted(
            another
                .deploy(
                    Submission.of("cortex.yaml", List.of(api("text").port(9000).build())),
                    SETTINGS,
                    false)
                .get(0));

    assertThat(second.outcome()).isEqualTo(Outcome.UPDATED);
    assertThat(second.identity().deploymentId()).isEqualTo(first.identity().deploymentId());
    assertThat(second.identity().initialDeploymentTime())
        .isEqualTo(first.identity().initialDeploymentTime());
    assertThat(another.get("text").versions())
        .extracting(ApiDetails.Version::apiId)
        .containsExactly(second.identity().apiId(), first.identity().apiId());
  }

  @Test
  void eachApiIsAppliedByItself() {
    deployed(api("second"), false);

    List<DeployResult> results =
        operator.deploy(
            Submission.of(
                "cortex.yaml",
                List.of(
                    api("first").build(), api("second").port(9000).build(), api("third").build())),
            SETTINGS,
            false);

    assertThat(results.get(0)).isInstanceOf(DeployResult.Accepted.class);
    assertThat(results.get(1)).isInstanceOf(DeployResult.Refused.class);
    assertThat(results.get(2)).isInstanceOf(DeployResult.Accepted.class);
  }

  @Test
  void ofAnApiThatIsRefusedHalfWayNothingIsLeft() {
    PlannedApi plan =
        operator.plan(Submission.of("cortex.yaml", List.of(api("text").build())).get(0));
    Kubernetes refusing = new RefusingKubernetes(kubernetes, ResourceType.DEPLOYMENT);
    Operator another = new Operator(refusing, clock, new SplittableRandom(1));

    assertThatThrownBy(() -> another.apply(plan, SETTINGS))
        .isInstanceOf(ClusterException.class)
        .hasMessage("Deployment is refused");

    for (ResourceType<?> type :
        List.of(ResourceType.SERVICE, ResourceType.VIRTUAL_SERVICE, ResourceType.CONFIG_MAP)) {
      assertThat(kubernetes.get(type, "default", "api-text")).isEmpty();
    }
  }

  @Test
  void anApiIsShownWithItsSpecification() {
    DeployResult.Accepted created = deployed(api("text").endpoint("/v1"), false);
    ready("text", 1);

    ApiDetails details = operator.get("text");

    assertThat(details.metadata().name()).isEqualTo("text");
    assertThat(details.metadata().kind()).isEqualTo("RealtimeAPI");
    assertThat(details.metadata().id()).isEqualTo(created.identity().apiId());
    assertThat(details.metadata().lastUpdated())
        .isBetween(START, START.plus(Duration.ofMinutes(1)));
    assertThat(details.endpoint()).isEqualTo("/v1");
    assertThat(details.status()).contains(new ApiStatus(1, 1, 1));
    assertThat(details.spec().orElseThrow().at("/autoscaling/window").asLong())
        .isEqualTo(60_000_000_000L);
    assertThat(details.spec().orElseThrow().at("/pod/containers/0/compute/cpu").asText())
        .isEqualTo("200m");
    assertThat(details.spec().orElseThrow().at("/pod/containers/0/compute/mem").isNull()).isTrue();
    assertThat(details.spec().orElseThrow().path("id").asText()).isEqualTo(details.metadata().id());
  }

  @Test
  void theLastTenSpecificationsAreKept() {
    for (int port = 9000; port < 9012; port++) {
      deployed(api("text").port(port), true);
    }

    assertThat(operator.get("text").versions())
        .hasSize(10)
        .extracting(ApiDetails.Version::lastUpdated)
        .isSortedAccordingTo((one, two) -> two.compareTo(one));
    assertThat(operator.get("text").spec().orElseThrow().at("/pod/port").asInt()).isEqualTo(9011);
  }

  @Test
  void apisAreListedByName() {
    deployed(api("b"), false);
    deployed(api("a"), false);

    assertThat(operator.list()).extracting(api -> api.metadata().name()).containsExactly("a", "b");
    assertThat(operator.list().get(0).status()).contains(new ApiStatus(0, 0, 0));
    assertThat(operator.list().get(0).targets()).isEmpty();
  }

  @Test
  void aDeletedApiIsGone() {
    deployed(api("text"), false);

    assertThat(operator.delete("text", false)).isEqualTo("deleting text");

    assertThat(operator.list()).isEmpty();
    assertThat(kubernetes.get(ResourceType.CONFIG_MAP, "default", "api-text")).isEmpty();
    assertThat(kubernetes.get(ResourceType.DEPLOYMENT, "default", "api-text")).isEmpty();
    assertThatThrownBy(() -> operator.get("text"))
        .isInstanceOf(OperatorException.class)
        .hasMessage("text is not deployed");
  }

  @Test
  void aDeletedApiKeepsItsSpecificationsWhenAsked() {
    DeployResult.Accepted first = deployed(api("text"), false);
    operator.delete("text", true);
    deployed(api("text"), false);

    assertThat(operator.get("text").versions())
        .extracting(ApiDetails.Version::apiId)
        .hasSize(2)
        .contains(first.identity().apiId());
  }

  @Test
  void anApiThatIsNotThereIsCleanedUpAllTheSame() {
    deployed(api("text"), false);
    kubernetes.delete(ResourceType.VIRTUAL_SERVICE, "default", "api-text");

    assertThatThrownBy(() -> operator.delete("text", false))
        .isInstanceOfSatisfying(
            OperatorException.class,
            refusal -> assertThat(refusal.kind()).isEqualTo("resources.api_not_deployed"))
        .hasMessage("text is not deployed");

    assertThat(kubernetes.get(ResourceType.DEPLOYMENT, "default", "api-text")).isEmpty();
  }

  @Test
  void aRefreshReplacesThePodsByOthersOfTheSame() {
    DeployResult.Accepted first = deployed(api("text").replicas(1, 5, 1), false);
    ready("text", 1);
    kubernetes.scale("default", "api-text", 3);
    Deployment before = deployment("text");

    assertThat(operator.refresh("text", false).message()).isEqualTo("updating text (RealtimeAPI)");

    Deployment after = deployment("text");
    Map<String, String> labels = after.getSpec().getTemplate().getMetadata().getLabels();
    assertThat(labels.get("deploymentID"))
        .matches("[a-z][a-z0-9]{9}")
        .isNotEqualTo(first.identity().deploymentId());
    assertThat(labels.get("podID")).isEqualTo(first.identity().podId());
    assertThat(after.getSpec().getTemplate().getSpec())
        .isEqualTo(before.getSpec().getTemplate().getSpec());
    assertThat(after.getSpec().getReplicas()).isEqualTo(3);
    assertThat(after.getMetadata().getUid()).isEqualTo(before.getMetadata().getUid());
    ApiDetails details = operator.get("text");
    assertThat(details.metadata().deploymentId()).isEqualTo(labels.get("deploymentID"));
    assertThat(details.versions()).hasSize(2);
    assertThat(details.spec().orElseThrow().path("id").asText())
        .isEqualTo(details.metadata().id())
        .isLessThan(first.identity().apiId());
    assertThat(details.spec().orElseThrow().path("key").asText())
        .contains(details.metadata().id())
        .doesNotContain(first.identity().apiId());
  }

  @Test
  void aRefreshLeadsRequestsAsADeploymentDoes() {
    deployed(api("text").replicas(0, 5, 0), false);
    ready("text", 1);
    route("text", RouteWeights::toApi);

    operator.refresh("text", true);
    assertThat(leadsToActivator("text")).isTrue();

    deployed(api("text").replicas(0, 5, 1), true);
    ready("text", 1);
    assertThat(leadsToActivator("text")).isFalse();
    route("text", RouteWeights::toActivator);
    operator.refresh("text", true);
    assertThat(leadsToActivator("text")).isFalse();
  }

  @Test
  void whereNothingIsNewRequestsAreLedAsTheyWere() {
    apply(api("text").replicas(0, 5, 0));
    assertThat(leadsToActivator("text")).isTrue();
    kubernetes.scale("default", "api-text", 1);
    ready("text", 1);
    route("text", RouteWeights::toApi);

    apply(api("text").replicas(0, 5, 0));
    assertThat(leadsToActivator("text")).isFalse();

    apply(api("text").replicas(0, 6, 0));
    assertThat(leadsToActivator("text")).isTrue();
  }

  @Test
  void whatWasRefreshedIsUpToDateAfterwards() {
    deployed(api("text"), false);
    ready("text", 1);
    operator.refresh("text", false);
    ready("text", 1);

    assertThat(deployed(api("text"), false).outcome()).isEqualTo(Outcome.UP_TO_DATE);
  }

  @Test
  void aRefreshIsRefusedDuringAnUpdateUnlessItIsForced() {
    deployed(api("text"), false);

    assertThatThrownBy(() -> operator.refresh("text", false))
        .isInstanceOf(OperatorException.class)
        .hasMessage("text is updating (override with --force)");
    assertThat(operator.refresh("text", true).message()).isEqualTo("updating text (RealtimeAPI)");
  }

  @Test
  void whatIsNotThereIsNotRefreshed() {
    assertThatThrownBy(() -> operator.refresh("text", true))
        .isInstanceOf(OperatorException.class)
        .hasMessage("text is not deployed");
  }

  @Test
  void podsAreCountedByTheirState() {
    deployed(api("text"), false);
    ready("text", 2);
    pod("text", "Failed", false);
    operator.refresh("text", true);
    pod("text", "Pending", false);

    ApiDescription description = operator.describe("text");

    assertThat(description.endpoint()).isEqualTo("/text");
    assertThat(description.pods().requested()).isEqualTo(1);
    assertThat(description.pods().readyOutOfDate()).isEqualTo(2);
    assertThat(description.pods().latest()).isEqualTo(Map.of(PodState.PENDING, 1));
  }

  @Test
  void aFormerSpecificationIsThereUnderItsId() {
    DeployResult.Accepted first = deployed(api("text"), false);
    deployed(api("text").port(9000), true);

    assertThat(operator.spec("text", first.identity().apiId()).at("/pod/port").asInt())
        .isEqualTo(8080);
    assertThatThrownBy(() -> operator.spec("text", "7f-abc-def"))
        .isInstanceOfSatisfying(
            OperatorException.class,
            refusal -> assertThat(refusal.kind()).isEqualTo("resources.api_id_not_found"))
        .hasMessage("text with id 7f-abc-def has never been deployed");
  }

  @Test
  void onlyWhatIsAskedForIsRemoved() {
    deployed(api("text"), false);

    operator.remove("text", Set.of(ResourceType.DEPLOYMENT));

    assertThat(kubernetes.get(ResourceType.DEPLOYMENT, "default", "api-text")).isEmpty();
    assertThat(kubernetes.get(ResourceType.SERVICE, "default", "api-text")).isPresent();
  }

  private static ApiBuilder api(String name) {
    return ApiConfigs.api(name);
  }

  private DeployResult deploy(ApiBuilder api, boolean force) {
    List<ApiConfig> apis = List.of(api.build());
    return operator.deploy(Submission.of("cortex.yaml", apis), SETTINGS, force).get(0);
  }

  private DeployResult.Accepted deployed(ApiBuilder api, boolean force) {
    return accepted(deploy(api, force));
  }

  private static DeployResult.Accepted accepted(DeployResult result) {
    assertThat(result).isInstanceOf(DeployResult.Accepted.class);
    return (DeployResult.Accepted) result;
  }

  private void apply(ApiBuilder api) {
    operator.apply(
        operator.plan(
            new Submission(api.build(), "cortex.yaml", Optional.empty(), LocalEnvironment.none())),
        SETTINGS);
  }

  private void route(String api, UnaryOperator<IstioVirtualService> change) {
    kubernetes.apply(ResourceType.VIRTUAL_SERVICE, change.apply(route(api)));
  }

  private IstioVirtualService route(String api) {
    return kubernetes.get(ResourceType.VIRTUAL_SERVICE, "default", "api-" + api).orElseThrow();
  }

  private boolean leadsToActivator(String api) {
    return RouteWeights.leadToActivator(route(api));
  }

  private String label(String api, String label) {
    return kubernetes
        .get(ResourceType.VIRTUAL_SERVICE, "default", "api-" + api)
        .orElseThrow()
        .getMetadata()
        .getLabels()
        .get(label);
  }

  private Deployment deployment(String api) {
    return kubernetes.get(ResourceType.DEPLOYMENT, "default", "api-" + api).orElseThrow();
  }

  private void ready(String api, int replicas) {
    for (int replica = 0; replica < replicas; replica++) {
      pod(api, "Running", true);
    }
    store.update(
        ResourceType.DEPLOYMENT,
        "default",
        "api-" + api,
        deployment ->
            new DeploymentBuilder(deployment)
                .withNewStatus()
                .withReplicas(replicas)
                .withReadyReplicas(replicas)
                .withUpdatedReplicas(replicas)
                .endStatus()
                .build());
  }

  private void pod(String api, String phase, boolean ready) {
    Map<String, String> labels = deployment(api).getSpec().getTemplate().getMetadata().getLabels();
    Pod pod =
        new PodBuilder()
            .withNewMetadata()
            .withNamespace("default")
            .withName(
                "api-"
                    + api
                    + "-"
                    + store.list(ResourceType.POD, Optional.empty(), Map.of()).size())
            .withLabels(labels)
            .endMetadata()
            .withNewSpec()
            .endSpec()
            .withNewStatus()
            .withPhase(phase)
            .addNewCondition()
            .withType("Ready")
            .withStatus(ready ? "True" : "False")
            .endCondition()
            .endStatus()
            .build();
    store.create(ResourceType.POD, pod);
  }
}
