package io.cortexlocal.operator;

import com.fasterxml.jackson.databind.JsonNode;
import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.json.Json;
import io.cortexlocal.workload.DeploymentIdentity;
import io.cortexlocal.workload.Names;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The specifications that were deployed, each under its API id. Cortex has them in a bucket; here
 * they stand in a ConfigMap with the name of the API's other objects.
 */
final class SpecHistory {

  static final int KEPT = 10;

  private final Kubernetes kubernetes;

  SpecHistory(Kubernetes kubernetes) {
    this.kubernetes = kubernetes;
  }

  /** Keeps a specification, and as many former ones as there is room for. */
  void add(String api, String kind, DeploymentIdentity identity, Object spec) {
    // Later ids sort before earlier ones.
    TreeMap<String, String> kept = new TreeMap<>(all(api));
    kept.put(identity.apiId(), Json.line(spec));
    while (kept.size() > KEPT) {
      kept.pollLastEntry();
    }
    kubernetes.apply(
        ResourceType.CONFIG_MAP,
        new ConfigMapBuilder()
            .withNewMetadata()
            .withNamespace(Names.NAMESPACE)
            .withName(Names.object(api))
            .addToLabels(Names.LABEL_API_NAME, api)
            .addToLabels(Names.LABEL_API_KIND, kind)
            .endMetadata()
            .withData(kept)
            .build());
  }

  Optional<JsonNode> spec(String api, String apiId) {
    return Optional.ofNullable(all(api).get(apiId)).flatMap(Json::read);
  }

  List<ApiDetails.Version> versions(String api) {
    return new TreeMap<>(all(api))
        .keySet().stream()
            .map(id -> new ApiDetails.Version(id, DeploymentIdentity.timeOf(id)))
            .toList();
  }

  private Map<String, String> all(String api) {
    return find(api).map(ConfigMap::getData).orElse(Map.of());
  }

  private Optional<ConfigMap> find(String api) {
    return kubernetes.get(ResourceType.CONFIG_MAP, Names.NAMESPACE, Names.object(api));
  }
}
