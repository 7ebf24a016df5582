package io.cortexlocal.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cortexlocal.config.ApiConfigs;
import io.cortexlocal.model.IstioVirtualService;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** To whom an API's route leads. */
class RouteWeightsTests {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final IstioVirtualService awake = route(1);
  private final IstioVirtualService asleep = route(0);

  @Test
  void aRouteIsWhatTheOperatorWouldMakeOfIt() throws Exception {
    assertThat(spec(RouteWeights.toActivator(awake))).isEqualTo(spec(asleep));
    assertThat(spec(RouteWeights.toApi(asleep))).isEqualTo(spec(awake));
    assertThat(spec(RouteWeights.toApi(RouteWeights.toActivator(awake)))).isEqualTo(spec(awake));
    assertThat(spec(RouteWeights.toApi(awake))).isEqualTo(spec(awake));
  }

  @Test
  void itTellsToWhomItLeads() {
    assertThat(RouteWeights.leadToActivator(awake)).isFalse();
    assertThat(RouteWeights.leadToActivator(asleep)).isTrue();
    assertThat(RouteWeights.leadToActivator(RouteWeights.toActivator(awake))).isTrue();
  }

  @Test
  void whatItReadsIsLeftAsItIs() throws Exception {
    JsonNode before = JSON.readTree(Serialization.asJson(awake));

    RouteWeights.toActivator(awake);

    assertThat(JSON.readTree(Serialization.asJson(awake))).isEqualTo(before);
  }

  @Test
  void itHoldsOfTheVersionThatWasReadAndOfCortexsOwnMetadata() {
    awake.getMetadata().setResourceVersion("17");
    awake.getMetadata().getAnnotations().put("example.com/other", "of somebody else");

    IstioVirtualService led = RouteWeights.toActivator(awake);

    assertThat(led.getMetadata().getResourceVersion()).isEqualTo("17");
    assertThat(led.getMetadata().getLabels()).isEqualTo(awake.getMetadata().getLabels());
    assertThat(led.getMetadata().getAnnotations())
        .containsEntry(Names.ANNOTATION_ENDPOINT, "/a1")
        .doesNotContainKey("example.com/other");
  }

  @Test
  void aRouteThatIsNotCortexsIsRefused() {
    IstioVirtualService other = route(1);
    other.setAdditionalProperty(
        "spec", Map.of("http", List.of(Map.of("route", List.of(Map.of("weight", 100))))));

    assertThatThrownBy(() -> RouteWeights.toActivator(other))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage("VirtualService api-a1 has a route with 1 destinations, and not with two");
  }

  private static IstioVirtualService route(int initReplicas) {
    return Objects.of(ApiConfigs.api("a1").replicas(0, 100, initReplicas).build()).virtualService();
  }

  private static ObjectNode spec(IstioVirtualService route) throws Exception {
    return (ObjectNode) JSON.readTree(Serialization.asJson(route)).path("spec");
  }
}
