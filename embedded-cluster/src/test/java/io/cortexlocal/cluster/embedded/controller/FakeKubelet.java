package io.cortexlocal.cluster.embedded.controller;

import io.cortexlocal.cluster.Kubernetes.Change;
import io.cortexlocal.cluster.Kubernetes.Subscription;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.cluster.embedded.store.ObjectStore;
import io.cortexlocal.cluster.embedded.store.Timestamps;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** Runs pods by saying so: each gets a node and an address, is ready at once, and ends at once. */
final class FakeKubelet implements AutoCloseable {

  private final ObjectStore store;
  private final InstantSource clock;
  private final Predicate<Pod> becomesReady;
  private final AtomicInteger addresses = new AtomicInteger();
  private final Subscription watch;

  FakeKubelet(ObjectStore store, InstantSource clock, Predicate<Pod> becomesReady) {
    this.store = store;
    this.clock = clock;
    this.becomesReady = becomesReady;
    this.watch = store.watch(ResourceType.POD, Optional.empty(), Map.of(), this::changed);
  }

  private void changed(Change<Pod> change) {
    Pod pod = change.object();
    if (change instanceof Change.Deleted<Pod>) {
      return;
    }
    if (pod.getMetadata().getDeletionTimestamp() != null) {
      store.remove(ResourceType.POD, pod.getMetadata().getNamespace(), pod.getMetadata().getName());
    } else if (pod.getStatus().getPodIP() == null) {
      run(pod);
    }
  }

  private void run(Pod pod) {
    String address = "10.42.0." + addresses.incrementAndGet();
    boolean ready = becomesReady.test(pod);
    store.update(
        ResourceType.POD,
        pod.getMetadata().getNamespace(),
        pod.getMetadata().getName(),
        current ->
            new PodBuilder(current)
                .editSpec()
                .withNodeName("node")
                .endSpec()
                .editStatus()
                .withPhase("Running")
                .withPodIP(address)
                .endStatus()
                .build());
    if (ready) {
      setReady(store, clock, pod.getMetadata().getName(), true);
    }
  }

  static void setReady(ObjectStore store, InstantSource clock, String pod, boolean ready) {
    store.update(
        ResourceType.POD,
        "default",
        pod,
        current ->
            new PodBuilder(current)
                .editStatus()
                .withConditions()
                .addNewCondition()
                .withType("Ready")
                .withStatus(ready ? "True" : "False")
                .withLastTransitionTime(Timestamps.of(clock.instant()))
                .endCondition()
                .endStatus()
                .build());
  }

  @Override
  public void close() {
    watch.close();
  }
}
