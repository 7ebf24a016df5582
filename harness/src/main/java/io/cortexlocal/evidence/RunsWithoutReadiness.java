package io.cortexlocal.evidence;

import io.cortexlocal.cluster.PodConditions;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.HashMap;
import java.util.Map;

/**
 * How often each container has ended since its replica was last Ready. Not safe for use by several
 * threads.
 */
public final class RunsWithoutReadiness {

  private final Map<String, Integer> endsWhenReady = new HashMap<>();
  private final Map<String, Integer> ends = new HashMap<>();

  /** Takes notice of a pod's state. */
  public void observe(Pod pod) {
    if (pod.getStatus() == null) {
      return;
    }
    for (ContainerStatus container : pod.getStatus().getContainerStatuses()) {
      String key = key(pod, container.getName());
      ends.put(key, ends(container));
      if (PodConditions.isReady(pod)) {
        endsWhenReady.put(key, ends(container));
      }
    }
  }

  /** Returns the number for a container; 0 when nothing is known of it. */
  public int of(Pod pod, String container) {
    String key = key(pod, container);
    return ends.getOrDefault(key, 0) - endsWhenReady.getOrDefault(key, 0);
  }

  /** Forgets a pod that is gone. */
  public void forget(Pod pod) {
    String prefix = key(pod, "");
    endsWhenReady.keySet().removeIf(key -> key.startsWith(prefix));
    ends.keySet().removeIf(key -> key.startsWith(prefix));
  }

  private static int ends(ContainerStatus container) {
    boolean between = !Replica.isRunning(container) && Replica.lastEnd(container).isPresent();
    return Replica.restarts(container) + (between ? 1 : 0);
  }

  private static String key(Pod pod, String container) {
    return pod.getMetadata().getName() + "/" + container;
  }
}
