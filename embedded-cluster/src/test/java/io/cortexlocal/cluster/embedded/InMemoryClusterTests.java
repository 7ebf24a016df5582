package io.cortexlocal.cluster.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.cluster.Kubernetes.ExecResult;
import io.cortexlocal.cluster.Kubernetes.Subscription;
import io.cortexlocal.cluster.PodConditions;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.time.MovedTime;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InMemoryClusterTests {

  private static final Map<String, String> LABELS = Map.of("app", "web");

  private final InMemoryCluster cluster = InMemoryCluster.start();

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void aDeploymentComesUpOnceItsProbeIsAnswered() {
    cluster.node().answerProbes(503);
    apply("web:1", 1);
    cluster.await("its container runs", () -> pods().stream().anyMatch(this::runs));
    assertThat(cluster.hasReady("web", 1)).isFalse();

    cluster.node().answerProbes(200);

    cluster.await("it is ready", () -> cluster.hasReady("web", 1));
  }

  @Test
  void anUpdateReplacesEveryPod() {
    apply("web:1", 2);
    cluster.await("it is ready", () -> cluster.hasReady("web", 2));
    Set<String> before = names();

    apply("web:2", 2);

    cluster.await(
        "the new ones alone are there",
        () -> cluster.hasReady("web", 2) && pods().size() == 2 && !names().removeAll(before));
  }

  @Test
  void scalingChangesTheEndpoints() {
    apply("web:1", 1);
    cluster
        .kubernetes()
        .apply(
            ResourceType.SERVICE,
            new ServiceBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("web")
                .endMetadata()
                .withNewSpec()
                .withSelector(LABELS)
                .addNewPort()
                .withPort(80)
                .endPort()
                .endSpec()
                .build());

    cluster.kubernetes().scale("default", "web", 3);

    cluster.await(
        "three endpoints",
        () ->
            cluster.endpointSlices().stream().mapToInt(slice -> slice.getEndpoints().size()).sum()
                == 3);
  }

  @Test
  void aContainerThatEndsIsStartedAgain() {
    apply("web:1", 1);
    cluster.await("it is ready", () -> cluster.hasReady("web", 1));
    String pod = pods().get(0).getMetadata().getName();

    cluster.node().end(pod, "web", 3);

    cluster.await(
        "it was started again",
        () ->
            pods().get(0).getStatus().getContainerStatuses().get(0).getRestartCount() == 1
                && PodConditions.isReady(pods().get(0)));
  }

  @Test
  void minutesOfBackOffPassWhenTimeIsMoved() {
    MovedTime time = new MovedTime();
    try (InMemoryCluster moved = InMemoryCluster.start(time)) {
      apply(moved, "web:1", 1);
      moved.await("it is ready", () -> moved.hasReady("web", 1));
      String pod = moved.pods(LABELS).get(0).getMetadata().getName();

      for (int restarts = 1; restarts <= 6; restarts++) {
        int wanted = restarts;
        moved.node().end(pod, "web", 3);
        moved.await("it runs again, or waits", () -> restarts(moved) == wanted || waits(moved));
        time.move(Duration.ofMinutes(5));
        moved.await("it was started again", () -> restarts(moved) == wanted);
      }

      assertThat(Duration.between(MovedTime.START, time.instant()))
          .isEqualTo(Duration.ofMinutes(30));
      assertThat(moved.pods(LABELS).get(0).getStatus().getContainerStatuses().get(0))
          .satisfies(
              status ->
                  // by a thread of its own, within the last of the moves
                  assertThat(Instant.parse(status.getState().getRunning().getStartedAt()))
                      .isBetween(MovedTime.START.plus(Duration.ofMinutes(25)), time.instant()));
    }
  }

  @Test
  void aRolloutWithoutProgressIsSoOnceTimeIsMoved() {
    MovedTime time = new MovedTime();
    try (InMemoryCluster moved = InMemoryCluster.start(time)) {
      moved.node().answerProbes(503);
      apply(moved, "web:1", 1);
      moved.await("it is rolled out", () -> progress(moved).equals("ReplicaSetUpdated"));

      moved.await(
          "it is given up",
          () -> {
            time.move(Duration.ofMinutes(11));
            return progress(moved).equals("ProgressDeadlineExceeded");
          });
    }
  }

  private static String progress(InMemoryCluster cluster) {
    return cluster.kubernetes().get(ResourceType.DEPLOYMENT, "default", "web").stream()
        .filter(deployment -> deployment.getStatus() != null)
        .flatMap(deployment -> deployment.getStatus().getConditions().stream())
        .filter(condition -> condition.getType().equals("Progressing"))
        .map(DeploymentCondition::getReason)
        .findFirst()
        .orElse("");
  }

  private static int restarts(InMemoryCluster cluster) {
    return cluster.pods(LABELS).get(0).getStatus().getContainerStatuses().get(0).getRestartCount();
  }

  private static boolean waits(InMemoryCluster cluster) {
    ContainerState state =
        cluster.pods(LABELS).get(0).getStatus().getContainerStatuses().get(0).getState();
    return state.getWaiting() != null && state.getWaiting().getReason().equals("CrashLoopBackOff");
  }

  @Test
  void whatAContainerWritesIsFollowed() {
    apply("web:1", 1);
    cluster.await("it is ready", () -> cluster.hasReady("web", 1));
    String pod = pods().get(0).getMetadata().getName();
    List<String> lines = new CopyOnWriteArrayList<>();

    cluster.node().write(pod, "web", "one");
    try (Subscription following =
        cluster.kubernetes().followLogs("default", pod, "web", lines::add)) {
      cluster.node().write(pod, "web", "two");
      cluster.await("both lines", () -> lines.equals(List.of("one", "two")));
    }
    assertThat(cluster.kubernetes().logs("default", pod, "web", 1, false).strip()).isEqualTo("two");
  }

  @Test
  void commandsComeToWhatTheTestSays() {
    apply("web:1", 1);
    cluster.await("it is ready", () -> cluster.hasReady("web", 1));
    cluster
        .node()
        .onCommand(
            (pod, command) -> new ExecResult(OptionalInt.of(7), String.join(" ", command), ""));

    assertThat(
            cluster
                .kubernetes()
                .exec(
                    "default",
                    pods().get(0).getMetadata().getName(),
                    "web",
                    Duration.ofSeconds(10),
                    List.of("echo", "x")))
        .isEqualTo(new ExecResult(OptionalInt.of(7), "echo x", ""));
  }

  @Test
  void anImageThatIsNotThereKeepsThePodWaiting() {
    cluster.node().loseImage("web:1");
    apply("web:1", 1);

    cluster.await(
        "it waits for its image",
        () ->
            pods().stream()
                .filter(pod -> pod.getStatus() != null)
                .flatMap(pod -> pod.getStatus().getContainerStatuses().stream())
                .anyMatch(
                    status ->
                        status.getState().getWaiting() != null
                            && status.getState().getWaiting().getReason().contains("Image")));
  }

  private boolean runs(Pod pod) {
    return pod.getStatus() != null
        && pod.getStatus().getContainerStatuses().stream()
            .anyMatch(status -> status.getState().getRunning() != null);
  }

  private List<Pod> pods() {
    return cluster.pods(LABELS);
  }

  private Set<String> names() {
    return pods().stream().map(pod -> pod.getMetadata().getName()).collect(Collectors.toSet());
  }

  private void apply(String image, int replicas) {
    apply(cluster, image, replicas);
  }

  private static void apply(InMemoryCluster cluster, String image, int replicas) {
    Deployment deployment =
        new DeploymentBuilder()
            .withNewMetadata()
            .withNamespace("default")
            .withName("web")
            .endMetadata()
            .withNewSpec()
            .withReplicas(replicas)
            .withNewSelector()
            .withMatchLabels(LABELS)
            .endSelector()
            .withNewTemplate()
            .withNewMetadata()
            .withLabels(LABELS)
            .endMetadata()
            .withNewSpec()
            .addNewContainer()
            .withName("web")
            .withImage(image)
            .withNewReadinessProbe()
            .withPeriodSeconds(1)
            .withNewHttpGet()
            .withPort(new IntOrString(8080))
            .withPath("/")
            .endHttpGet()
            .endReadinessProbe()
            .endContainer()
            .endSpec()
            .endTemplate()
            .endSpec()
            .build();
    cluster.kubernetes().apply(ResourceType.DEPLOYMENT, deployment);
  }
}
