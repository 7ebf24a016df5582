package io.cortexlocal.junit;

import io.cortexlocal.CortexLocal;
import io.cortexlocal.cluster.Kubernetes.Change;
import io.cortexlocal.cluster.Kubernetes.Subscription;
import io.cortexlocal.cluster.PodConditions;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.time.Deadline;
import io.cortexlocal.time.Signal;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** The pods with some labels, and how many there were at a time since it began to watch. */
final class PodWatch implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(90);

  private final Map<String, Pod> pods = new LinkedHashMap<>();
  private final Signal signal = new Signal();
  private final Subscription subscription;
  private int mostPresent;
  private int fewestReady = Integer.MAX_VALUE;

  private PodWatch(CortexLocal local, Map<String, String> labels) {
    subscription =
        local
            .cluster()
            .kubernetes()
            .watch(ResourceType.POD, Optional.of("default"), labels, this::changed);
  }

  static PodWatch ofApi(CortexLocal local, String api) {
    return new PodWatch(local, Map.of("apiName", api));
  }

  static PodWatch of(CortexLocal local, String label, String value) {
    return new PodWatch(local, Map.of(label, value));
  }

  private void changed(Change<Pod> change) {
    synchronized (pods) {
      String name = change.object().getMetadata().getName();
      if (change instanceof Change.Deleted) {
        pods.remove(name);
      } else {
        pods.put(name, change.object());
      }
      mostPresent = Math.max(mostPresent, present().size());
      fewestReady = Math.min(fewestReady, ready().size());
    }
    signal.changed();
  }

  /** Counts anew from what there is now. */
  void countFromNow() {
    synchronized (pods) {
      mostPresent = present().size();
      fewestReady = ready().size();
    }
  }

  /** Returns the most pods at a time that were not being deleted. */
  int mostPresent() {
    synchronized (pods) {
      return mostPresent;
    }
  }

  /** Returns the fewest pods at a time that were ready and not being deleted. */
  int fewestReady() {
    synchronized (pods) {
      return fewestReady;
    }
  }

  List<Pod> all() {
    synchronized (pods) {
      return new ArrayList<>(pods.values());
    }
  }

  List<Pod> present() {
    return all().stream().filter(pod -> pod.getMetadata().getDeletionTimestamp() == null).toList();
  }

  List<Pod> ready() {
    return present().stream().filter(PodConditions::isReady).toList();
  }

  /** Waits until the pods, those that are being deleted included, are as wanted. */
  List<Pod> await(String what, Predicate<List<Pod>> wanted) throws InterruptedException {
    if (!signal.await(Deadline.after(LIMIT), () -> wanted.test(all()))) {
      throw new AssertionError(
          "not within %s: %s; the pods are %s"
              .formatted(
                  LIMIT, what, all().stream().map(pod -> pod.getStatus().toString()).toList()));
    }
    return all();
  }

  /** Waits until exactly so many pods are there, and all of them are ready. */
  List<Pod> awaitReady(int number) throws InterruptedException {
    return await(
        number + " pods that are ready, and no other",
        pods -> pods.size() == number && ready().size() == number);
  }

  @Override
  public void close() {
    subscription.close();
  }
}
