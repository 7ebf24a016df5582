package io.cortexlocal.cluster.embedded;

import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.cluster.embedded.controller.DeploymentController;
import io.cortexlocal.cluster.embedded.controller.EndpointSliceController;
import io.cortexlocal.cluster.embedded.controller.Scheduler;
import io.cortexlocal.cluster.embedded.kubelet.InMemoryNode;
import io.cortexlocal.cluster.embedded.store.EmbeddedKubernetes;
import io.cortexlocal.cluster.embedded.store.ObjectStore;
import io.cortexlocal.lifecycle.Closer;
import io.cortexlocal.time.Deadline;
import io.cortexlocal.time.HurriedTime;
import io.cortexlocal.time.Signal;
import io.cortexlocal.time.Time;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The embedded cluster without Linux: its store, admission, controllers, scheduler and kubelet, on
 * containers that are none. For tests of what stands on a cluster; several run side by side.
 *
 * <p>It has no gateway and no control plane: a VirtualService is kept, and nothing routes.
 */
public final class InMemoryCluster implements AutoCloseable {

  private static final String NODE = "node";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Closer ownTime = new Closer();
  private final Closer closer = new Closer();
  private final Signal signal = new Signal();
  private final InMemoryNode node;
  private final Kubernetes kubernetes;

  private InMemoryCluster(Time time) {
    ObjectStore store = closer.register(new ObjectStore(time));
    for (ResourceType<?> type :
        List.of(ResourceType.POD, ResourceType.DEPLOYMENT, ResourceType.ENDPOINT_SLICE)) {
      closer.register(store.watch(type, Optional.empty(), Map.of(), change -> signal.changed()));
    }
    node = closer.register(InMemoryNode.start(store, NODE, time, signal));
    kubernetes = new EmbeddedKubernetes(store, node.pods(), time);
    Map<String, Quantity> resources =
        Map.of(
            "cpu", new Quantity("8"), "memory", new Quantity("16Gi"), "pods", new Quantity("110"));
    kubernetes.apply(
        ResourceType.NODE,
        new NodeBuilder()
            .withNewMetadata()
            .withName(NODE)
            .addToLabels("workload", "true")
            .endMetadata()
            .withNewStatus()
            .withCapacity(resources)
            .withAllocatable(resources)
            .addNewAddress("192.168.1.2", "InternalIP")
            .endStatus()
            .build());
    closer.register(Scheduler.start(store, time));
    closer.register(EndpointSliceController.start(store, time));
    closer.register(DeploymentController.start(store, time));
  }

  /**
   * Starts an empty cluster of one node, with 8 CPUs and 16 GiB. What elapses in it does so ten
   * times as fast as on this machine.
   */
  public static InMemoryCluster start() {
    HurriedTime time = new HurriedTime();
    InMemoryCluster cluster = start(time);
    cluster.ownTime.register(time);
    return cluster;
  }

  /** Starts such a cluster that goes by a test's time. */
  public static InMemoryCluster start(Time time) {
    return new InMemoryCluster(time);
  }

  /** Returns the cluster's objects. */
  public Kubernetes kubernetes() {
    return kubernetes;
  }

  /** Returns the node, which does with containers what a test says. */
  public InMemoryNode node() {
    return node;
  }

  /** Makes the ConfigMaps of namespace {@code default} that an API's pods mount. */
  public void makeWhatPodsMount() {
    for (String name : List.of("cluster-config", "client-config", "env-vars")) {
      kubernetes.apply(
          ResourceType.CONFIG_MAP,
          new ConfigMapBuilder()
              .withNewMetadata()
              .withNamespace("default")
              .withName(name)
              .endMetadata()
              .withData(Map.of("cluster.yaml", "", "cli.yaml", ""))
              .build());
    }
  }

  /** Returns the pods of namespace {@code default} that have these labels. */
  public List<Pod> pods(Map<String, String> labels) {
    return kubernetes.list(ResourceType.POD, "default", labels);
  }

  /** Returns the endpoint slices of namespace {@code default}. */
  public List<EndpointSlice> endpointSlices() {
    return kubernetes.list(ResourceType.ENDPOINT_SLICE, "default", Map.of());
  }

  /** Returns whether a Deployment of namespace {@code default} has exactly so many replicas. */
  public boolean hasReady(String deployment, int replicas) {
    return kubernetes
        .get(ResourceType.DEPLOYMENT, "default", deployment)
        .filter(it -> it.getStatus() != null)
        .filter(
            it ->
                it.getMetadata().getGeneration().equals(it.getStatus().getObservedGeneration())
                    && is(it.getStatus().getReplicas(), replicas)
                    && is(it.getStatus().getReadyReplicas(), replicas)
                    && is(it.getStatus().getUpdatedReplicas(), replicas))
        .isPresent();
  }

  private static boolean is(Integer count, int wanted) {
    return (count == null ? 0 : count) == wanted;
  }

  /**
   * Waits until something is so.
   *
   * @param what for the message
   * @throws AssertionError when it is not within 20 s, with the pods' states
   */
  public void await(String what, BooleanSupplier condition) {
    try {
      if (!signal.await(Deadline.after(PATIENCE), condition)) {
        throw new AssertionError(
            "not within %s: %s; pods: %s"
                .formatted(PATIENCE, what, pods(Map.of()).stream().map(Pod::getStatus).toList()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting: " + what, e);
    }
  }

  @Override
  public void close() {
    closer.close();
    ownTime.close();
  }
}
