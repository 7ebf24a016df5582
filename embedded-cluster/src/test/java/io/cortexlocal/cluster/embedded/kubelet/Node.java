package io.cortexlocal.cluster.embedded.kubelet;

import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.cluster.embedded.image.ContainerImage;
import io.cortexlocal.cluster.embedded.image.ContainerImage.User;
import io.cortexlocal.cluster.embedded.image.RootFilesystem;
import io.cortexlocal.cluster.embedded.store.ObjectStore;
import io.cortexlocal.lifecycle.Closer;
import io.cortexlocal.time.Deadline;
import io.cortexlocal.time.MovedTime;
import io.cortexlocal.time.Signal;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/** A node with a kubelet whose runtime and time are the test's. */
final class Node implements AutoCloseable {

  static final String NAME = "node";
  static final Instant NOW = Instant.parse("2026-01-02T03:04:10Z");
  static final ContainerImage IMAGE =
      new ContainerImage(
          new RootFilesystem.Host(),
          List.of("/entrypoint"),
          List.of("serve"),
          Map.of("FROM_IMAGE", "image"),
          "/app",
          User.ROOT);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  final Signal signal = new Signal();
  final MovedTime time = new MovedTime(NOW);
  final ObjectStore store = new ObjectStore(time);
  final FakeRuntime runtime = new FakeRuntime(signal);
  final Map<String, ContainerImage> images = new ConcurrentHashMap<>(Map.of("app", IMAGE));
  final Kubelet kubelet;
  private final Closer closer = new Closer();

  Node() {
    store.create(
        ResourceType.NODE,
        new NodeBuilder()
            .withNewMetadata()
            .withName(NAME)
            .endMetadata()
            .withNewStatus()
            .addNewAddress("192.168.1.2", "InternalIP")
            .endStatus()
            .build());
    closer.register(store);
    closer.register(runtime);
    closer.register(
        store.watch(ResourceType.POD, Optional.empty(), Map.of(), change -> signal.changed()));
    closer.register(
        store.watch(ResourceType.EVENT, Optional.empty(), Map.of(), change -> signal.changed()));
    kubelet =
        closer.register(
            Kubelet.start(
                store, runtime, name -> Optional.ofNullable(images.get(name)), NAME, time));
  }

  static ContainerBuilder container(String name) {
    return new ContainerBuilder().withName(name).withImage("app");
  }

  static PodBuilder pod(String name, Container... containers) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("default")
        .endMetadata()
        .withNewSpec()
        .withNodeName(NAME)
        .withRestartPolicy("Always")
        .withTerminationGracePeriodSeconds(60L)
        .withContainers(Arrays.asList(containers))
        .endSpec();
  }

  Pod create(PodBuilder pod) {
    return store.create(ResourceType.POD, pod.build());
  }

  /** Creates a pod with these containers, and waits until all run. */
  Pod running(Container... containers) {
    Pod created = create(pod("api-x", containers));
    for (Container container : containers) {
      await("container " + container.getName() + " runs", () -> isRunning(container.getName()));
    }
    return created;
  }

  boolean isRunning(String container) {
    return status(container).filter(status -> status.getState().getRunning() != null).isPresent();
  }

  Pod pod() {
    return store.get(ResourceType.POD, "default", "api-x").orElseThrow();
  }

  boolean isGone() {
    return store.get(ResourceType.POD, "default", "api-x").isEmpty();
  }

  Optional<ContainerStatus> status(String container) {
    return store.get(ResourceType.POD, "default", "api-x").stream()
        .filter(pod -> pod.getStatus() != null)
        .flatMap(pod -> pod.getStatus().getContainerStatuses().stream())
        .filter(status -> status.getName().equals(container))
        .findFirst();
  }

  boolean isWaiting(String container, String reason) {
    return status(container)
        .map(status -> status.getState().getWaiting())
        .filter(waiting -> reason.equals(waiting.getReason()))
        .isPresent();
  }

  boolean isReady(String container) {
    return status(container).filter(ContainerStatus::getReady).isPresent();
  }

  PodCondition condition(String type) {
    return pod().getStatus().getConditions().stream()
        .filter(condition -> condition.getType().equals(type))
        .findFirst()
        .orElseThrow();
  }

  /** Returns the events about the pod, each as {@code type reason: message}. */
  List<String> events() {
    return store.events("default", "Pod", "api-x").stream().map(Node::text).toList();
  }

  /** Returns the parts of the pod that events of a reason are about. */
  List<String> fieldPaths(String reason) {
    return store.events("default", "Pod", "api-x").stream()
        .filter(event -> event.getReason().equals(reason))
        .map(event -> String.valueOf(event.getInvolvedObject().getFieldPath()))
        .toList();
  }

  int count(String event) {
    return store.events("default", "Pod", "api-x").stream()
        .filter(one -> text(one).equals(event))
        .mapToInt(Event::getCount)
        .sum();
  }

  private static String text(Event event) {
    return "%s %s: %s".formatted(event.getType(), event.getReason(), event.getMessage());
  }

  void configMap(String name, Map<String, String> data) {
    store.apply(
        ResourceType.CONFIG_MAP,
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName(name)
            .withNamespace("default")
            .endMetadata()
            .withData(data)
            .build());
  }

  void endpoints(String namespace, String service, Map<String, Boolean> addresses) {
    EndpointSliceBuilder slice =
        new EndpointSliceBuilder()
            .withAddressType("IPv4")
            .withNewMetadata()
            .withName(service + "-slice")
            .withNamespace(namespace)
            .addToLabels("kubernetes.io/service-name", service)
            .endMetadata();
    addresses.forEach(
        (address, ready) ->
            slice
                .addNewEndpoint()
                .withAddresses(address)
                .withNewConditions()
                .withReady(ready)
                .endConditions()
                .endEndpoint());
    store.apply(ResourceType.ENDPOINT_SLICE, slice.build());
  }

  void delete() {
    store.delete(ResourceType.POD, "default", "api-x");
  }

  void move(long seconds) {
    time.move(Duration.ofSeconds(seconds));
  }

  /** Waits until something is so, and says what it was when it does not become so. */
  void await(String what, BooleanSupplier condition) {
    try {
      if (!signal.await(Deadline.after(PATIENCE), condition)) {
        throw new AssertionError(
            "not within %s: %s; events: %s; pod: %s"
                .formatted(
                    PATIENCE,
                    what,
                    events(),
                    store.get(ResourceType.POD, "default", "api-x").map(Pod::getStatus)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting: " + what, e);
    }
  }

  @Override
  public void close() {
    closer.close();
  }
}
