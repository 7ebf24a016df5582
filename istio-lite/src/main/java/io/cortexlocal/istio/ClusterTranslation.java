package io.cortexlocal.istio;

import static io.cortexlocal.json.Json.object;
import static io.cortexlocal.json.Json.typed;

import io.cortexlocal.istio.Snapshot.Endpoint;
import io.cortexlocal.istio.Snapshot.Service;
import io.cortexlocal.istio.Snapshot.ServicePort;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Services and their endpoints as Envoy clusters, named as Istio names them. */
final class ClusterTranslation {

  private static final long NO_LIMIT = 4_294_967_295L;

  private ClusterTranslation() {}

  /** The name of the cluster for a Service's port. */
  static String name(String host, int port) {
    return "outbound|" + port + "||" + host;
  }

  static List<Object> translate(Snapshot snapshot) {
    Map<String, List<Endpoint>> endpoints =
        snapshot.endpoints().stream()
            .filter(Endpoint::ready)
            .collect(Collectors.groupingBy(ClusterTranslation::key));
    List<Object> clusters = new ArrayList<>();
    snapshot.services().stream()
        .sorted(Comparator.comparing(Service::host))
        .forEach(
            service ->
                service.ports().stream()
                    .sorted(Comparator.comparingInt(ServicePort::port))
                    .forEach(
                        port ->
                            clusters.add(
                                cluster(
                                    service,
                                    port,
                                    endpoints.getOrDefault(key(service, port), List.of())))));
    return clusters;
  }

  private static String key(Endpoint endpoint) {
    return endpoint.namespace() + "/" + endpoint.service() + "/" + endpoint.portName();
  }

  private static String key(Service service, ServicePort port) {
    return service.namespace() + "/" + service.name() + "/" + port.name();
  }

  /** Timeout, limits and balancing are Istio 1.11's defaults without a DestinationRule. */
  private static Map<String, Object> cluster(
      Service service, ServicePort port, List<Endpoint> endpoints) {
    String name = name(service.host(), port.port());
    return object(
        "name",
        name,
        "type",
        "STATIC",
        "connect_timeout",
        "10s",
        "lb_policy",
        "ROUND_ROBIN",
        "circuit_breakers",
        object(
            "thresholds",
            List.of(
                object(
                    "max_connections", NO_LIMIT,
                    "max_pending_requests", NO_LIMIT,
                    "max_requests", NO_LIMIT,
                    "max_retries", NO_LIMIT))),
        "typed_extension_protocol_options",
        http2(port),
        "load_assignment",
        object(
            "cluster_name",
            name,
            "endpoints",
            endpoints.isEmpty()
                ? List.of()
                : List.of(object("lb_endpoints", addresses(endpoints)))));
  }

  private static Optional<Object> http2(ServicePort port) {
    if (!port.name().matches("(http2|grpc)(-.*)?")) {
      return Optional.empty();
    }
    return Optional.of(
        object(
            "envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
            typed(
                "envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
                "explicit_http_config",
                object("http2_protocol_options", object()))));
  }

  private static List<Map<String, Object>> addresses(List<Endpoint> endpoints) {
    return endpoints.stream()
        .sorted(Comparator.comparing(Endpoint::address).thenComparingInt(Endpoint::port))
        .map(
            endpoint ->
                object(
                    "endpoint",
                    object(
                        "address",
                        object(
                            "socket_address",
                            object(
                                "address", endpoint.address(),
                                "port_value", endpoint.port())))))
        .toList();
  }
}
