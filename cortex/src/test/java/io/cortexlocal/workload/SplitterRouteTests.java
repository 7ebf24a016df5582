package io.cortexlocal.workload;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cortexlocal.config.TrafficSplitterConfig;
import io.cortexlocal.config.TrafficSplitterConfig.Target;
import io.cortexlocal.model.IstioVirtualService;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SplitterRouteTests {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.000000006Z");

  @Test
  void theRouteOnTheWire() throws Exception {
    assertThat(
            wire(new Target("a", 90, false), new Target("b", 10, false), new Target("c", 50, true))
                .path("spec"))
        .isEqualTo(
            JSON.readTree(
                """
                {"hosts": ["*"],
                 "gateways": ["apis-gateway"],
                 "http": [
                  {"match": [{"uri": {"exact": "/split"}}],
                   "rewrite": {"uri": "/"},
                   "route": [
                    {"destination": {"host": "api-a", "port": {"number": 8888}}, "weight": 90},
                    {"destination": {"host": "api-b", "port": {"number": 8888}}, "weight": 10}],
                   "mirror": {"host": "api-c", "port": {"number": 8888}},
                   "mirrorPercentage": {"value": 50},
                   "retries": {}}]}
                """));
  }

  @Test
  void aWeightOfZeroIsAbsent() throws Exception {
    JsonNode route =
        wire(new Target("a", 100, false), new Target("b", 0, false), new Target("c", 0, true))
            .at("/spec/http/0");

    assertThat(route.at("/route/1/destination/host").asText()).isEqualTo("api-b");
    assertThat(route.at("/route/1").has("weight")).isFalse();
    assertThat(route.path("mirrorPercentage")).isEqualTo(JSON.readTree("{}"));
  }

  @Test
  void withoutAShadowNothingIsMirrored() throws Exception {
    JsonNode route = wire(new Target("a", 100, false)).at("/spec/http/0");

    assertThat(route.has("mirror")).isFalse();
    assertThat(route.has("mirrorPercentage")).isFalse();
  }

  @Test
  void theLabelsHaveNoIdOfADeploymentOrPod() {
    IstioVirtualService route = route(new Target("a", 100, false), new Target("b", 1, true));
    DeploymentIdentity identity = identity(new Target("a", 100, false), new Target("b", 1, true));

    assertThat(route.getMetadata().getName()).isEqualTo("api-ts");
    assertThat(route.getMetadata().getLabels())
        .isEqualTo(
            Map.of(
                "apiName",
                "ts",
                "apiKind",
                "TrafficSplitter",
                "cortex.dev/api",
                "true",
                "initialDeploymentTime",
                "1767323045000000006",
                "apiID",
                identity.apiId(),
                "specID",
                identity.specId()));
    assertThat(route.getMetadata().getAnnotations())
        .isEqualTo(
            Map.of(
                "networking.cortex.dev/endpoint",
                "/split",
                "apis.cortex.dev/traffic-splitter-targets",
                "2"));
    assertThat(identity.apiId()).matches("[0-9a-f]{16}--[0-9a-f]{32}");
  }

  @Test
  void itsTargetsAreReadBack() {
    assertThat(SplitterRoute.targets(route(new Target("a", 100, false), new Target("b", 1, true))))
        .containsExactly("a", "b");
    assertThat(SplitterRoute.targets(new IstioVirtualService())).isEmpty();
  }

  @Test
  void weightsShadowsAndTargetsMakeAnotherSpecification() {
    String spec = identity(new Target("a", 100, false)).specId();

    assertThat(identity(new Target("a", 100, false)).specId()).isEqualTo(spec);
    assertThat(identity(new Target("a", 99, false)).specId()).isNotEqualTo(spec);
    assertThat(identity(new Target("a", 100, true)).specId()).isNotEqualTo(spec);
    assertThat(identity(new Target("b", 100, false)).specId()).isNotEqualTo(spec);
  }

  private static JsonNode wire(Target... targets) throws Exception {
    return JSON.readTree(Serialization.asJson(route(targets)));
  }

  private static IstioVirtualService route(Target... targets) {
    return SplitterRoute.of(splitter(targets), identity(targets));
  }

  private static DeploymentIdentity identity(Target... targets) {
    return DeploymentIdentity.of(splitter(targets), NOW, Map.of());
  }

  private static TrafficSplitterConfig splitter(Target... targets) {
    return new TrafficSplitterConfig("ts", List.of(targets), "/split", 0);
  }
}
