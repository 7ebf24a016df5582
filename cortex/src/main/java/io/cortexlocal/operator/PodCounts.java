package io.cortexlocal.operator;

import io.cortexlocal.cluster.PodConditions;
import io.cortexlocal.status.PodState;
import io.cortexlocal.status.PodStates;
import io.cortexlocal.workload.Names;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The pods of an API by their state, as Cortex counts them: of a former version only those that are
 * Ready or Terminating.
 *
 * @param requested the replicas that the Deployment asks for
 * @param readyOutOfDate the Ready ones of a former version
 * @param latest how many there are in each state; a state with none has no entry. The Terminating
 *     ones are of any version
 */
public record PodCounts(int requested, int readyOutOfDate, Map<PodState, Integer> latest) {

  public PodCounts {
    EnumMap<PodState, Integer> copy = new EnumMap<>(PodState.class);
    copy.putAll(latest);
    latest = Collections.unmodifiableMap(copy);
  }

  /**
   * Counts.
   *
   * @param pods those of the API
   */
  public static PodCounts of(Deployment deployment, List<Pod> pods, Instant now) {
    Map<String, String> wanted = deployment.getSpec().getTemplate().getMetadata().getLabels();
    Map<PodState, Integer> latest = new EnumMap<>(PodState.class);
    int readyOutOfDate = 0;
    for (Pod pod : pods) {
      PodState state = PodStates.of(pod, now);
      boolean isLatest =
          same(wanted, pod, Names.LABEL_POD_ID) && same(wanted, pod, Names.LABEL_DEPLOYMENT_ID);
      boolean isReady = state == PodState.READY && PodConditions.isReady(pod);
      if (isReady && !isLatest) {
        readyOutOfDate++;
      } else if (isReady
          || state == PodState.TERMINATING
          || (isLatest && state != PodState.READY)) {
        latest.merge(state, 1, Integer::sum);
      }
    }
    return new PodCounts(deployment.getSpec().getReplicas(), readyOutOfDate, latest);
  }

  private static boolean same(Map<String, String> wanted, Pod pod, String label) {
    String value = wanted.get(label);
    return value != null && value.equals(pod.getMetadata().getLabels().get(label));
  }

  /** Returns how many pods of the latest version are in a state. */
  public int in(PodState state) {
    return latest.getOrDefault(state, 0);
  }

  /** Returns how many pods of the latest version have failed in a way that counts. */
  int failed() {
    return in(PodState.ERR_IMAGE_PULL)
        + in(PodState.FAILED)
        + in(PodState.KILLED)
        + in(PodState.KILLED_OOM)
        + in(PodState.UNKNOWN);
  }
}
