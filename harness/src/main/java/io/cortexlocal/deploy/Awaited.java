package io.cortexlocal.deploy;

import io.cortexlocal.model.IstioVirtualService;
import io.cortexlocal.workload.DeploymentIdentity;
import io.cortexlocal.workload.Names;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What is waited for of an API.
 *
 * @param identity whose replicas are to serve
 * @param generation of the Deployment that asks for them
 * @param routeVersion of the VirtualService that leads to them
 */
record Awaited(DeploymentIdentity identity, long generation, String routeVersion) {

  /**
   * Returns what is to be waited for, now that the Deployment is as it is. Where somebody else, a
   * user of the CLI perhaps, has had the same replicas replaced once more, it is those: the ones
   * that were asked for never all serve.
   *
   * @param route finds the VirtualService as it is now
   */
  Awaited latest(Deployment deployment, Supplier<Optional<IstioVirtualService>> route) {
    Map<String, String> labels = deployment.getMetadata().getLabels();
    String apiId = labels.getOrDefault(Names.LABEL_API_ID, identity.apiId());
    boolean isLater = apiId.compareTo(identity.apiId()) < 0;
    if (!isLater || !identity.podId().equals(labels.get(Names.LABEL_POD_ID))) {
      return this;
    }
    return route
        .get()
        .map(
            it ->
                new Awaited(
                    new DeploymentIdentity(
                        identity.podId(),
                        labels.get(Names.LABEL_SPEC_ID),
                        labels.get(Names.LABEL_DEPLOYMENT_ID),
                        apiId,
                        labels.get(Names.LABEL_INITIAL_DEPLOYMENT_TIME)),
                    deployment.getMetadata().getGeneration(),
                    it.getMetadata().getResourceVersion()))
        .orElse(this);
  }
}
