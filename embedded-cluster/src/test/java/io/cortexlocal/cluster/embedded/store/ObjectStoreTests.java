package io.cortexlocal.cluster.embedded.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.cluster.Kubernetes.Subscription;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.model.IstioGateway;
import io.cortexlocal.model.IstioVirtualService;
import io.cortexlocal.time.MovedTime;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ObjectStoreTests {

  private final MovedTime time = new MovedTime();
  private final ObjectStore store = new ObjectStore(time);

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void givesANewObjectItsIdentity() {
    Deployment deployment = store.apply(ResourceType.DEPLOYMENT, deployment("web", 1));

    assertThat(deployment.getMetadata().getUid()).matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f-]{21}");
    assertThat(deployment.getMetadata().getResourceVersion()).isEqualTo("1");
    assertThat(deployment.getMetadata().getGeneration()).isEqualTo(1);
    assertThat(deployment.getMetadata().getCreationTimestamp()).isEqualTo("2026-01-02T03:04:05Z");
    assertThat(store.get(ResourceType.DEPLOYMENT, "default", "web")).containsSame(deployment);
  }

  @Test
  void countsGenerationsBySpecAndVersionsByChange() {
    store.apply(ResourceType.DEPLOYMENT, deployment("web", 1));
    Deployment changed = store.apply(ResourceType.DEPLOYMENT, deployment("web", 2));
    assertThat(changed.getMetadata().getGeneration()).isEqualTo(2);
    assertThat(changed.getMetadata().getResourceVersion()).isEqualTo("2");

    Deployment reported = withReplicasInStatus(2);
    assertThat(reported.getMetadata().getGeneration()).isEqualTo(2);
    assertThat(reported.getMetadata().getResourceVersion()).isEqualTo("3");
  }

  @Test
  void applyKeepsStatusAndIdentity() {
    Deployment first = store.apply(ResourceType.DEPLOYMENT, deployment("web", 1));
    withReplicasInStatus(1);
    time.move(Duration.ofHours(1));

    Deployment second = store.apply(ResourceType.DEPLOYMENT, deployment("web", 5));

    assertThat(second.getStatus().getReplicas()).isEqualTo(1);
    assertThat(second.getMetadata().getUid()).isEqualTo(first.getMetadata().getUid());
    assertThat(second.getMetadata().getCreationTimestamp())
        .isEqualTo(first.getMetadata().getCreationTimestamp());
  }

  @Test
  void applyTakesAwayItsOwnLabelsOnly() {
    store.apply(ResourceType.CONFIG_MAP, configMap("a", Map.of("mine", "1", "stays", "1")));
    store.update(
        ResourceType.CONFIG_MAP,
        "default",
        "a",
        map ->
            new ConfigMapBuilder(map)
                .editMetadata()
                .addToLabels("theirs", "1")
                .endMetadata()
                .build());

    ConfigMap applied = store.apply(ResourceType.CONFIG_MAP, configMap("a", Map.of("stays", "1")));

    assertThat(applied.getMetadata().getLabels())
        .containsExactlyInAnyOrderEntriesOf(Map.of("stays", "1", "theirs", "1"));
  }

  @Test
  void aLabelThatSomebodyElseChangedIsNoLongerTheAppliers() {
    store.apply(ResourceType.CONFIG_MAP, configMap("a", Map.of("owner", "me")));
    store.update(
        ResourceType.CONFIG_MAP,
        "default",
        "a",
        map ->
            new ConfigMapBuilder(map)
                .editMetadata()
                .addToLabels("owner", "them")
                .endMetadata()
                .build());

    assertThat(
            store
                .apply(ResourceType.CONFIG_MAP, configMap("a", Map.of()))
                .getMetadata()
                .getLabels())
        .containsExactly(Map.entry("owner", "them"));
  }

  @Test
  void nothingHappensWhenNothingChanges() throws InterruptedException {
    Recorded<Deployment> recorded = new Recorded<>();
    Deployment first = store.apply(ResourceType.DEPLOYMENT, deployment("web", 1));
    store.watch(ResourceType.DEPLOYMENT, Optional.empty(), Map.of(), recorded);

    assertThat(store.apply(ResourceType.DEPLOYMENT, deployment("web", 1))).isSameAs(first);
    assertThat(
            store.update(
                ResourceType.DEPLOYMENT,
                "default",
                "web",
                same -> new DeploymentBuilder(same).build()))
        .containsSame(first);
    store.apply(ResourceType.DEPLOYMENT, deployment("last", 1));

    assertThat(recorded.await(2)).containsExactly("Added web", "Added last");
  }

  @Test
  void whatIsGivenIsCopied() {
    Map<String, Object> spec =
        new java.util.HashMap<>(Map.of("hosts", new ArrayList<>(List.of("*"))));
    IstioGateway gateway = new IstioGateway();
    gateway.setMetadata(new ObjectMetaBuilder().withName("g").withNamespace("default").build());
    gateway.setAdditionalProperty("spec", spec);
    Deployment deployment = deployment("web", 1);
    store.apply(ResourceType.GATEWAY, gateway);
    store.apply(ResourceType.DEPLOYMENT, deployment);

    spec.put("hosts", List.of("changed"));
    gateway.getMetadata().setName("changed");
    deployment.getSpec().setReplicas(9);
    deployment.getSpec().getTemplate().getMetadata().getLabels().put("app", "changed");

    IstioGateway stored = store.get(ResourceType.GATEWAY, "default", "g").orElseThrow();
    assertThat(stored.<List<String>>get("spec", "hosts")).containsExactly("*");
    Deployment kept = store.get(ResourceType.DEPLOYMENT, "default", "web").orElseThrow();
    assertThat(kept.getSpec().getReplicas()).isEqualTo(1);
    assertThat(kept.getSpec().getTemplate().getMetadata().getLabels()).containsEntry("app", "web");
  }

  @Test
  void aGenericObjectsStatusStaysAndDoesNotCountAsAGeneration() {
    IstioVirtualService route = new IstioVirtualService();
    route.setMetadata(new ObjectMetaBuilder().withName("r").withNamespace("default").build());
    route.setAdditionalProperty("spec", Map.of("hosts", List.of("*")));
    store.apply(ResourceType.VIRTUAL_SERVICE, route);
    store.update(
        ResourceType.VIRTUAL_SERVICE,
        "default",
        "r",
        object -> {
          IstioVirtualService changed = ObjectParts.copy(object);
          changed.setAdditionalProperty("status", Map.of("ok", true));
          return changed;
        });

    IstioVirtualService same = store.apply(ResourceType.VIRTUAL_SERVICE, route);
    assertThat(same.<Boolean>get("status", "ok")).isTrue();
    assertThat(same.getMetadata().getGeneration()).isEqualTo(1);

    route.setAdditionalProperty("spec", Map.of("hosts", List.of("other")));
    assertThat(store.apply(ResourceType.VIRTUAL_SERVICE, route).getMetadata().getGeneration())
        .isEqualTo(2);
  }

  @Test
  void createRefusesANameThatIsTaken() {
    store.create(ResourceType.POD, pod("p", null));

    assertThatThrownBy(() -> store.create(ResourceType.POD, pod("p", null)))
        .isInstanceOf(ClusterException.class)
        .hasMessage("cannot create Pod default/p: pods \"p\" already exists");
  }

  @Test
  void aNewPodIsPending() {
    Pod pod = store.create(ResourceType.POD, pod("p", null));

    assertThat(pod.getStatus().getPhase()).isEqualTo("Pending");
    assertThat(pod.getStatus().getContainerStatuses()).isEmpty();
    assertThat(pod.getStatus().getConditions()).isEmpty();
  }

  @Test
  void listsByNamespaceAndLabelsInOrder() {
    for (String name : List.of("b", "c", "a")) {
      store.apply(ResourceType.CONFIG_MAP, configMap(name, Map.of("first", name.equals("a") + "")));
    }
    ConfigMap elsewhere = configMap("a", Map.of());
    elsewhere.getMetadata().setNamespace("another");
    store.apply(ResourceType.CONFIG_MAP, elsewhere);

    assertThat(names(Optional.empty(), Map.of()))
        .containsExactly("another/a", "default/a", "default/b", "default/c");
    assertThat(names(Optional.of("default"), Map.of("first", "false")))
        .containsExactly("default/b", "default/c");
    assertThat(names(Optional.of("default"), Map.of("first", "other"))).isEmpty();
    assertThat(names(Optional.of("defaul"), Map.of())).isEmpty();
  }

  private List<String> names(Optional<String> namespace, Map<String, String> labels) {
    return store.list(ResourceType.CONFIG_MAP, namespace, labels).stream()
        .map(map -> map.getMetadata().getNamespace() + "/" + map.getMetadata().getName())
        .toList();
  }

  @Test
  void aPodOnANodeIsMarkedOnce() throws InterruptedException {
    Recorded<Pod> recorded = new Recorded<>();
    store.create(ResourceType.POD, pod("p", "node"));
    store.watch(ResourceType.POD, Optional.empty(), Map.of(), recorded);

    store.delete(ResourceType.POD, "default", "p");
    time.move(Duration.ofSeconds(5));
    store.delete(ResourceType.POD, "default", "p");

    Pod marked = store.get(ResourceType.POD, "default", "p").orElseThrow();
    assertThat(marked.getMetadata().getDeletionTimestamp()).isEqualTo("2026-01-02T03:04:35Z");
    assertThat(marked.getMetadata().getDeletionGracePeriodSeconds()).isEqualTo(30);
    store.remove(ResourceType.POD, "default", "p");
    assertThat(recorded.await(3)).containsExactly("Added p", "Modified p", "Deleted p");
    assertThat(store.get(ResourceType.POD, "default", "p")).isEmpty();
  }

  @Test
  void aMarkedPodKeepsItsMarkThroughUpdates() {
    Pod pod = pod("p", "node");
    pod.getSpec().setTerminationGracePeriodSeconds(60L);
    store.create(ResourceType.POD, pod);
    store.delete(ResourceType.POD, "default", "p");

    Pod updated =
        store
            .update(
                ResourceType.POD,
                "default",
                "p",
                it -> new PodBuilder(pod).withNewStatus().withPhase("Running").endStatus().build())
            .orElseThrow();

    assertThat(updated.getMetadata().getDeletionTimestamp()).isEqualTo("2026-01-02T03:05:05Z");
    assertThat(updated.getMetadata().getDeletionGracePeriodSeconds()).isEqualTo(60);
    assertThat(updated.getStatus().getPhase()).isEqualTo("Running");
  }

  @Test
  void aGracePeriodOfItsOwnIsCountedFromTheDeletionAndOnlyGetsShorter() {
    store.create(ResourceType.POD, pod("p", "node"));
    store.deletePod("default", "p", 10);
    assertThat(deadline("p")).isEqualTo("10 2026-01-02T03:04:15Z");
    time.move(Duration.ofSeconds(5));
    store.deletePod("default", "p", 20);
    store.delete(ResourceType.POD, "default", "p");
    assertThat(deadline("p")).isEqualTo("10 2026-01-02T03:04:15Z");
    store.deletePod("default", "p", 7);
    assertThat(deadline("p")).isEqualTo("7 2026-01-02T03:04:12Z");
    store.deletePod("default", "p", 0);
    assertThat(store.get(ResourceType.POD, "default", "p")).isEmpty();
    store.deletePod("default", "p", 0);
  }

  private String deadline(String name) {
    ObjectMeta metadata = store.get(ResourceType.POD, "default", name).orElseThrow().getMetadata();
    return metadata.getDeletionGracePeriodSeconds() + " " + metadata.getDeletionTimestamp();
  }

  @Test
  void aPodWithoutANodeIsRemovedAtOnce() {
    store.create(ResourceType.POD, pod("p", null));
    store.delete(ResourceType.POD, "default", "p");
    assertThat(store.get(ResourceType.POD, "default", "p")).isEmpty();
  }

  @Test
  void bindingAPodIsNoNewGeneration() {
    store.create(ResourceType.POD, pod("p", null));
    Pod bound =
        store
            .update(
                ResourceType.POD,
                "default",
                "p",
                it -> new PodBuilder(it).editSpec().withNodeName("node").endSpec().build())
            .orElseThrow();
    assertThat(bound.getMetadata().getGeneration()).isEqualTo(1);
  }

  @Test
  void whatAnObjectOwnsGoesWithIt() {
    Deployment owner = store.apply(ResourceType.DEPLOYMENT, deployment("web", 1));
    store.create(ResourceType.POD, ownedBy(owner, pod("waiting", null)));
    store.create(ResourceType.POD, ownedBy(owner, pod("running", "node")));
    store.create(ResourceType.POD, pod("stranger", null));
    assertThat(store.owned(ResourceType.POD, owner.getMetadata().getUid()))
        .extracting(pod -> pod.getMetadata().getName())
        .containsExactly("running", "waiting");

    store.delete(ResourceType.DEPLOYMENT, "default", "web");

    assertThat(store.get(ResourceType.DEPLOYMENT, "default", "web")).isEmpty();
    assertThat(store.list(ResourceType.POD, Optional.empty(), Map.of()))
        .extracting(
            pod -> pod.getMetadata().getName(),
            pod -> pod.getMetadata().getDeletionTimestamp() != null)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("running", true),
            org.assertj.core.groups.Tuple.tuple("stranger", false));
  }

  @Test
  void whatIsMadeForAnOwnerThatHasGoneGoesToo() throws InterruptedException {
    Deployment owner = store.apply(ResourceType.DEPLOYMENT, deployment("web", 1));
    store.delete(ResourceType.DEPLOYMENT, "default", "web");
    Recorded<Pod> recorded = new Recorded<>();
    store.watch(ResourceType.POD, Optional.empty(), Map.of(), recorded);

    store.create(ResourceType.POD, ownedBy(owner, pod("late", null)));

    assertThat(recorded.await(2)).containsExactly("Added late", "Deleted late");
    assertThat(store.list(ResourceType.POD, Optional.empty(), Map.of())).isEmpty();
  }

  @Test
  void aNamespaceGoesWithItsLastObject() {
    store.apply(
        ResourceType.NAMESPACE,
        new NamespaceBuilder().withNewMetadata().withName("default").endMetadata().build());
    store.apply(ResourceType.CONFIG_MAP, configMap("a", Map.of()));
    Pod pod = store.create(ResourceType.POD, pod("p", "node"));

    store.delete(ResourceType.NAMESPACE, "", "default");

    assertThat(store.get(ResourceType.CONFIG_MAP, "default", "a")).isEmpty();
    assertThat(store.get(ResourceType.NAMESPACE, "", "default"))
        .hasValueSatisfying(
            namespace -> assertThat(namespace.getStatus().getPhase()).isEqualTo("Terminating"));
    store.record(pod, "kubelet", "Normal", "Killing", "Stopping container c");
    store.remove(ResourceType.POD, "default", "p");
    assertThat(store.get(ResourceType.NAMESPACE, "", "default")).isEmpty();
    assertThat(store.events("default", "Pod", "p")).isEmpty();
  }

  @Test
  void aWatchFollowsItsLabels() throws InterruptedException {
    Recorded<ConfigMap> recorded = new Recorded<>();
    store.apply(ResourceType.CONFIG_MAP, configMap("a", Map.of("on", "yes")));
    store.apply(ResourceType.CONFIG_MAP, configMap("b", Map.of("on", "no")));
    Subscription watch =
        store.watch(ResourceType.CONFIG_MAP, Optional.of("default"), Map.of("on", "yes"), recorded);

    store.apply(ResourceType.CONFIG_MAP, configMap("a", Map.of("on", "no")));
    store.apply(ResourceType.CONFIG_MAP, configMap("b", Map.of("on", "yes")));
    store.apply(ResourceType.CONFIG_MAP, configMap("b", Map.of("on", "yes", "more", "1")));
    store.delete(ResourceType.CONFIG_MAP, "default", "a");
    store.delete(ResourceType.CONFIG_MAP, "default", "b");

    assertThat(recorded.await(5))
        .containsExactly("Added a", "Deleted a", "Added b", "Modified b", "Deleted b");
    assertThat(recorded.changes().get(1).object().getMetadata().getLabels())
        .containsEntry("on", "yes");
    watch.close();
    Recorded<ConfigMap> later = new Recorded<>();
    store.watch(ResourceType.CONFIG_MAP, Optional.empty(), Map.of(), later);
    store.apply(ResourceType.CONFIG_MAP, configMap("c", Map.of("on", "yes")));
    assertThat(later.await(1)).containsExactly("Added c");
    assertThat(recorded.changes()).hasSize(5);
  }

  @Test
  void aWatcherThatThrowsGoesOn() throws InterruptedException {
    Recorded<ConfigMap> recorded = new Recorded<>();
    store.watch(
        ResourceType.CONFIG_MAP,
        Optional.empty(),
        Map.of(),
        change -> {
          recorded.accept(change);
          throw new IllegalStateException("expected in this test");
        });

    store.apply(ResourceType.CONFIG_MAP, configMap("a", Map.of()));
    store.apply(ResourceType.CONFIG_MAP, configMap("b", Map.of()));

    assertThat(recorded.await(2)).containsExactly("Added a", "Added b");
  }

  @Test
  void aWatcherThatIsSlowHoldsUpNobody() throws InterruptedException {
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    store.watch(
        ResourceType.CONFIG_MAP,
        Optional.empty(),
        Map.of(),
        change -> {
          try {
            held.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          ended.countDown();
        });
    Recorded<ConfigMap> recorded = new Recorded<>();
    store.watch(ResourceType.CONFIG_MAP, Optional.empty(), Map.of(), recorded);

    store.apply(ResourceType.CONFIG_MAP, configMap("a", Map.of()));

    assertThat(recorded.await(1)).containsExactly("Added a");
    held.countDown();
    assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aWatchHasNoGapAndNoDuplicateWhileOthersWrite() throws Exception {
    int writers = 4;
    int objects = 200;
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    List<Recorded<ConfigMap>> watches = new ArrayList<>();
    try {
      List<Future<?>> writes = new ArrayList<>();
      for (int writer = 0; writer < writers; writer++) {
        String prefix = "w" + writer + "-";
        writes.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < objects; i++) {
                    store.apply(ResourceType.CONFIG_MAP, configMap(prefix + i, Map.of()));
                    store.apply(ResourceType.CONFIG_MAP, configMap(prefix + i, Map.of("n", "1")));
                  }
                }));
      }
      for (int i = 0; i < 10; i++) {
        Recorded<ConfigMap> recorded = new Recorded<>();
        store.watch(ResourceType.CONFIG_MAP, Optional.empty(), Map.of(), recorded);
        watches.add(recorded);
      }
      for (Future<?> write : writes) {
        write.get(30, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
    store.apply(ResourceType.CONFIG_MAP, configMap("z-last", Map.of()));
    for (Recorded<ConfigMap> recorded : watches) {
      recorded.await(writers * objects + 1);
      assertThat(
              recorded.await(writers * objects + 1).stream().filter(it -> it.startsWith("Added")))
          .doesNotHaveDuplicates();
      Map<String, Long> seen = new java.util.HashMap<>();
      awaitLast(recorded);
      recorded
          .changes()
          .forEach(
              change -> {
                long version = Long.parseLong(change.object().getMetadata().getResourceVersion());
                Long before = seen.put(change.object().getMetadata().getName(), version);
                assertThat(before == null || before < version).isTrue();
              });
      assertThat(seen).hasSize(writers * objects + 1);
      assertThat(store.list(ResourceType.CONFIG_MAP, Optional.empty(), Map.of()))
          .allMatch(
              map ->
                  seen.get(map.getMetadata().getName())
                      == Long.parseLong(map.getMetadata().getResourceVersion()));
    }
  }

  private static void awaitLast(Recorded<ConfigMap> recorded) throws InterruptedException {
    int count = recorded.changes().size();
    while (recorded.changes().stream()
        .noneMatch(change -> change.object().getMetadata().getName().equals("z-last"))) {
      count++;
      recorded.await(count);
    }
  }

  @Test
  void aRepeatedEventIsCounted() {
    Pod pod = store.create(ResourceType.POD, pod("p", "node"));
    store.record(pod, "kubelet", "Warning", "BackOff", "Back-off restarting failed container");
    store.record(pod, "kubelet", "Normal", "Pulled", "Container image already present");
    time.move(Duration.ofSeconds(10));
    store.record(pod, "kubelet", "Warning", "BackOff", "Back-off restarting failed container");

    List<Event> events = store.events("default", "Pod", "p");
    assertThat(events).extracting(Event::getReason).containsExactly("Pulled", "BackOff");
    Event repeated = events.get(1);
    assertThat(repeated.getCount()).isEqualTo(2);
    assertThat(repeated.getFirstTimestamp()).isEqualTo("2026-01-02T03:04:05Z");
    assertThat(repeated.getLastTimestamp()).isEqualTo("2026-01-02T03:04:15Z");
    assertThat(repeated.getInvolvedObject().getUid()).isEqualTo(pod.getMetadata().getUid());
    assertThat(repeated.getSource().getComponent()).isEqualTo("kubelet");
    assertThat(store.events("default", "Pod", "other")).isEmpty();
    assertThat(store.list(ResourceType.EVENT, Optional.of("default"), Map.of())).hasSize(2);
  }

  @Test
  void theOldestEventsGo() {
    Pod pod = store.create(ResourceType.POD, pod("p", "node"));
    for (int i = 0; i < ObjectStore.MAX_EVENTS + 5; i++) {
      store.record(pod, "kubelet", "Normal", "Test", "number " + i);
    }
    List<Event> events = store.events("default", "Pod", "p");
    assertThat(events).hasSize(ObjectStore.MAX_EVENTS);
    assertThat(events.get(0).getMessage()).isEqualTo("number 5");

    time.move(Duration.ofMinutes(61));
    store.record(pod, "kubelet", "Normal", "Test", "an hour later");
    assertThat(store.events("default", "Pod", "p"))
        .extracting(Event::getMessage)
        .containsExactly("an hour later");
  }

  @Test
  void nothingChangesAfterTheEnd() throws InterruptedException {
    Recorded<ConfigMap> recorded = new Recorded<>();
    store.apply(ResourceType.CONFIG_MAP, configMap("a", Map.of()));
    store.watch(ResourceType.CONFIG_MAP, Optional.empty(), Map.of(), recorded);
    recorded.await(1);
    store.close();

    assertThatThrownBy(() -> store.apply(ResourceType.CONFIG_MAP, configMap("b", Map.of())))
        .isInstanceOf(ClusterException.class)
        .hasMessage("the embedded cluster has been closed");
    assertThatThrownBy(() -> store.delete(ResourceType.CONFIG_MAP, "default", "a"))
        .hasMessage("the embedded cluster has been closed");
    assertThat(store.get(ResourceType.CONFIG_MAP, "default", "a")).isPresent();
    assertThat(recorded.changes()).hasSize(1);
  }

  @Test
  void thousandsOfObjectsStayFast() throws InterruptedException {
    Recorded<Pod> recorded = new Recorded<>();
    store.watch(ResourceType.POD, Optional.empty(), Map.of(), recorded);
    Deployment owner = store.apply(ResourceType.DEPLOYMENT, deployment("web", 1));
    long start = System.nanoTime();
    int count = 5_000;
    for (int i = 0; i < count; i++) {
      store.create(ResourceType.POD, ownedBy(owner, pod("p" + i, null)));
    }
    for (int i = 0; i < count; i++) {
      store.update(
          ResourceType.POD,
          "default",
          "p" + i,
          pod -> new PodBuilder(pod).editStatus().withPhase("Running").endStatus().build());
    }
    store.delete(ResourceType.DEPLOYMENT, "default", "web");
    recorded.await(3 * count);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
  }

  private Deployment withReplicasInStatus(int replicas) {
    return store
        .update(
            ResourceType.DEPLOYMENT,
            "default",
            "web",
            it ->
                new DeploymentBuilder(it)
                    .editOrNewStatus()
                    .withReplicas(replicas)
                    .endStatus()
                    .build())
        .orElseThrow();
  }

  private static Pod ownedBy(Deployment owner, Pod pod) {
    return new PodBuilder(pod)
        .editMetadata()
        .addNewOwnerReference()
        .withApiVersion("apps/v1")
        .withKind("Deployment")
        .withName(owner.getMetadata().getName())
        .withUid(owner.getMetadata().getUid())
        .withController(true)
        .endOwnerReference()
        .endMetadata()
        .build();
  }

  private static Pod pod(String name, String node) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("default")
        .endMetadata()
        .withNewSpec()
        .withNodeName(node)
        .addNewContainer()
        .withName("c")
        .withImage("i")
        .endContainer()
        .endSpec()
        .build();
  }

  private static ConfigMap configMap(String name, Map<String, String> labels) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("default")
        .withLabels(labels)
        .endMetadata()
        .withData(Map.of("k", "v"))
        .build();
  }

  private static Deployment deployment(String name, int replicas) {
    return new DeploymentBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("default")
        .endMetadata()
        .withNewSpec()
        .withReplicas(replicas)
        .withNewTemplate()
        .withNewMetadata()
        .addToLabels("app", name)
        .endMetadata()
        .endTemplate()
        .endSpec()
        .build();
  }
}
