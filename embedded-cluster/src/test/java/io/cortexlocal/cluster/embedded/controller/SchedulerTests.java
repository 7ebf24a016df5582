package io.cortexlocal.cluster.embedded.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.cluster.PodConditions;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.cluster.embedded.store.ObjectStore;
import io.cortexlocal.time.MovedTime;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeSpecBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SchedulerTests {

  private final MovedTime time = new MovedTime();
  private final ObjectStore store = new ObjectStore(time);
  private Scheduler scheduler;

  @BeforeEach
  void start() {
    scheduler = Scheduler.start(store, time);
  }

  @AfterEach
  void close() {
    scheduler.close();
    store.close();
  }

  @Test
  void aPodThatFitsGetsTheNode() {
    node(Map.of("cpu", "2", "memory", "1Gi", "pods", "110"));
    create("p", Map.of("cpu", "2", "memory", "1Gi"));

    awaitBound("p");
    PodCondition scheduled = condition("p");
    assertThat(scheduled.getStatus()).isEqualTo("True");
    assertThat(scheduled.getLastTransitionTime()).isEqualTo("2026-01-02T03:04:05Z");
    Objects.await(store, "the event", () -> !events("p").isEmpty());
    assertThat(events("p"))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getReason()).isEqualTo("Scheduled");
              assertThat(event.getType()).isEqualTo("Normal");
              assertThat(event.getMessage()).isEqualTo("Successfully assigned default/p to node");
              assertThat(event.getSource().getComponent()).isEqualTo("default-scheduler");
            });
  }

  @Test
  void aPodThatDoesNotFitSaysWhy() {
    node(Map.of("cpu", "2", "memory", "1Gi"));
    create(
        "p",
        Map.of("cpu", "2001m", "memory", "1025Mi", "nvidia.com/gpu", "1", "hugepages-2Mi", "2Mi"));

    awaitRefused(
        "p",
        "0/1 nodes are available: 1 Insufficient cpu, 1 Insufficient hugepages-2Mi,"
            + " 1 Insufficient memory, 1 Insufficient nvidia.com/gpu.");
    assertThat(condition("p").getReason()).isEqualTo("Unschedulable");
    assertThat(PodConditions.isUnschedulable(pod("p"))).isTrue();
    Objects.await(store, "the event", () -> !events("p").isEmpty());
    Event event = events("p").get(0);
    assertThat(event.getReason()).isEqualTo("FailedScheduling");
    assertThat(event.getType()).isEqualTo("Warning");
    assertThat(event.getMessage()).isEqualTo(condition("p").getMessage());
  }

  @Test
  void taintsKeepNoPodOff() {
    Node node = Objects.node("node", Map.of("cpu", "2", "memory", "1Gi", "pods", "110"));
    node.setSpec(
        new NodeSpecBuilder()
            .addNewTaint()
            .withKey("dedicated")
            .withEffect("NoSchedule")
            .endTaint()
            .build());
    store.apply(ResourceType.NODE, node);
    create("p", Map.of("cpu", "1"));

    awaitBound("p");
  }

  @Test
  void aLabelThatNoNodeHas() {
    node(Map.of("cpu", "2", "memory", "1Gi"));
    store.create(
        ResourceType.POD,
        new PodBuilder(Objects.pod("p", Map.of("cpu", "9")))
            .editSpec()
            .addToNodeSelector("workload", "other")
            .endSpec()
            .build());
    awaitRefused(
        "p", "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.");
  }

  @Test
  void withoutANodePodsWaitForOne() {
    create("p", Map.of("cpu", "1"));
    awaitRefused("p", "no nodes available to schedule pods");
    node(Map.of("cpu", "2"));
    awaitBound("p");
  }

  @Test
  void aTerminatingPodHoldsItsShareUntilItIsGone() {
    node(Map.of("cpu", "1"));
    create("first", Map.of("cpu", "600m"));
    awaitBound("first");
    create("second", Map.of("cpu", "600m"));
    awaitRefused("second", "0/1 nodes are available: 1 Insufficient cpu.");
    String since = condition("second").getLastTransitionTime();
    time.move(Duration.ofMinutes(1));

    store.delete(ResourceType.POD, "default", "first");
    create("third", Map.of("cpu", "600m"));
    awaitRefused("third", "0/1 nodes are available: 1 Insufficient cpu.");
    assertThat(condition("second").getLastTransitionTime()).isEqualTo(since);

    store.remove(ResourceType.POD, "default", "first");
    awaitBound("second");
    assertThat(pod("third").getSpec().getNodeName()).isNull();
  }

  @Test
  void aPodThatHasEndedHoldsNothing() {
    node(Map.of("cpu", "1"));
    create("first", Map.of("cpu", "1"));
    awaitBound("first");
    create("second", Map.of("cpu", "1"));
    awaitRefused("second", "0/1 nodes are available: 1 Insufficient cpu.");
    store.update(
        ResourceType.POD,
        "default",
        "first",
        pod -> new PodBuilder(pod).editStatus().withPhase("Succeeded").endStatus().build());
    awaitBound("second");
  }

  @Test
  void oneThatDoesNotFitHoldsUpNoOther() {
    node(Map.of("cpu", "1"));
    create("big", Map.of("cpu", "2"));
    create("small", Map.of("cpu", "1"));
    awaitBound("small");
    awaitRefused("big", "0/1 nodes are available: 1 Insufficient cpu.");
  }

  @Test
  void aNodeTakesAsManyPodsAsItSays() {
    node(Map.of("cpu", "1", "pods", "2"));
    create("a", Map.of());
    create("b", Map.of());
    awaitBound("a");
    awaitBound("b");
    create("c", Map.of("cpu", "2"));
    awaitRefused("c", "0/1 nodes are available: 1 Insufficient cpu, 1 Too many pods.");
  }

  @Test
  void aNodeThatGrowsIsTriedAgain() {
    node(Map.of("cpu", "1"));
    create("p", Map.of("cpu", "2"));
    awaitRefused("p", "0/1 nodes are available: 1 Insufficient cpu.");
    store.update(
        ResourceType.NODE,
        "",
        "node",
        node ->
            new NodeBuilder(node)
                .editStatus()
                .withAllocatable(Objects.quantities(Map.of("cpu", "2")))
                .endStatus()
                .build());
    awaitBound("p");
  }

  @Test
  void aPodIsTriedAgainOnlyWhenSomethingWasFreed() {
    create("first", Map.of());
    awaitRefused("first", "no nodes available to schedule pods");
    node(Map.of("cpu", "1"));
    awaitBound("first");
    create("big", Map.of("cpu", "2"));
    awaitRefused("big", "0/1 nodes are available: 1 Insufficient cpu.");
    create("small", Map.of("cpu", "1"));
    awaitBound("small");
    Objects.await(store, "the event", () -> !events("small").isEmpty());
    assertThat(events("big")).extracting(Event::getCount).containsExactly(1);
    store.remove(ResourceType.POD, "default", "small");
    Objects.await(store, "another attempt", () -> events("big").get(0).getCount() == 2);
  }

  @Test
  void neverPromisesMoreThanThereIs() {
    node(Map.of("cpu", "1", "pods", "2000"));
    int count = 1_000;
    for (int i = 0; i < count; i++) {
      create("p" + i, Map.of("cpu", "100m"));
    }
    Objects.await(
        store,
        "a decision on each pod",
        () ->
            Objects.pods(store).stream()
                .noneMatch(pod -> pod.getStatus().getConditions().isEmpty()));
    assertThat(Objects.pods(store).stream().filter(pod -> pod.getSpec().getNodeName() != null))
        .hasSize(10);
  }

  private void node(Map<String, String> allocatable) {
    store.apply(ResourceType.NODE, Objects.node("node", allocatable));
  }

  private void create(String name, Map<String, String> requests) {
    store.create(ResourceType.POD, Objects.pod(name, requests));
  }

  private Pod pod(String name) {
    return store.get(ResourceType.POD, "default", name).orElseThrow();
  }

  private PodCondition condition(String name) {
    return pod(name).getStatus().getConditions().get(0);
  }

  private List<Event> events(String pod) {
    return store.events("default", "Pod", pod);
  }

  private void awaitBound(String name) {
    Objects.await(
        store, name + " on the node", () -> "node".equals(pod(name).getSpec().getNodeName()));
  }

  private void awaitRefused(String name, String message) {
    Objects.await(
        store,
        name + " refused with: " + message,
        () ->
            !pod(name).getStatus().getConditions().isEmpty()
                && message.equals(condition(name).getMessage()));
  }
}
