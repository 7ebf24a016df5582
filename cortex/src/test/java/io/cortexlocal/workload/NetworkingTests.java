package io.cortexlocal.workload;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cortexlocal.config.ApiConfigs;
import io.cortexlocal.config.RealtimeApiConfig;
import io.cortexlocal.model.IstioVirtualService;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The Service and the VirtualService. */
class NetworkingTests {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void theServiceLeadsToTheSidecar() {
    Service service = Objects.of(ApiConfigs.minimal("a1")).service();

    assertThat(service.getApiVersion()).isEqualTo("v1");
    assertThat(service.getMetadata().getName()).isEqualTo("api-a1");
    assertThat(service.getMetadata().getNamespace()).isEqualTo("default");
    assertThat(service.getMetadata().getLabels())
        .isEqualTo(Map.of("apiName", "a1", "apiKind", "RealtimeAPI", "cortex.dev/api", "true"));
    assertThat(service.getSpec().getSelector())
        .isEqualTo(Map.of("apiName", "a1", "apiKind", "RealtimeAPI"));
    assertThat(service.getSpec().getType()).isNull();
    assertThat(service.getSpec().getPorts()).hasSize(1);
    ServicePort port = service.getSpec().getPorts().get(0);
    assertThat(port.getName()).isEqualTo("http");
    assertThat(port.getProtocol()).isEqualTo("TCP");
    assertThat(port.getPort()).isEqualTo(8888);
    assertThat(port.getTargetPort()).isEqualTo(new IntOrString(8888));
  }

  @Test
  void theVirtualServiceHasTheLabelsOfTheDeployment() {
    RealtimeObjects objects = Objects.of(ApiConfigs.minimal("a1"));
    IstioVirtualService route = objects.virtualService();

    assertThat(route.getApiVersion()).isEqualTo("networking.istio.io/v1beta1");
    assertThat(route.getKind()).isEqualTo("VirtualService");
    assertThat(route.getMetadata().getName()).isEqualTo("api-a1");
    assertThat(route.getMetadata().getNamespace()).isEqualTo("default");
    assertThat(route.getMetadata().getLabels())
        .isEqualTo(objects.deployment().getMetadata().getLabels());
  }

  @Test
  void theRoutesOnTheWireOfAnApiWithReplicas() throws Exception {
    assertThat(wire(ApiConfigs.minimal("a1")).path("spec"))
        .isEqualTo(
            JSON.readTree(
                """
                {"hosts": ["*"],
                 "gateways": ["apis-gateway"],
                 "http": [
                  {"match": [{"uri": {"exact": "/a1"}}],
                   "rewrite": {"uri": "/"},
                   "route": [
                    {"destination": {"host": "api-a1", "port": {"number": 8888}},
                     "weight": 100,
                     "headers": {"response": {"set": {"X-Cortex-Origin": "api"}}}},
                    {"destination": {"host": "activator", "port": {"number": 8000}},
                     "headers": {
                      "request": {"set": {
                       "X-Cortex-API-Name": "a1",
                       "X-Cortex-Target-Service": "http://api-a1.default:8888"}},
                      "response": {"set": {"X-Cortex-Origin": "activator"}}}}],
                   "retries": {}},
                  {"match": [{"uri": {"prefix": "/a1/"}}],
                   "rewrite": {"uri": "/"},
                   "route": [
                    {"destination": {"host": "api-a1", "port": {"number": 8888}},
                     "weight": 100,
                     "headers": {"response": {"set": {"X-Cortex-Origin": "api"}}}},
                    {"destination": {"host": "activator", "port": {"number": 8000}},
                     "headers": {
                      "request": {"set": {
                       "X-Cortex-API-Name": "a1",
                       "X-Cortex-Target-Service": "http://api-a1.default:8888"}},
                      "response": {"set": {"X-Cortex-Origin": "activator"}}}}],
                   "retries": {}}]}
                """));
  }

  @Test
  void anApiThatStartsWithoutReplicasIsRoutedToTheActivator() throws Exception {
    JsonNode routes =
        wire(ApiConfigs.api("a1").replicas(0, 100, 0).build()).path("spec").path("http");

    assertThat(routes).hasSize(2);
    for (JsonNode route : routes) {
      assertThat(route.path("route").path(0).has("weight")).isFalse();
      assertThat(route.path("route").path(1).path("weight").asInt()).isEqualTo(100);
    }
  }

  @Test
  void theRoutesFollowTheEndpointAndNotTheName() throws Exception {
    JsonNode routes = wire(ApiConfigs.api("a1").endpoint("/v1/Text").build()).path("spec");

    assertThat(routes.at("/http/0/match/0/uri/exact").asText()).isEqualTo("/v1/Text");
    assertThat(routes.at("/http/1/match/0/uri/prefix").asText()).isEqualTo("/v1/Text/");
    assertThat(routes.at("/http/0/route/0/destination/host").asText()).isEqualTo("api-a1");
  }

  @Test
  void retriesStayOffOverARoundTrip() throws Exception {
    String json = Serialization.asJson(Objects.of(ApiConfigs.minimal("a1")).virtualService());
    IstioVirtualService read = Serialization.unmarshal(json, IstioVirtualService.class);

    JsonNode again = JSON.readTree(Serialization.asJson(read));
    assertThat(again.at("/spec/http/0/retries").isObject()).isTrue();
    assertThat(again.at("/spec/http/1/retries").isObject()).isTrue();
  }

  private static JsonNode wire(RealtimeApiConfig api) throws Exception {
    return JSON.readTree(Serialization.asJson(Objects.of(api).virtualService()));
  }
}
