package io.cortexlocal.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.cluster.embedded.store.EmbeddedKubernetes;
import io.cortexlocal.cluster.embedded.store.ObjectStore;
import io.cortexlocal.config.ApiConfig;
import io.cortexlocal.config.ApiConfigs;
import io.cortexlocal.config.TrafficSplitterConfig;
import io.cortexlocal.config.TrafficSplitterConfig.Target;
import io.cortexlocal.workload.WorkloadSettings;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OperatorSplitterTests {

  private static final WorkloadSettings SETTINGS =
      new WorkloadSettings(
          "0.42.1", "example/envoy:1", "IfNotPresent", false, Optional.empty(), Optional.empty());

  private final ObjectStore store = new ObjectStore(InstantSource.system());
  private final Kubernetes kubernetes =
      new EmbeddedKubernetes(store, new NoPods(), InstantSource.system());
  private Instant now = Instant.parse("2026-01-02T03:04:05Z");
  private final InstantSource clock = () -> now = now.plusSeconds(1);
  private final Operator operator = new Operator(kubernetes, clock, new SplittableRandom(1));

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void isDeployedAfterItsTargetsWhereverItStands() {
    assertThat(deploy(splitter(90, 10), api("a"), api("b")))
        .containsExactly(
            "creating a (RealtimeAPI)",
            "creating b (RealtimeAPI)",
            "created split (TrafficSplitter)");
  }

  @Test
  void isUpdatedWhenItHasChanged() {
    deploy(splitter(90, 10), api("a"), api("b"));
    String first = operator.get("split").metadata().id();

    assertThat(deploy(splitter(90, 10))).containsExactly("split (TrafficSplitter) is up to date");
    assertThat(operator.get("split").metadata().id()).isEqualTo(first);
    assertThat(deploy(splitter(50, 50))).containsExactly("updated split (TrafficSplitter)");
    assertThat(operator.get("split").metadata().id()).isLessThan(first);
    assertThat(operator.get("split").versions()).hasSize(2);
  }

  @Test
  void isListedLastWithTheNumberOfItsTargets() {
    deploy(splitter(90, 10), api("a"), api("z"), api("b"));

    assertThat(operator.list())
        .extracting(api -> api.metadata().name())
        .containsExactly("a", "b", "z", "split");
    ApiSummary split = operator.list().get(3);
    assertThat(split.targets()).hasValue(2);
    assertThat(split.status()).isEmpty();
    assertThat(split.metadata().deploymentId()).isEmpty();
  }

  @Test
  void isShownWithItsTargets() {
    deploy(splitter(90, 10), api("a"), api("b"));

    ApiDetails details = operator.get("split");

    assertThat(details.endpoint()).isEqualTo("/split");
    assertThat(details.status()).isEmpty();
    assertThat(details.spec().orElseThrow().at("/apis/1/name").asText()).isEqualTo("b");
    assertThat(details.spec().orElseThrow().at("/apis/1/weight").asInt()).isEqualTo(10);
    assertThat(details.spec().orElseThrow().at("/pod").isNull()).isTrue();
  }

  @Test
  void itsTargetsCannotBeDeletedBeforeIt() {
    deploy(splitter(90, 10), api("a"), api("b"));

    assertThatThrownBy(() -> operator.delete("b", false))
        .isInstanceOfSatisfying(
            OperatorException.class,
            refusal ->
                assertThat(refusal.kind())
                    .isEqualTo("resources.realtime_api_used_by_traffic_splitter"))
        .hasMessage("cannot delete api because it is used by the following TrafficSplitter: split");
    assertThat(kubernetes.get(ResourceType.DEPLOYMENT, "default", "api-b")).isPresent();

    assertThat(operator.delete("split", false)).isEqualTo("deleting split");
    assertThat(operator.delete("b", false)).isEqualTo("deleting b");
  }

  @Test
  void severalWithTheSameTargetAreNamed() {
    deploy(api("a"), api("b"), splitter(90, 10), splitter("other", "/other", 50, 50));

    assertThatThrownBy(() -> operator.delete("a", false))
        .hasMessage(
            "cannot delete api because it is used by the following TrafficSplitters: other  split");
  }

  @Test
  void isNeitherRefreshedNorDescribed() {
    deploy(splitter(90, 10), api("a"), api("b"));

    String message =
        "this operation is only allowed for RealtimeAPI or AsyncAPI kinds and is not supported for"
            + " split of kind TrafficSplitter";
    assertThatThrownBy(() -> operator.refresh("split", true)).hasMessage(message);
    assertThatThrownBy(() -> operator.describe("split")).hasMessage(message);
  }

  @Test
  void anApiDoesNotChangeItsKind() {
    deploy(api("a"), api("b"), splitter(90, 10));

    assertThat(deploy(api("split")))
        .containsExactly(
            "cannot change the kind of split to RealtimeAPI because it has already been deployed"
                + " with kind TrafficSplitter; please delete it with `cortex delete split` and"
                + " redeploy after updating the api configuration appropriately");
    assertThat(deploy(splitter("a", "/new", 90, 10)).get(0))
        .startsWith("cannot change the kind of a to TrafficSplitter");
  }

  @Test
  void targetsMustBeDeployedOrInTheFile() {
    deploy(api("a"));

    operator.requireDeployable("cortex.yaml", List.of(api("b"), splitter(90, 10)));
    assertThatThrownBy(() -> operator.requireDeployable("cortex.yaml", List.of(splitter(90, 10))))
        .isInstanceOfSatisfying(
            OperatorException.class,
            refusal -> assertThat(refusal.kind()).isEqualTo("resources.apis_not_deployed"))
        .hasMessage(
            "cortex.yaml: split (TrafficSplitter): api b was either not found or is not a RealtimeAPI");
    operator.delete("a", false);
    assertThatThrownBy(() -> operator.requireDeployable("cortex.yaml", List.of(splitter(90, 10))))
        .hasMessage(
            "cortex.yaml: split (TrafficSplitter): apis a and b were either not found or are not RealtimeAPIs");
  }

  @Test
  void anEndpointHasOneApi() {
    deploy(api("a"));

    operator.requireDeployable("cortex.yaml", List.of(api("a")));
    ApiConfig other = ApiConfigs.api("other").endpoint("/a/").build();
    assertThatThrownBy(() -> operator.requireDeployable("cortex.yaml", List.of(other)))
        .isInstanceOfSatisfying(
            OperatorException.class,
            refusal -> assertThat(refusal.kind()).isEqualTo("spec.duplicate_endpoint"))
        .hasMessage("networking: endpoint: /a: endpoint is already being used by a");
  }

  private List<String> deploy(ApiConfig... apis) {
    return operator.deploy(Submission.of("cortex.yaml", List.of(apis)), SETTINGS, true).stream()
        .map(
            result ->
                result instanceof DeployResult.Accepted accepted
                    ? accepted.message()
                    : ((DeployResult.Refused) result).reason().getMessage())
        .toList();
  }

  private static ApiConfig api(String name) {
    return ApiConfigs.minimal(name);
  }

  private static ApiConfig splitter(int toA, int toB) {
    return splitter("split", "/split", toA, toB);
  }

  private static ApiConfig splitter(String name, String endpoint, int toA, int toB) {
    return new TrafficSplitterConfig(
        name, List.of(new Target("a", toA, false), new Target("b", toB, false)), endpoint, 0);
  }
}
