package io.cortexlocal.workload;

import io.cortexlocal.config.ApiConfigs.ApiBuilder;
import io.cortexlocal.config.RealtimeApiConfig;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.Optional;

/** An API's objects as a fixed deployment makes them. */
final class Objects {

  static final DeploymentIdentity IDENTITY =
      new DeploymentIdentity("pod1", "spec1", "abc0123456", "7f-abc0123456-spec1", "1700000000");

  static final WorkloadSettings AS_CORTEX =
      new WorkloadSettings(
          "0.42.1", "example/envoy:1", "Always", true, Optional.empty(), Optional.empty());

  private Objects() {}

  static RealtimeObjects of(ApiBuilder api) {
    return of(api.build());
  }

  static RealtimeObjects of(RealtimeApiConfig api) {
    return of(api, AS_CORTEX);
  }

  static RealtimeObjects of(RealtimeApiConfig api, WorkloadSettings settings) {
    return RealtimeObjects.of(api, IDENTITY, 1, settings);
  }

  static PodSpec pod(RealtimeObjects objects) {
    return objects.deployment().getSpec().getTemplate().getSpec();
  }

  static Container container(RealtimeObjects objects, String name) {
    return pod(objects).getContainers().stream()
        .filter(container -> container.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
