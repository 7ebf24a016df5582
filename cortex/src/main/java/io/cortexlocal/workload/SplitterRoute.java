package io.cortexlocal.workload;

import io.cortexlocal.config.TrafficSplitterConfig;
import io.cortexlocal.config.TrafficSplitterConfig.Target;
import io.cortexlocal.model.IstioVirtualService;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The one object that Cortex 0.42 makes of a TrafficSplitter: a VirtualService, whose requests go
 * to the sidecars of its targets, past the activator.
 */
public final class SplitterRoute {

  private static final String HOST = "host";
  private static final String OBJECT_PREFIX = Names.object("");

  private SplitterRoute() {}

  /** Translates a TrafficSplitter. Its path is matched exactly, and nothing below it. */
  public static IstioVirtualService of(
      TrafficSplitterConfig splitter, DeploymentIdentity identity) {
    Map<String, Object> route = new LinkedHashMap<>();
    route.put("match", List.of(Map.of("uri", Map.of("exact", splitter.endpoint()))));
    route.put("rewrite", Map.of("uri", "/"));
    route.put(
        "route",
        splitter.apis().stream()
            .filter(target -> !target.shadow())
            .map(SplitterRoute::destination)
            .toList());
    splitter.apis().stream()
        .filter(Target::shadow)
        .findFirst()
        .ifPresent(
            shadow -> {
              route.put("mirror", service(shadow));
              route.put("mirrorPercentage", unlessZero("value", shadow.weight()));
            });
    // An absent policy would be Istio's default of two retries; an empty one is none.
    route.put("retries", Map.of());

    IstioVirtualService virtualService = new IstioVirtualService();
    virtualService.setMetadata(
        new ObjectMetaBuilder()
            .withName(Names.object(splitter.name()))
            .withNamespace(Names.NAMESPACE)
            .withLabels(labels(splitter, identity))
            .addToAnnotations(Names.ANNOTATION_ENDPOINT, splitter.endpoint())
            .addToAnnotations(
                Names.ANNOTATION_SPLITTER_TARGETS, Integer.toString(splitter.apis().size()))
            .build());
    virtualService.setAdditionalProperty(
        "spec",
        Map.of("hosts", List.of("*"), "gateways", List.of(Names.GATEWAY), "http", List.of(route)));
    return virtualService;
  }

  private static Map<String, String> labels(
      TrafficSplitterConfig splitter, DeploymentIdentity identity) {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put(Names.LABEL_API_NAME, splitter.name());
    labels.put(Names.LABEL_API_KIND, splitter.kind().text());
    labels.put(Names.LABEL_CORTEX_API, "true");
    labels.put(Names.LABEL_INITIAL_DEPLOYMENT_TIME, identity.initialDeploymentTime());
    labels.put(Names.LABEL_API_ID, identity.apiId());
    labels.put(Names.LABEL_SPEC_ID, identity.specId());
    return labels;
  }

  private static Map<String, Object> destination(Target target) {
    Map<String, Object> destination = new LinkedHashMap<>();
    destination.put("destination", service(target));
    destination.putAll(unlessZero("weight", target.weight()));
    return destination;
  }

  private static Map<String, Object> service(Target target) {
    return Map.of(HOST, Names.object(target.name()), "port", Map.of("number", Names.PROXY_PORT));
  }

  /** A weight of 0 is absent on Istio's wire. */
  private static Map<String, Object> unlessZero(String key, int weight) {
    return weight == 0 ? Map.of() : Map.of(key, weight);
  }

  /** Returns the names of the APIs to which a VirtualService leads, its shadow among them. */
  public static Set<String> targets(IstioVirtualService virtualService) {
    Set<String> targets = new LinkedHashSet<>();
    if (virtualService.getAdditionalProperties().get("spec") instanceof Map<?, ?> spec) {
      for (Map<?, ?> route : maps(spec.get("http"))) {
        for (Map<?, ?> weighted : maps(route.get("route"))) {
          addTarget(weighted.get("destination"), targets);
        }
        addTarget(route.get("mirror"), targets);
      }
    }
    return targets;
  }

  private static List<Map<?, ?>> maps(Object list) {
    return list instanceof List<?> items
        ? items.stream()
            .filter(Map.class::isInstance)
            .<Map<?, ?>>map(item -> (Map<?, ?>) item)
            .toList()
        : List.of();
  }

  private static void addTarget(Object service, Set<String> targets) {
    if (service instanceof Map<?, ?> map
        && map.get(HOST) instanceof String host
        && host.startsWith(OBJECT_PREFIX)) {
      targets.add(host.substring(OBJECT_PREFIX.length()));
    }
  }
}
