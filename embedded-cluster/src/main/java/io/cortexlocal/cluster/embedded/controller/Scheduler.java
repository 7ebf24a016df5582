package io.cortexlocal.cluster.embedded.controller;

import io.cortexlocal.cluster.Kubernetes.Change;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.cluster.embedded.store.ObjectStore;
import io.cortexlocal.cluster.embedded.store.Timestamps;
import io.cortexlocal.lifecycle.Closer;
import io.cortexlocal.time.Time;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Gives each pod a node that has what it requests, first come first served; one that does not fit
 * holds up no other, and is tried again when a pod has gone or a node has changed.
 *
 * <p>A pod holds what it requests until it has ended or is gone, also while it is terminating.
 */
public final class Scheduler implements AutoCloseable {

  private static final String COMPONENT = "default-scheduler";
  private static final String SCHEDULED = "PodScheduled";

  private final ObjectStore store;
  private final Time time;
  private final ReconcileLoop<String> loop;
  private final Closer closer = new Closer();
  private final Map<String, Capacity> capacities = new HashMap<>();
  private final Map<String, ResourceAmounts> requests = new HashMap<>();
  private final Map<String, Long> attempts = new HashMap<>();
  private final AtomicLong freed = new AtomicLong();

  private Scheduler(ObjectStore store, Time time) {
    this.store = store;
    this.time = time;
    this.loop = new ReconcileLoop<>(COMPONENT, time, nothing -> schedule());
  }

  /** Starts to act on the pods of a store. */
  public static Scheduler start(ObjectStore store, Time time) {
    Scheduler scheduler = new Scheduler(store, time);
    scheduler.closer.register(scheduler.loop);
    scheduler.loop.start();
    scheduler.closer.register(
        store.watch(ResourceType.NODE, Optional.empty(), Map.of(), scheduler::nodeChanged));
    scheduler.closer.register(
        store.watch(ResourceType.POD, Optional.empty(), Map.of(), scheduler::podChanged));
    return scheduler;
  }

  private void nodeChanged(Change<Node> change) {
    String name = change.object().getMetadata().getName();
    Capacity capacity = Capacity.of(change.object());
    boolean same =
        change instanceof Change.Deleted<Node>
            ? capacities.remove(name) == null
            : capacity.equals(capacities.put(name, capacity));
    if (!same) {
      freed.incrementAndGet();
      wake();
    }
  }

  private void podChanged(Change<Pod> change) {
    Pod pod = change.object();
    boolean gone = change instanceof Change.Deleted<Pod>;
    if (gone || !ReplicaPods.exists(pod)) {
      freed.incrementAndGet();
      wake();
    } else if (pod.getSpec().getNodeName() == null) {
      wake();
    }
  }

  private void wake() {
    loop.add("pods");
  }

  private void schedule() {
    long state = freed.get();
    Map<String, NodeFit> nodes = new LinkedHashMap<>();
    store
        .list(ResourceType.NODE, Optional.empty(), Map.of())
        .forEach(node -> nodes.put(node.getMetadata().getName(), new NodeFit(node)));
    List<Pod> waiting = new ArrayList<>();
    Set<String> uids = new HashSet<>();
    for (Pod pod : store.list(ResourceType.POD, Optional.empty(), Map.of())) {
      uids.add(pod.getMetadata().getUid());
      String node = pod.getSpec().getNodeName();
      if (node == null && ReplicaPods.isActive(pod)) {
        waiting.add(pod);
      } else if (node != null && nodes.containsKey(node) && ReplicaPods.exists(pod)) {
        nodes.get(node).hold(requests(pod));
      }
    }
    requests.keySet().retainAll(uids);
    attempts.keySet().retainAll(uids);
    waiting.removeIf(pod -> Long.valueOf(state).equals(attempts.get(pod.getMetadata().getUid())));
    waiting.sort(Comparator.comparing(pod -> pod.getMetadata().getCreationTimestamp()));
    for (Pod pod : waiting) {
      schedule(pod, nodes, state);
    }
  }

