package io.cortexlocal.istio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.cortexlocal.json.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IstioLiteTests {

  private static final GatewayWorkload WORKLOAD =
      GatewayWorkload.of(
          Map.of("istio", "ingressgateway-apis"),
          Map.of(80, new GatewayWorkload.Tcp("0.0.0.0", 8080)),
          Path.of("/xds"));

  @Test
  void writesARouteAsIstioDoes() {
    JsonNode route = routes(Objects.api("text", "/text")).get(1);

    assertThat(route)
        .isEqualTo(
            json(
                """
                {"name": "default/api-text.http[1]",
                 "match": {"prefix": "/text/"},
                 "route": {"cluster": "outbound|8888||api-text.default.svc.cluster.local",
                           "prefix_rewrite": "/", "timeout": "0s"},
                 "response_headers_to_add": [
                   {"header": {"key": "X-Cortex-Origin", "value": "api"},
                    "append_action": "OVERWRITE_IF_EXISTS_OR_ADD"}]}
                """));
  }

  @Test
  void writesTheDefaultRetriesAsIstioDoes() {
    JsonNode route =
        routes(
                Objects.virtualService(
                    """
                    {"metadata": {"name": "v"}, "spec": {"hosts": ["*"],
                     "gateways": ["apis-gateway"],
                     "http": [{"route": [{"destination": {"host": "api-one-port"}}]}]}}
                    """))
            .get(0);

    assertThat(route.path("route").path("cluster").asText())
        .isEqualTo("outbound|9999||api-one-port.default.svc.cluster.local");
    assertThat(route.path("route").path("retry_policy"))
        .isEqualTo(
            json(
                """
                {"retry_on":
                  "connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes",
                 "num_retries": 2, "retriable_status_codes": [503],
                 "retry_host_predicate": [
                   {"name": "envoy.retry_host_predicates.previous_hosts",
                    "typed_config": {"@type": "type.googleapis.com/envoy.extensions.retry.host\
                .previous_hosts.v3.PreviousHostsPredicate"}}],
                 "host_selection_retry_max_attempts": 5}
                """));
  }

  @Test
  void writesAClusterWithTheReadyEndpointsOfItsPort() {
    Snapshot snapshot =
        new Snapshot(
            List.of(),
            List.of(),
            List.of(
                new Snapshot.Service(
                    "ns", "svc", List.of(new Snapshot.ServicePort("http2-x", 81)))),
            List.of(
                new Snapshot.Endpoint("ns", "svc", "http2-x", "10.42.0.9", 8, true),
                new Snapshot.Endpoint("ns", "svc", "http2-x", "10.42.0.7", 8, true),
                new Snapshot.Endpoint("ns", "svc", "http2-x", "10.42.0.8", 8, false),
                new Snapshot.Endpoint("ns", "svc", "other", "10.42.0.6", 8, true),
                new Snapshot.Endpoint("other", "svc", "http2-x", "10.42.0.5", 8, true)));

    JsonNode cluster = json(IstioLite.translate(snapshot, WORKLOAD).cds()).path("resources").get(0);

    assertThat(cluster.path("name").asText()).isEqualTo("outbound|81||svc.ns.svc.cluster.local");
    assertThat(cluster.path("connect_timeout").asText()).isEqualTo("10s");
    assertThat(cluster.has("eds_cluster_config")).isFalse();
    assertThat(cluster.path("load_assignment").findValues("socket_address"))
        .extracting(JsonNode::toString)
        .containsExactly(
            "{\"address\":\"10.42.0.7\",\"port_value\":8}",
            "{\"address\":\"10.42.0.9\",\"port_value\":8}");
    assertThat(cluster.findValue("http2_protocol_options")).isNotNull();
  }

  @Test
  void ordersByAgeThenByNameAndNamespace() {
    List<VirtualService> services =
        new ArrayList<>(
            List.of(
                Objects.api("c", "/c", 0, "2024-01-01T00:00:00Z"),
                Objects.api("b", "/b", 0, "2024-01-02T00:00:00Z"),
                Objects.api("a", "/a", 0, "2024-01-02T00:00:00Z")));
    List<String> expected =
        List.of(
            "default/api-c.http[0]",
            "default/api-c.http[1]",
            "default/api-a.http[0]",
            "default/api-a.http[1]",
            "default/api-b.http[0]",
            "default/api-b.http[1]");

    assertThat(routeNames(services)).isEqualTo(expected);
    Collections.reverse(services);
    assertThat(routeNames(services)).isEqualTo(expected);
  }

  @Test
  void bindsOnlyWhatNamesItsGateway() {
    List<VirtualService> services =
        List.of(
            boundTo("mine", "apis-gateway"),
            boundTo("qualified", "default/apis-gateway"),
            boundTo("mesh", "mesh"),
            boundTo("other", "other/apis-gateway"));

    assertThat(routeNames(services))
        .containsExactly("default/mine.http[0]", "default/qualified.http[0]");
  }

  private static VirtualService boundTo(String name, String gateway) {
    return Objects.virtualService(
        """
        {"metadata": {"name": "%1$s", "namespace": "default"}, "spec": {"hosts": ["*"],
         "gateways": ["%2$s"], "http": [{"match": [{"uri": {"exact": "/%1$s"}}],
         "route": [{"destination": {"host": "x"}}]}]}}
        """
            .formatted(name, gateway));
  }

  @Test
  void leavesOutAGatewayWhoseSelectorNamesOtherPods() {
    EnvoyFiles files =
        IstioLite.translate(
            new Snapshot(List.of(Objects.apisGateway()), List.of(), List.of(), List.of()),
            new GatewayWorkload(
                Map.of("istio", "ingressgateway-operator"), WORKLOAD.listeners(), Path.of("/xds")));

    assertThat(files.rds()).isEmpty();
    assertThat(json(files.lds()).path("resources")).isEmpty();
    assertThat(files.findings()).isEmpty();
  }

  @Test
  void bindsEveryAddressOfAPortAndEachUnixSocketWithTheProxyProtocol() {
    EnvoyFiles files =
        IstioLite.translate(
            new Snapshot(List.of(Objects.apisGateway()), List.of(), List.of(), List.of()),
            new GatewayWorkload(
                Map.of("istio", "ingressgateway-apis", "app", "apis-istio-gateway"),
                Map.of(
                    80,
                    List.of(
                        new GatewayWorkload.Tcp("0.0.0.0", 80),
                        new GatewayWorkload.ProxiedSocket(Path.of("/run/local.sock")),
                        new GatewayWorkload.Tcp(
                            "127.0.0.1", 8080, Optional.of(Path.of("/run/host-net"))))),
                Path.of("/xds")));

    JsonNode listeners = json(files.lds()).path("resources");
    assertThat(listeners).hasSize(2);
    JsonNode network = listeners.path(0);
    assertThat(network.path("name").asText()).isEqualTo("80");
    assertThat(network.at("/address/socket_address/port_value").asInt()).isEqualTo(80);
    assertThat(network.at("/address/socket_address").has("network_namespace_filepath")).isFalse();
    JsonNode second = network.at("/additional_addresses/0/address/socket_address");
    assertThat(second.path("port_value").asInt()).isEqualTo(8080);
    assertThat(second.path("network_namespace_filepath").asText()).isEqualTo("/run/host-net");
    JsonNode socket = listeners.path(1);
    assertThat(socket.at("/address/pipe/path").asText()).isEqualTo("/run/local.sock");
    assertThat(socket.at("/listener_filters/0/name").asText())
        .isEqualTo("envoy.filters.listener.proxy_protocol");
    assertThat(socket.path("filter_chains")).isEqualTo(network.path("filter_chains"));
  }

  @Test
  void saysWhichPortTheGatewayWorkloadDoesNotHave() {
    Gateway gateway =
        new Gateway(
            "default",
            "g",
            Map.of(),
            List.of(new Gateway.Server(8443, "x", Optional.empty(), List.of("*"))));

    assertThat(
            IstioLite.translate(
                    new Snapshot(List.of(gateway), List.of(), List.of(), List.of()), WORKLOAD)
                .findings())
        .extracting(TranslationFinding::toString)
        .containsExactly(
            "Gateway default/g: spec.servers[0].port.number: the gateway workload has no port 8443");
  }

  @Test
  void givesEachHostItsVirtualHost() {
    VirtualService named =
        Objects.virtualService(
            """
            {"metadata": {"name": "named"}, "spec": {"hosts": ["Shop.example"],
             "gateways": ["apis-gateway"], "http": [{"route": [{"destination": {"host": "x"}}]}]}}
            """);

    JsonNode hosts = virtualHosts(List.of(named, Objects.api("a", "/a")));

    assertThat(hosts.findValuesAsText("name").stream().filter(name -> name.endsWith(":80")))
        .containsExactlyInAnyOrder("shop.example:80", "*:80");
    assertThat(hosts.findValues("domains").toString())
        .contains("[\"shop.example\",\"shop.example:*\"]", "[\"*\"]");
  }

  @Test
  void equalInputsGiveEqualTexts() {
    Snapshot snapshot =
        new Snapshot(
            List.of(Objects.apisGateway()),
            List.of(Objects.api("a", "/a")),
            List.of(Objects.service("api-a", 8888)),
            List.of(Objects.endpoint("api-a", 1)));

    assertThat(IstioLite.translate(snapshot, WORKLOAD))
        .isEqualTo(IstioLite.translate(snapshot, WORKLOAD));
    assertThat(json(IstioLite.translate(snapshot, WORKLOAD).cds()).path("version_info").asText())
        .matches("[0-9a-f]{16}");
  }

  private static JsonNode routes(VirtualService virtualService) {
    return virtualHosts(List.of(virtualService)).get(0).path("routes");
  }

  private static List<String> routeNames(List<VirtualService> services) {
    List<String> names = new ArrayList<>();
    virtualHosts(services)
        .get(0)
        .path("routes")
        .forEach(route -> names.add(route.path("name").asText()));
    return names;
  }

  private static JsonNode virtualHosts(List<VirtualService> services) {
    EnvoyFiles files =
        IstioLite.translate(
            new Snapshot(
                List.of(Objects.apisGateway()),
                services,
                List.of(Objects.service("api-one-port", 9999)),
                List.of()),
            WORKLOAD);
    assertThat(files.rds()).containsOnlyKeys("rds-http.80.json");
    return json(files.rds().get("rds-http.80.json")).path("resources").get(0).path("virtual_hosts");
  }

  private static JsonNode json(String text) {
    return Json.read(text).orElseThrow();
  }
}
