package io.cortexlocal.controlplane;

import com.fasterxml.jackson.databind.JsonNode;
import io.cortexlocal.json.Json;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * That the gateway's Envoy has taken up the routes and endpoints of some objects; one line of JSON
 * in the control plane's log.
 *
 * @param virtualServices the resource version of each VirtualService, by {@code namespace/name}
 * @param endpoints address and port of the ready pods of each Service, by {@code namespace/name}
 */
public record RoutesApplied(
    Map<String, String> virtualServices, Map<String, Set<String>> endpoints) {

  private static final String KIND = "routes-applied";

  public RoutesApplied {
    virtualServices = Map.copyOf(virtualServices);
    endpoints = Map.copyOf(endpoints);
  }

  /** Returns whether a VirtualService was taken up as it was at a version. */
  public boolean hasVirtualService(String name, String resourceVersion) {
    return resourceVersion.equals(virtualServices.get(name));
  }

  /** Returns address and port of the pods to which requests for a Service go. */
  public Set<String> endpoints(String service) {
    return endpoints.getOrDefault(service, Set.of());
  }

  /** Returns the line. */
  public String line() {
    return Json.line(
        Json.object("kind", KIND, "virtual_services", virtualServices, "endpoints", endpoints));
  }

  /** Reads a line; empty when it says something else. */
  public static Optional<RoutesApplied> parse(String line) {
    return Json.read(line)
        .filter(node -> KIND.equals(node.path("kind").asText()))
        .map(RoutesApplied::from);
  }

  private static RoutesApplied from(JsonNode node) {
    Map<String, String> virtualServices = new LinkedHashMap<>();
    node.path("virtual_services")
        .properties()
        .forEach(entry -> virtualServices.put(entry.getKey(), entry.getValue().asText()));
    Map<String, Set<String>> endpoints = new LinkedHashMap<>();
    node.path("endpoints")
        .properties()
        .forEach(
            entry -> {
              Set<String> addresses = new LinkedHashSet<>();
              entry.getValue().forEach(address -> addresses.add(address.asText()));
              endpoints.put(entry.getKey(), addresses);
            });
    return new RoutesApplied(virtualServices, endpoints);
  }
}
