package io.cortexlocal.observe;

import io.cortexlocal.cluster.PodConditions;
import io.cortexlocal.workload.Names;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

/** The replicas to which the gateway sends requests, against those which are meant to get them. */
public final class ServingReplicas {

  private ServingReplicas() {}

  /**
   * Returns whether requests go to every ready replica of a pod section, and to no other: a replica
   * of the former deployment ends without waiting for the gateway, and would refuse them.
   *
   * @param podId of the pod section that counts
   * @param wanted how many replicas there must be at least
   * @param endpoints {@code address:port} of each pod that the gateway knows
   */
  public static boolean areAll(
      Collection<Pod> pods, String podId, int wanted, Set<String> endpoints) {
    Set<String> ready =
        pods.stream()
            .filter(PodConditions::isReady)
            .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
            .filter(pod -> podId.equals(pod.getMetadata().getLabels().get(Names.LABEL_POD_ID)))
            .map(pod -> pod.getStatus().getPodIP() + ":" + Names.PROXY_PORT)
            .collect(Collectors.toSet());
    return ready.size() >= wanted && ready.equals(endpoints);
  }
}
