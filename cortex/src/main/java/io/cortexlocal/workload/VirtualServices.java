package io.cortexlocal.workload;

import io.cortexlocal.config.RealtimeApiConfig;
import io.cortexlocal.model.IstioVirtualService;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The routes at the gateway. */
final class VirtualServices {

  private static final int ALL = 100;

  private VirtualServices() {}

  static IstioVirtualService realtime(RealtimeApiConfig api, DeploymentIdentity identity) {
    IstioVirtualService virtualService = new IstioVirtualService();
    virtualService.setMetadata(
        new ObjectMetaBuilder()
            .withName(Names.object(api.name()))
            .withNamespace(Names.NAMESPACE)
            .withLabels(Metadata.objectLabels(api, identity))
            .withAnnotations(Metadata.annotations(api))
            .build());
    virtualService.setAdditionalProperty(
        "spec",
        Map.of(
            "hosts",
            List.of("*"),
            "gateways",
            List.of(Names.GATEWAY),
            "http",
            List.of(
                route(api, Map.of("exact", api.endpoint())),
                route(api, Map.of("prefix", api.endpoint() + "/")))));
    return virtualService;
  }

  private static Map<String, Object> route(RealtimeApiConfig api, Map<String, Object> uri) {
    int toActivator = api.autoscaling().initReplicas() == 0 ? ALL : 0;
    String object = Names.object(api.name());
    Map<String, Object> route = new LinkedHashMap<>();
    route.put("match", List.of(Map.of("uri", uri)));
    route.put("rewrite", Map.of("uri", "/"));
    route.put(
        "route",
        List.of(
            destination(object, Names.PROXY_PORT, ALL - toActivator, Map.of(), "api"),
            destination(
                Names.ACTIVATOR,
                Names.ACTIVATOR_PORT,
                toActivator,
                Map.of(
                    "X-Cortex-API-Name",
                    api.name(),
                    "X-Cortex-Target-Service",
                    "http://%s.%s:%d".formatted(object, Names.NAMESPACE, Names.PROXY_PORT)),
                Names.ACTIVATOR)));
    // An absent policy would be Istio's default of two retries; an empty one is none.
    route.put("retries", Map.of());
    return route;
  }

  private static Map<String, Object> destination(
      String host, int port, int weight, Map<String, String> requestHeaders, String origin) {
    Map<String, Object> headers = new LinkedHashMap<>();
    if (!requestHeaders.isEmpty()) {
      headers.put("request", Map.of("set", requestHeaders));
    }
    headers.put("response", Map.of("set", Map.of("X-Cortex-Origin", origin)));
    Map<String, Object> destination = new LinkedHashMap<>();
    destination.put("destination", Map.of("host", host, "port", Map.of("number", port)));
    // A weight of 0 is absent on Istio's wire.
    if (weight > 0) {
      destination.put("weight", weight);
    }
    destination.put("headers", headers);
    return destination;
  }
}
