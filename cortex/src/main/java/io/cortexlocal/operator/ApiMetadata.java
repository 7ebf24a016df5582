package io.cortexlocal.operator;

import io.cortexlocal.config.ApiKind;
import io.cortexlocal.workload.DeploymentIdentity;
import io.cortexlocal.workload.Names;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Instant;
import java.util.Map;

/**
 * What tells one deployed API from another.
 *
 * @param kind as in {@code cortex.yaml}, such as {@code RealtimeAPI}
 * @param id the API id, which is new with every apply
 * @param deploymentId empty where the kind has none
 */
public record ApiMetadata(String name, String kind, String id, String deploymentId) {

  static ApiMetadata of(HasMetadata route) {
    Map<String, String> labels = route.getMetadata().getLabels();
    return new ApiMetadata(
        labels.get(Names.LABEL_API_NAME),
        labels.get(Names.LABEL_API_KIND),
        labels.getOrDefault(Names.LABEL_API_ID, ""),
        labels.getOrDefault(Names.LABEL_DEPLOYMENT_ID, ""));
  }

  /** Returns when the API was last applied, which its id says. */
  public Instant lastUpdated() {
    return DeploymentIdentity.timeOf(id);
  }

  boolean isSplitter() {
    return ApiKind.TRAFFIC_SPLITTER.text().equals(kind);
  }
}
