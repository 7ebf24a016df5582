package io.cortexlocal.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.util.Optional;
import org.apiguardian.api.API;

/** What a pod's conditions say. */
@API(status = API.Status.INTERNAL)
public final class PodConditions {

  private PodConditions() {}

  /** Returns whether the pod's condition Ready is true. */
  public static boolean isReady(Pod pod) {
    return find(pod, "Ready").filter(ready -> ready.getStatus().equals("True")).isPresent();
  }

  /** Returns whether the scheduler has found no node for the pod. */
  public static boolean isUnschedulable(Pod pod) {
    return find(pod, "PodScheduled")
        .filter(scheduled -> scheduled.getStatus().equals("False"))
        .isPresent();
  }

  /** Returns the condition of a type, where the pod has it. */
  public static Optional<PodCondition> find(Pod pod, String type) {
    if (pod.getStatus() == null) {
      return Optional.empty();
    }
    return pod.getStatus().getConditions().stream()
        .filter(condition -> condition.getType().equals(type))
        .findFirst();
  }
}