  private void schedule(Pod pod, Map<String, NodeFit> nodes, long state) {
    ResourceAmounts wanted = requests(pod);
    Map<String, Integer> obstacles = new TreeMap<>();
    for (NodeFit node : nodes.values()) {
      List<String> here = node.obstacles(pod, wanted);
      if (here.isEmpty()) {
        bind(pod, node, wanted);
        return;
      }
      here.forEach(obstacle -> obstacles.merge(obstacle, 1, Integer::sum));
    }
    attempts.put(pod.getMetadata().getUid(), state);
    refuse(pod, message(nodes.size(), obstacles));
  }

  private static String message(int nodes, Map<String, Integer> obstacles) {
    if (nodes == 0) {
      return "no nodes available to schedule pods";
    }
    return "0/%d nodes are available: %s."
        .formatted(
            nodes,
            obstacles.entrySet().stream()
                .map(obstacle -> obstacle.getValue() + " " + obstacle.getKey())
                .sorted()
                .collect(Collectors.joining(", ")));
  }

  private void bind(Pod pod, NodeFit node, ResourceAmounts wanted) {
    Optional<Pod> bound =
        update(
            pod,
            current -> {
              PodCondition scheduled = condition(current, "True", null, null);
              return new PodBuilder(current)
                  .editSpec()
                  .withNodeName(node.name())
                  .endSpec()
                  .withStatus(withCondition(current.getStatus(), scheduled))
                  .build();
            });
    if (bound.filter(it -> node.name().equals(it.getSpec().getNodeName())).isEmpty()) {
      return;
    }
    node.hold(wanted);
    attempts.remove(pod.getMetadata().getUid());
    store.record(
        pod,
        COMPONENT,
        "Normal",
        "Scheduled",
        "Successfully assigned %s to %s".formatted(ObjectName.of(pod), node.name()));
  }

  private void refuse(Pod pod, String message) {
    Optional<Pod> refused =
        update(
            pod,
            current ->
                new PodBuilder(current)
                    .withStatus(
                        withCondition(
                            current.getStatus(),
                            condition(current, "False", "Unschedulable", message)))
                    .build());
    if (refused.isPresent()) {
      store.record(pod, COMPONENT, "Warning", "FailedScheduling", message);
    }
  }

  private Optional<Pod> update(Pod pod, UnaryOperator<Pod> change) {
    String uid = pod.getMetadata().getUid();
    return store.update(
        ResourceType.POD,
        pod.getMetadata().getNamespace(),
        pod.getMetadata().getName(),
        current ->
            current.getMetadata().getUid().equals(uid)
                    && current.getSpec().getNodeName() == null
                    && current.getMetadata().getDeletionTimestamp() == null
                ? change.apply(current)
                : current);
  }

  private PodCondition condition(Pod pod, String status, String reason, String message) {
    Optional<PodCondition> before =
        pod.getStatus().getConditions().stream()
            .filter(condition -> condition.getType().equals(SCHEDULED))
            .filter(condition -> condition.getStatus().equals(status))
            .findFirst();
    return new PodConditionBuilder()
        .withType(SCHEDULED)
        .withStatus(status)
        .withReason(reason)
        .withMessage(message)
        .withLastTransitionTime(
            before
                .map(PodCondition::getLastTransitionTime)
                .orElseGet(() -> Timestamps.of(time.instant())))
        .build();
  }

  private static PodStatus withCondition(PodStatus status, PodCondition condition) {
    List<PodCondition> conditions = new ArrayList<>(status.getConditions());
    conditions.removeIf(it -> it.getType().equals(condition.getType()));
    conditions.add(condition);
    return new PodStatusBuilder(status).withConditions(conditions).build();
  }

  private ResourceAmounts requests(Pod pod) {
    return requests.computeIfAbsent(
        pod.getMetadata().getUid(), uid -> ResourceAmounts.requestedBy(pod));
  }

  /** Stops to act. Pods stay where they are. */
  @Override
  public void close() {
    closer.close();
  }

  /** What of a node decides which pods fit. */
  private record Capacity(Map<String, String> labels, Map<String, Quantity> allocatable) {

    static Capacity of(Node node) {
      return new Capacity(
          node.getMetadata().getLabels(),
          node.getStatus() == null ? Map.of() : node.getStatus().getAllocatable());
    }
  }
}
