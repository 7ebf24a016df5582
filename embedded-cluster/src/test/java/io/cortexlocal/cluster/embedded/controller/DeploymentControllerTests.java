package io.cortexlocal.cluster.embedded.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.cortexlocal.cluster.Kubernetes.Change;
import io.cortexlocal.cluster.PodConditions;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.cluster.embedded.store.ObjectStore;
import io.cortexlocal.time.MovedTime;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DeploymentControllerTests {

  private final MovedTime time = new MovedTime();
  private final ObjectStore store = new ObjectStore(time);
  private final Set<String> broken = ConcurrentHashMap.newKeySet();
  private DeploymentController controller;
  private FakeKubelet kubelet;

  @BeforeEach
  void start() {
    controller = DeploymentController.start(store, time);
    kubelet = new FakeKubelet(store, time, pod -> !broken.contains(image(pod)));
  }

  @AfterEach
  void close() {
    kubelet.close();
    controller.close();
    store.close();
  }

  @Test
  void givesADeploymentItsPodsAndSaysSo() {
    apply(Objects.deployment("web", 3, "one"));
    awaitComplete("web");

    DeploymentStatus status = find("web").getStatus();
    assertThat(status.getObservedGeneration()).isEqualTo(1);
    assertThat(status.getReplicas()).isEqualTo(3);
    assertThat(status.getUpdatedReplicas()).isEqualTo(3);
    assertThat(status.getReadyReplicas()).isEqualTo(3);
    assertThat(status.getAvailableReplicas()).isEqualTo(3);
    assertThat(status.getUnavailableReplicas()).isNull();
    String replicaSet = "web-" + hashes().iterator().next();
    assertThat(status.getConditions())
        .extracting(
            DeploymentCondition::getType,
            DeploymentCondition::getStatus,
            DeploymentCondition::getReason,
            DeploymentCondition::getMessage)
        .containsExactlyInAnyOrder(
            tuple(
                "Available",
                "True",
                "MinimumReplicasAvailable",
                "Deployment has minimum availability."),
            tuple(
                "Progressing",
                "True",
                "NewReplicaSetAvailable",
                "ReplicaSet \"" + replicaSet + "\" has successfully progressed."));
    assertThat(events("web"))
        .containsExactly("Scaled up replica set " + replicaSet + " from 0 to 3");
    assertThat(Objects.pods(store))
        .allMatch(
            pod ->
                pod.getMetadata()
                    .getName()
                    .matches(replicaSet + "-[bcdfghjklmnpqrstvwxz2456789]{5}"));
  }

  @Test
  void replacesAPodThatWasDeleted() {
    apply(Objects.deployment("web", 2, "one"));
    awaitComplete("web");
    String deleted = Objects.pods(store).get(0).getMetadata().getName();

    store.delete(ResourceType.POD, "default", deleted);

    Objects.await(
        store,
        "another pod",
        () ->
            Objects.pods(store).stream()
                    .noneMatch(pod -> pod.getMetadata().getName().equals(deleted))
                && isComplete("web"));
  }

  @Test
  void scalesUpAndDownAndToNothing() {
    apply(Objects.deployment("web", 1, "one"));
    awaitComplete("web");
    for (int replicas : new int[] {4, 2, 0, 1}) {
      apply(Objects.deployment("web", replicas, "one"));
      awaitComplete("web");
      assertThat(Objects.pods(store)).hasSize(replicas);
    }
    assertThat(hashes()).hasSize(1);
    String replicaSet = "web-" + hashes().iterator().next();
    assertThat(events("web"))
        .contains(
            "Scaled up replica set " + replicaSet + " from 1 to 4",
            "Scaled down replica set " + replicaSet + " from 4 to 2",
            "Scaled down replica set " + replicaSet + " from 2 to 0");
  }

  @Test
  void rollsWithinItsLimitsAndBackToAnEarlierTemplate() {
    List<String> violations = new CopyOnWriteArrayList<>();
    apply(rolling("one"));
    awaitComplete("web");
    Set<String> first = hashes();
    Map<String, Pod> seen = new HashMap<>();
    try (var watch =
        store.watch(
            ResourceType.POD,
            Optional.empty(),
            Map.of(),
            change -> check(change, seen, violations))) {
      for (String image : List.of("two", "three", "one")) {
        apply(rolling(image));
        awaitComplete("web");
      }
    }
    assertThat(violations).isEmpty();
    assertThat(hashes()).isEqualTo(first);
    assertThat(Objects.pods(store)).hasSize(8).allMatch(pod -> image(pod).equals("one"));
  }

  private static Deployment rolling(String image) {
    return Objects.deployment("web", 8, image, new IntOrString(2), new IntOrString(3));
  }

  private static void check(Change<Pod> change, Map<String, Pod> pods, List<String> violations) {
    String name = change.object().getMetadata().getName();
    boolean initial = pods.size() < 8 && change instanceof Change.Added<Pod>;
    if (change instanceof Change.Deleted<Pod>) {
      pods.remove(name);
    } else {
      pods.put(name, change.object());
    }
    List<Pod> active = pods.values().stream().filter(ReplicaPods::isActive).toList();
    long ready = active.stream().filter(PodConditions::isReady).count();
    if (active.size() > 10 || (!initial && ready < 5)) {
      violations.add("%d pods, %d ready".formatted(active.size(), ready));
    }
  }

  @Test
  void anUpdateThatDoesNotComeUpStopsAndTimesOut() {
    broken.add("bad");
    apply(Objects.deployment("web", 4, "good"));
    awaitComplete("web");

    apply(Objects.deployment("web", 4, "bad"));

    Objects.await(
        store,
        "one old pod gone and two new ones",
        () ->
            count("good") == 3
                && count("bad") == 2
                && isObserved("web")
                && count(find("web").getStatus().getReplicas()) == 5
                && count(find("web").getStatus().getUpdatedReplicas()) == 2
                && count(find("web").getStatus().getReadyReplicas()) == 3);
    assertThat(condition("Progressing").getStatus()).isEqualTo("True");
    Objects.await(
        store,
        "the time-out",
        () -> {
          time.move(Duration.ofMinutes(11));
          return condition("Progressing").getReason().equals("ProgressDeadlineExceeded");
        });
    DeploymentCondition progressing = condition("Progressing");
    assertThat(progressing.getStatus()).isEqualTo("False");
    assertThat(progressing.getMessage()).endsWith(" has timed out progressing.");
    assertThat(condition("Available").getStatus()).isEqualTo("True");
    assertThat(count("good")).isEqualTo(3);

    apply(Objects.deployment("web", 4, "better"));
    awaitComplete("web");
    assertThat(condition("Progressing").getReason()).isEqualTo("NewReplicaSetAvailable");
    assertThat(count("better")).isEqualTo(4);
  }

  @Test
  void aReplicaThatIsNotReadyIsUnavailable() {
    apply(Objects.deployment("web", 1, "one"));
    awaitComplete("web");

    FakeKubelet.setReady(store, time, Objects.pods(store).get(0).getMetadata().getName(), false);

    Objects.await(
        store,
        "condition Available false",
        () -> condition("Available").getStatus().equals("False"));
    DeploymentStatus status = find("web").getStatus();
    assertThat(condition("Available").getReason()).isEqualTo("MinimumReplicasUnavailable");
    assertThat(status.getUnavailableReplicas()).isEqualTo(1);
    assertThat(status.getReadyReplicas()).isNull();
    assertThat(condition("Progressing").getReason()).isEqualTo("NewReplicaSetAvailable");
  }

  @Test
  void recreateEndsAllBeforeItBegins() {
    apply(recreate("one"));
    awaitComplete("web");
    List<String> mixed = new CopyOnWriteArrayList<>();
    Map<String, Pod> seen = new HashMap<>();
    try (var watch =
        store.watch(
            ResourceType.POD,
            Optional.empty(),
            Map.of(),
            change -> {
              String name = change.object().getMetadata().getName();
              if (change instanceof Change.Deleted<Pod>) {
                seen.remove(name);
              } else {
                seen.put(name, change.object());
              }
              Set<String> images =
                  seen.values().stream()
                      .map(DeploymentControllerTests::image)
                      .collect(Collectors.toSet());
              if (images.size() > 1) {
                mixed.add(images.toString());
              }
            })) {
      apply(recreate("two"));
      awaitComplete("web");
    }
    assertThat(mixed).isEmpty();
    assertThat(count("two")).isEqualTo(3);
  }

  private static Deployment recreate(String image) {
    return new DeploymentBuilder(Objects.deployment("web", 3, image))
        .editSpec()
        .withNewStrategy()
        .withType("Recreate")
        .endStrategy()
        .endSpec()
        .build();
  }

  @Test
  void itsPodsGoWithADeployment() {
    apply(Objects.deployment("web", 3, "one"));
    awaitComplete("web");

    store.delete(ResourceType.DEPLOYMENT, "default", "web");

    Objects.await(store, "no pod", () -> Objects.pods(store).isEmpty());
  }

  @Test
  void aDeploymentThatCannotBeActedOnStopsNoOther() {
    Deployment bad = Objects.deployment("bad", 1, "one");
    bad.getSpec().setTemplate(null);
    apply(bad);
    apply(Objects.deployment("web", 1, "one"));
    awaitComplete("web");
  }

  @Test
  void waitsForTheMinimumTimeOfReadiness() {
    Deployment slow =
        new DeploymentBuilder(Objects.deployment("web", 1, "one"))
            .editSpec()
            .withMinReadySeconds(1)
            .endSpec()
            .build();
    apply(slow);
    Objects.await(
        store,
        "a ready replica",
        () ->
            isObserved("web")
                && Integer.valueOf(1).equals(find("web").getStatus().getReadyReplicas()));
    assertThat(find("web").getStatus().getAvailableReplicas()).isNull();
    Objects.await(
        store,
        "Deployment web complete",
        () -> {
          time.move(Duration.ofSeconds(2));
          return isComplete("web");
        });
  }

  @Test
  void hundredsOfDeploymentsComeUpSoon() {
    int count = 300;
    long start = System.nanoTime();
    for (int i = 0; i < count; i++) {
      apply(Objects.deployment("web" + i, 3, "one"));
    }
    for (int i = 0; i < count; i++) {
      awaitComplete("web" + i);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
  }

  private void apply(Deployment deployment) {
    store.apply(ResourceType.DEPLOYMENT, deployment);
  }

  private Deployment find(String name) {
    return store.get(ResourceType.DEPLOYMENT, "default", name).orElseThrow();
  }

  private void awaitComplete(String name) {
    Objects.await(store, "Deployment " + name + " complete", () -> isComplete(name));
  }

  private boolean isObserved(String name) {
    Deployment deployment = find(name);
    return deployment.getStatus() != null
        && deployment
            .getMetadata()
            .getGeneration()
            .equals(deployment.getStatus().getObservedGeneration());
  }

  private boolean isComplete(String name) {
    if (!isObserved(name)) {
      return false;
    }
    Deployment deployment = find(name);
    DeploymentStatus status = deployment.getStatus();
    int replicas = deployment.getSpec().getReplicas();
    return replicas == store.owned(ResourceType.POD, deployment.getMetadata().getUid()).size()
        && replicas == count(status.getReplicas())
        && replicas == count(status.getUpdatedReplicas())
        && replicas == count(status.getAvailableReplicas());
  }

  private static int count(Integer replicas) {
    return replicas == null ? 0 : replicas;
  }

  private long count(String image) {
    return Objects.pods(store).stream().filter(pod -> image(pod).equals(image)).count();
  }

  private DeploymentCondition condition(String type) {
    return find("web").getStatus().getConditions().stream()
        .filter(condition -> condition.getType().equals(type))
        .findFirst()
        .orElseThrow();
  }

  private List<String> events(String name) {
    return store.events("default", "Deployment", name).stream().map(Event::getMessage).toList();
  }

  private Set<String> hashes() {
    return Objects.pods(store).stream().map(ReplicaPods::template).collect(Collectors.toSet());
  }

  private static String image(Pod pod) {
    return pod.getSpec().getContainers().get(0).getImage();
  }
}
