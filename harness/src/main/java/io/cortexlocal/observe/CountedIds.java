package io.cortexlocal.observe;

import io.cortexlocal.cluster.Kubernetes.Change;
import io.cortexlocal.workload.Names;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The deployment ids whose pods are replicas of an API: its own, and those that a refresh has given
 * it since. A former deployment's pods may still be ending, and are none. Guarded by the lock of
 * its {@link ReplicaLog}.
 */
final class CountedIds {

  private final Set<String> ids = new HashSet<>();
  private final Map<String, List<Change<Pod>>> held = new HashMap<>();
  private boolean applied;

  CountedIds(String deploymentId) {
    ids.add(deploymentId);
  }

  boolean count(Pod pod) {
    return ids.contains(id(pod.getMetadata().getLabels()));
  }

  boolean count(Deployment deployment) {
    return ids.contains(id(deployment));
  }

  /**
   * Learns of the Deployment as it is. An id that it had before this API's own is a former one's.
   *
   * @return what was held back of pods that turn out to count
   */
  List<Change<Pod>> learn(Deployment deployment) {
    String id = id(deployment);
    if (ids.contains(id)) {
      applied = true;
      return List.of();
    }
    if (!applied) {
      return List.of();
    }
    ids.add(id);
    List<Change<Pod>> counted = new ArrayList<>();
    held.values()
        .removeIf(
            changes -> {
              boolean counts = count(changes.get(0).object());
              if (counts) {
                counted.addAll(changes);
              }
              return counts;
            });
    return counted;
  }

  /** Holds back what is told of a pod that does not count: the watch of pods may be ahead. */
  void hold(Change<Pod> change) {
    String name = change.object().getMetadata().getName();
    if (change instanceof Change.Deleted<Pod>) {
      held.remove(name);
    } else {
      held.computeIfAbsent(name, pod -> new ArrayList<>()).add(change);
    }
  }

  private static String id(Deployment deployment) {
    return id(deployment.getSpec().getTemplate().getMetadata().getLabels());
  }

  private static String id(Map<String, String> labels) {
    return labels == null ? "" : labels.getOrDefault(Names.LABEL_DEPLOYMENT_ID, "");
  }
}
