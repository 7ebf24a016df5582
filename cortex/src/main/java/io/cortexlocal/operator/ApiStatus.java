package io.cortexlocal.operator;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;

/**
 * The replicas of an API, as its Deployment's status counts them; all 0 right after its creation.
 *
 * @param ready those that are Ready, of any version
 * @param requested those that exist, of any version
 * @param upToDate those that exist, of the latest version
 */
public record ApiStatus(int ready, int requested, int upToDate) {

  /** Returns what a Deployment says. */
  public static ApiStatus of(Deployment deployment) {
    DeploymentStatus status = deployment.getStatus();
    return status == null
        ? new ApiStatus(0, 0, 0)
        : new ApiStatus(
            count(status.getReadyReplicas()),
            count(status.getReplicas()),
            count(status.getUpdatedReplicas()));
  }

  private static int count(Integer replicas) {
    return replicas == null ? 0 : replicas;
  }
}
