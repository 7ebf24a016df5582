package io.cortexlocal.workload;

import io.cortexlocal.model.IstioVirtualService;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * To whom an API's VirtualService leads: to the API's own Service, the first destination of each
 * route, or to the activator, the second.
 */
public final class RouteWeights {

  private static final String WEIGHT = "weight";
  private static final int ALL = 100;

  private RouteWeights() {}

  /**
   * Returns the VirtualService with all requests led to the API's Service, ready to be applied as
   * long as nobody changes it meanwhile.
   *
   * @throws IllegalArgumentException when a route has not exactly two destinations
   */
  public static IstioVirtualService toApi(IstioVirtualService existing) {
    return with(existing, ALL, 0);
  }

  /**
   * Returns the VirtualService with all requests led to the activator, ready to be applied as long
   * as nobody changes it meanwhile.
   *
   * @throws IllegalArgumentException when a route has not exactly two destinations
   */
  public static IstioVirtualService toActivator(IstioVirtualService existing) {
    return with(existing, 0, ALL);
  }

  /** Returns whether any request is led to the activator. */
  public static boolean leadToActivator(IstioVirtualService route) {
    return routes(route).stream()
        .map(RouteWeights::destinations)
        .anyMatch(to -> to.size() == 2 && weight(to.get(1)) > 0);
  }

  private static IstioVirtualService with(
      IstioVirtualService existing, int toApi, int toActivator) {
    IstioVirtualService route = new IstioVirtualService();
    route.setApiVersion(existing.getApiVersion());
    route.setKind(existing.getKind());
    route.setMetadata(
        AppliedMetadata.of(existing)
            .withResourceVersion(existing.getMetadata().getResourceVersion())
            .build());
    Map<String, Object> spec = new LinkedHashMap<>(object(existing.get("spec")));
    List<Object> routes = new ArrayList<>();
    for (Map<String, Object> one : routes(existing)) {
      List<Map<String, Object>> to = destinations(one);
      if (to.size() != 2) {
        throw new IllegalArgumentException(
            "VirtualService %s has a route with %d destinations, and not with two"
                .formatted(existing.getMetadata().getName(), to.size()));
      }
      Map<String, Object> weighted = new LinkedHashMap<>(one);
      weighted.put("route", List.of(weighted(to.get(0), toApi), weighted(to.get(1), toActivator)));
      routes.add(weighted);
    }
    spec.put("http", routes);
    route.setAdditionalProperty("spec", spec);
    return route;
  }

  /** A weight of 0 is absent on Istio's wire. */
  private static Map<String, Object> weighted(Map<String, Object> destination, int weight) {
    Map<String, Object> weighted = new LinkedHashMap<>(destination);
    if (weight == 0) {
      weighted.remove(WEIGHT);
    } else {
      weighted.put(WEIGHT, weight);
    }
    return weighted;
  }

  private static int weight(Map<String, Object> destination) {
    return destination.get(WEIGHT) instanceof Number weight ? weight.intValue() : 0;
  }

  private static List<Map<String, Object>> routes(IstioVirtualService route) {
    return objects(object(route.get("spec")).get("http"));
  }

  private static List<Map<String, Object>> destinations(Map<String, Object> route) {
    return objects(route.get("route"));
  }

  private static List<Map<String, Object>> objects(Object tree) {
    return tree instanceof List<?> all
        ? all.stream().map(RouteWeights::object).toList()
        : List.of();
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> object(Object tree) {
    return tree instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
  }
}
