package io.cortexlocal.evidence;

import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.config.RealtimeApiConfig;
import io.cortexlocal.text.Printable;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Optional;

/** What to try when an API does not come up: what the first kind of evidence that is there says. */
public final class StartHint {

  private static final List<StartReader> READERS =
      List.of(
          new NoRoom(),
          new ImageNotThere(),
          new CommandNotStarted(),
          new KilledByProbe(),
          new OutOfMemory(),
          new PortTaken(),
          new EndsByItself(),
          new ProbeNotRun(),
          new ProbeAnswer(),
          new ProbeCommandFails(),
          new WrongPort());

  private StartHint() {}

  /**
   * Returns the hint.
   *
   * @param pods the API's replicas
   * @param others further pods of the namespace, which may hold what a replica waits for
   * @param nodes of the cluster; none when they are not known
   */
  public static String of(
      Kubernetes kubernetes,
      RealtimeApiConfig api,
      List<Pod> pods,
      List<Pod> others,
      List<Node> nodes) {
    return of(
        pods.stream()
            .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
            .map(pod -> new Replica(api, pod, others, nodes, new ClusterPodLook(kubernetes, pod)))
            .toList());
  }

  static String of(List<Replica> replicas) {
    for (StartReader reader : READERS) {
      for (Replica replica : replicas) {
        Optional<String> hint = reader.read(replica);
        if (hint.isPresent()) {
          return Printable.of(hint.get());
        }
      }
    }
    return "compare the readiness probe with what the container serves, or allow more time with"
        + " cortex.local.timeout or @CortexApi(timeout).";
  }
}
