package io.cortexlocal.operator;

import io.cortexlocal.config.ApiConfig;
import io.cortexlocal.config.ApiKind;
import io.cortexlocal.config.RealtimeApiConfig;
import io.cortexlocal.config.TrafficSplitterConfig;
import io.cortexlocal.config.schema.CortexText;
import io.cortexlocal.model.IstioVirtualService;
import io.cortexlocal.workload.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What Cortex checks of a file beside what is deployed, before it deploys any of it. */
final class ClusterChecks {

  private final List<IstioVirtualService> routes;

  private final String fileName;

  /**
   * @param routes the VirtualServices of the APIs that are deployed
   * @param fileName the last part of the name of the file, for messages; empty when it is not known
   */
  ClusterChecks(List<IstioVirtualService> routes, String fileName) {
    this.routes = routes;
    this.fileName = fileName;
  }

  /** Fails at the first thing that is wrong. */
  void check(List<? extends ApiConfig> apis) {
    Set<String> realtime =
        routes.stream()
            .map(ApiMetadata::of)
            .filter(metadata -> ApiKind.REALTIME_API.text().equals(metadata.kind()))
            .map(ApiMetadata::name)
            .collect(Collectors.toCollection(HashSet::new));
    apis.stream()
        .filter(RealtimeApiConfig.class::isInstance)
        .forEach(api -> realtime.add(api.name()));
    for (ApiConfig api : apis) {
      if (api instanceof TrafficSplitterConfig splitter) {
        requireTargets(splitter, realtime);
      }
      requireOwnEndpoint(api);
    }
  }

  private void requireOwnEndpoint(ApiConfig api) {
    for (IstioVirtualService route : routes) {
      Map<String, String> annotations = route.getMetadata().getAnnotations();
      String owner = ApiMetadata.of(route).name();
      if (annotations != null
          && annotations.containsKey(Names.ANNOTATION_ENDPOINT)
          && slashed(api.endpoint()).equals(slashed(annotations.get(Names.ANNOTATION_ENDPOINT)))
          && !api.name().equals(owner)) {
        throw new OperatorException(
            "spec.duplicate_endpoint",
            "%snetworking: endpoint: %s: endpoint is already being used by %s"
                .formatted(
                    // Cortex names a TrafficSplitter here, and no other API
                    api instanceof TrafficSplitterConfig ? named(api) + ": " : "",
                    annotations.get(Names.ANNOTATION_ENDPOINT),
                    owner));
      }
    }
  }

  private void requireTargets(TrafficSplitterConfig splitter, Set<String> realtime) {
    List<String> missing =
        splitter.apis().stream()
            .map(TrafficSplitterConfig.Target::name)
            .filter(name -> !realtime.contains(name))
            .toList();
    if (!missing.isEmpty()) {
      throw new OperatorException(
          "resources.apis_not_deployed",
          (missing.size() == 1
                  ? "%s: api %s was either not found or is not a RealtimeAPI"
                  : "%s: apis %s were either not found or are not RealtimeAPIs")
              .formatted(named(splitter), CortexText.list(missing, "and")));
    }
  }

  private static String slashed(String endpoint) {
    return endpoint.endsWith("/") ? endpoint : endpoint + "/";
  }

  private String named(ApiConfig api) {
    String file = fileName.isEmpty() ? "" : fileName + ": ";
    return "%s%s (%s)".formatted(file, api.name(), api.kind().text());
  }
}
