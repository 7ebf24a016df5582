package io.cortexlocal.operator;

import io.cortexlocal.config.RealtimeApiConfig;
import io.cortexlocal.model.IstioVirtualService;
import io.cortexlocal.workload.DeploymentIdentity;
import io.cortexlocal.workload.Names;
import io.cortexlocal.workload.SecretVariables;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Optional;

/**
 * What an apply would make of an API, beside what is in the cluster.
 *
 * @param identity the ids that the API would have
 * @param variables that the containers get from the API's Secret
 * @param route the API's VirtualService at present
 * @param deployment the API's Deployment at present
 */
public record PlannedApi(
    Submission submission,
    RealtimeApiConfig api,
    DeploymentIdentity identity,
    SecretVariables variables,
    Optional<IstioVirtualService> route,
    Optional<Deployment> deployment) {

  /** Returns whether the specification is the one that is deployed. */
  boolean isTheSame() {
    return route
        .map(existing -> existing.getMetadata().getLabels())
        .filter(labels -> identity.specId().equals(labels.get(Names.LABEL_SPEC_ID)))
        .filter(labels -> identity.deploymentId().equals(labels.get(Names.LABEL_DEPLOYMENT_ID)))
        .isPresent();
  }
}
