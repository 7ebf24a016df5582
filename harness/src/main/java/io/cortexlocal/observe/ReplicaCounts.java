package io.cortexlocal.observe;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;

/** The replica counts of a Deployment's status, as Cortex reads them. */
public final class ReplicaCounts {

  private ReplicaCounts() {}

  /**
   * Returns whether the status is about the wanted generation, and at least one replica exists, and
   * all are ready and up to date.
   */
  public static boolean isUpToDate(Deployment deployment, long generation) {
    DeploymentStatus status = deployment.getStatus();
    if (status == null
        || status.getObservedGeneration() == null
        || status.getObservedGeneration() < generation) {
      return false;
    }
    int requested = count(status.getReplicas());
    return requested >= 1
        && requested == count(deployment.getSpec().getReplicas())
        && requested == count(status.getReadyReplicas())
        && requested == count(status.getUpdatedReplicas());
  }

  /**
   * Returns whether no replica is asked for, and none is there. So it is of an API with {@code
   * min_replicas} 0 that has no requests.
   */
  public static boolean isAtRest(Deployment deployment, long generation) {
    DeploymentStatus status = deployment.getStatus();
    return status != null
        && status.getObservedGeneration() != null
        && status.getObservedGeneration() >= generation
        && count(deployment.getSpec().getReplicas()) == 0
        && count(status.getReplicas()) == 0;
  }

  /** Returns whether the status is about the latest generation, and all replicas are of it. */
  public static boolean isRolledOut(Deployment deployment) {
    DeploymentStatus status = deployment.getStatus();
    return status != null
        && status.getObservedGeneration() != null
        && status.getObservedGeneration() >= deployment.getMetadata().getGeneration()
        && count(status.getReplicas()) == count(status.getUpdatedReplicas());
  }

  public static String describe(Deployment deployment) {
    DeploymentStatus status = deployment.getStatus();
    return "%d of %d replicas are ready, %d are up to date"
        .formatted(
            status == null ? 0 : count(status.getReadyReplicas()),
            count(deployment.getSpec().getReplicas()),
            status == null ? 0 : count(status.getUpdatedReplicas()));
  }

  private static int count(Integer replicas) {
    return replicas == null ? 0 : replicas;
  }
}
