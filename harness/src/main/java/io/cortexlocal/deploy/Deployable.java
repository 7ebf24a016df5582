package io.cortexlocal.deploy;

import io.cortexlocal.config.ApiConfig;
import io.cortexlocal.config.RealtimeApiConfig;

/** What can be deployed here so far. */
final class Deployable {

  private Deployable() {}

  static RealtimeApiConfig require(ApiConfig config) {
    if (!(config instanceof RealtimeApiConfig api)) {
      throw new DeployException(
          "%s is of kind %s, and Cortex Local deploys APIs of kind RealtimeAPI only"
              .formatted(config.name(), config.kind()));
    }
    if (api.autoscaling().initReplicas() == 0) {
      throw new DeployException(
          """
          %s starts with no replica (autoscaling: init_replicas is 0), and waking an API needs \
          Cortex's activator, which Cortex Local does not have.
          Try: init_replicas: 1."""
              .formatted(api.name()));
    }
    return api;
  }
}
