package io.cortexlocal.cluster.embedded.gateway;

import static io.cortexlocal.json.Json.object;
import static io.cortexlocal.json.Json.typed;

import io.cortexlocal.cluster.embedded.linux.Entry;
import io.cortexlocal.cluster.embedded.linux.NodeProcess;
import io.cortexlocal.istio.GatewayBootstrap;
import io.cortexlocal.istio.envoy.ConnectionLimit;
import io.cortexlocal.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A second Envoy, which hands the connections to a port of this machine's loopback over to the
 * gateway's, where that one cannot bind the port itself.
 */
final class LoopbackEnvoy {

  private static final String GATEWAY = "gateway";

  private LoopbackEnvoy() {}

  static NodeProcess start(GatewayPlace place, Consumer<String> lines) {
    List<String> command =
        new ArrayList<>(List.of(place.envoy().toString(), "--config-yaml", bootstrap(place)));
    command.addAll(GatewayBootstrap.arguments());
    return NodeProcess.start(place.node(), new Entry.HostNetwork(), command, lines);
  }

  private static String bootstrap(GatewayPlace place) {
    return Json.write(
        object(
            "node",
            object("id", "loopback", "cluster", "loopback"),
            "overload_manager",
            ConnectionLimit.none(),
            "static_resources",
            object("listeners", List.of(listener(place)), "clusters", List.of(cluster(place)))));
  }

  private static Map<String, Object> listener(GatewayPlace place) {
    return object(
        "name",
        "loopback",
        "address",
        object(
            "socket_address", object("address", "127.0.0.1", "port_value", place.loopbackPort())),
        "filter_chains",
        List.of(
            object(
                "filters",
                List.of(
                    object(
                        "name",
                        "envoy.filters.network.tcp_proxy",
                        "typed_config",
                        typed(
                            "envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy",
                            "stat_prefix",
                            "loopback",
                            "cluster",
                            GATEWAY,
                            "idle_timeout",
                            "0s"))))));
  }

  private static Map<String, Object> cluster(GatewayPlace place) {
    return object(
        "name",
        GATEWAY,
        "type",
        "STATIC",
        "circuit_breakers",
        object(
            "thresholds",
            List.of(
                object("max_connections", 4_294_967_295L, "max_pending_requests", 4_294_967_295L))),
        "transport_socket",
        object(
            "name",
            "envoy.transport_sockets.upstream_proxy_protocol",
            "typed_config",
            typed(
                "envoy.extensions.transport_sockets.proxy_protocol.v3.ProxyProtocolUpstreamTransport",
                "config",
                object("version", "V2"),
                "transport_socket",
                object(
                    "name",
                    "envoy.transport_sockets.raw_buffer",
                    "typed_config",
                    typed("envoy.extensions.transport_sockets.raw_buffer.v3.RawBuffer")))),
        "load_assignment",
        object(
            "cluster_name",
            GATEWAY,
            "endpoints",
            List.of(
                object(
                    "lb_endpoints",
                    List.of(
                        object(
                            "endpoint",
                            object(
                                "address",
                                object(
                                    "pipe",
                                    object("path", place.loopbackSocket().toString())))))))));
  }
}
