package io.cortexlocal.cluster.embedded.controller;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStrategy;
import io.fabric8.kubernetes.api.model.apps.RollingUpdateDeployment;

/**
 * How many pods a Deployment may have while it is updated, as Kubernetes resolves its strategy.
 *
 * @param replicas that it shall have
 * @param maxSurge how many more there may be; a percentage of the replicas is rounded up
 * @param maxUnavailable how many may be missing; a percentage is rounded down, and when both limits
 *     come to 0, it is 1
 */
record RolloutLimits(int replicas, int maxSurge, int maxUnavailable) {

  private static final IntOrString DEFAULT = new IntOrString("25%");

  static RolloutLimits of(Deployment deployment) {
    int replicas = replicas(deployment);
    if (isRecreate(deployment)) {
      return new RolloutLimits(replicas, 0, 0);
    }
    DeploymentStrategy strategy = deployment.getSpec().getStrategy();
    RollingUpdateDeployment rolling = strategy == null ? null : strategy.getRollingUpdate();
    int surge = resolve(rolling == null ? null : rolling.getMaxSurge(), replicas, true);
    int unavailable =
        resolve(rolling == null ? null : rolling.getMaxUnavailable(), replicas, false);
    if (surge == 0 && unavailable == 0) {
      unavailable = 1;
    }
    return new RolloutLimits(replicas, surge, Math.min(unavailable, replicas));
  }

  static boolean isRecreate(Deployment deployment) {
    DeploymentStrategy strategy = deployment.getSpec().getStrategy();
    return strategy != null && "Recreate".equals(strategy.getType());
  }

  static int replicas(Deployment deployment) {
    Integer replicas = deployment.getSpec().getReplicas();
    return replicas == null ? 1 : replicas;
  }

  /** Returns the pods that must be available. */
  int minAvailable() {
    return replicas - maxUnavailable;
  }

  /** Returns the pods that there may be. */
  int maxTotal() {
    return replicas + maxSurge;
  }

  private static int resolve(IntOrString limit, int replicas, boolean up) {
    IntOrString value = limit == null ? DEFAULT : limit;
    if (value.getStrVal() == null) {
      return value.getIntVal();
    }
    String percent = value.getStrVal();
    long hundredths =
        Long.parseLong(percent.substring(0, percent.length() - 1)) * Math.max(0, replicas);
    return Math.toIntExact(up ? (hundredths + 99) / 100 : hundredths / 100);
  }
}
