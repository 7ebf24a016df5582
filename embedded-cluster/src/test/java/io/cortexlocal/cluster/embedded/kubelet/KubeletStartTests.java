package io.cortexlocal.cluster.embedded.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.cluster.embedded.runtime.RuntimeFailure;
import io.cortexlocal.cluster.embedded.runtime.StartFailure;
import io.cortexlocal.cluster.embedded.runtime.Volume;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class KubeletStartTests {

  private final Node node = new Node();

  @AfterEach
  void closeNode() {
    node.close();
  }

  @Test
  void aPodRunsWithTheStatusThatTheApiServerShows() {
    node.running(Node.container("api").build(), Node.container("proxy").build());
    PodStatus status = node.pod().getStatus();
    assertThat(status.getPhase()).isEqualTo("Running");
    assertThat(status.getPodIP()).isEqualTo("10.42.0.2");
    assertThat(status.getPodIPs()).extracting("ip").containsExactly("10.42.0.2");
    assertThat(status.getHostIP()).isEqualTo("192.168.1.2");
    assertThat(status.getHostIPs()).extracting("ip").containsExactly("192.168.1.2");
    assertThat(status.getStartTime()).isEqualTo("2026-01-02T03:04:10Z");
    assertThat(status.getConditions())
        .extracting("type", "status", "reason", "lastTransitionTime")
        .containsExactly(
            tuple("PodReadyToStartContainers", "True", null),
            tuple("Initialized", "True", null),
            tuple("Ready", "True", null),
            tuple("ContainersReady", "True", null));
    assertThat(status.getContainerStatuses())
        .extracting(ContainerStatus::getName)
        .containsExactly("api", "proxy");
    ContainerStatus api = node.status("api").orElseThrow();
    assertThat(api.getImage()).isEqualTo("app");
    assertThat(api.getImageID()).isEqualTo("app");
    assertThat(api.getContainerID()).matches("embedded://[0-9a-f]{64}");
    assertThat(api.getReady()).isTrue();
    assertThat(api.getStarted()).isTrue();
    assertThat(api.getRestartCount()).isZero();
    assertThat(api.getState().getRunning().getStartedAt()).isEqualTo("2026-01-02T03:04:05Z");
    assertThat(node.events())
        .containsExactly(
            "Normal Pulled: Container image \"app\" already present on machine",
            "Normal Created: Created container: api",
            "Normal Started: Started container api",
            "Normal Pulled: Container image \"app\" already present on machine",
            "Normal Created: Created container: proxy",
            "Normal Started: Started container proxy");
  }

  @Test
  void whileItIsBeingMadeAPodIsPendingAndItsContainersAreCreating() {
    AtomicBoolean release = new AtomicBoolean();
    node.runtime.sandboxStarting = () -> node.await("released", release::get);
    node.create(Node.pod("api-x", Node.container("api").build()));
    node.await("creating", () -> node.isWaiting("api", "ContainerCreating"));
    PodStatus status = node.pod().getStatus();
    assertThat(status.getPhase()).isEqualTo("Pending");
    assertThat(status.getPodIP()).isNull();
    assertThat(status.getContainerStatuses().get(0).getContainerID()).isNull();
    assertThat(node.condition("PodReadyToStartContainers").getStatus()).isEqualTo("False");
    assertThat(node.condition("Ready").getReason()).isEqualTo("ContainersNotReady");
    assertThat(node.condition("Ready").getMessage())
        .isEqualTo("containers with unready status: [api]");
    assertThat(node.condition("Initialized").getStatus()).isEqualTo("True");
    release.set(true);
    node.signal.changed();
    node.await("running", () -> node.isRunning("api"));
  }

  @Test
  void whatOthersWroteToTheStatusStays() {
    PodBuilder pod = Node.pod("api-x", Node.container("api").build());
    pod.withNewStatus()
        .withPhase("Pending")
        .withConditions(
            new PodConditionBuilder()
                .withType("PodScheduled")
                .withStatus("True")
                .withLastTransitionTime("2026-01-01T00:00:00Z")
                .build())
        .withQosClass("Burstable")
        .endStatus();
    node.create(pod);
    node.await("running", () -> node.isRunning("api"));
    assertThat(node.pod().getStatus().getQosClass()).isEqualTo("Burstable");
    assertThat(node.condition("PodScheduled").getLastTransitionTime())
        .isEqualTo("2026-01-01T00:00:00Z");
  }

  @Test
  void podsOfOtherNodesAreNotTouched() {
    node.store.create(
        ResourceType.POD,
        new PodBuilder(Node.pod("elsewhere", Node.container("api").build()).build())
            .editSpec()
            .withNodeName("other")
            .endSpec()
            .build());
    node.running(Node.container("api").build());
    assertThat(node.runtime.sandboxes).hasSize(1);
  }

  @Test
  void aPodThatIsBoundLaterRuns() {
    node.create(
        Node.pod("api-x", Node.container("api").build()).editSpec().withNodeName(null).endSpec());
    node.store.update(
        ResourceType.POD,
        "default",
        "api-x",
        pod -> new PodBuilder(pod).editSpec().withNodeName(Node.NAME).endSpec().build());
    node.await("running", () -> node.isRunning("api"));
  }

  @Test
  void containersStartInOrderWithoutWaitingForReadiness() {
    node.create(
        Node.pod(
            "api-x",
            Node.container("first")
                .withNewReadinessProbe()
                .withNewTcpSocket()
                .withNewPort(80)
                .endTcpSocket()
                .endReadinessProbe()
                .build(),
            Node.container("second").build()));
    node.await("running", () -> node.isRunning("second"));
    assertThat(node.runtime.started)
        .extracting(run -> run.config.name())
        .containsExactly("first", "second");
    assertThat(node.isReady("first")).isFalse();
    assertThat(node.isReady("second")).isTrue();
    assertThat(node.condition("ContainersReady").getMessage())
        .isEqualTo("containers with unready status: [first]");
    assertThat(node.pod().getStatus().getPhase()).isEqualTo("Running");
  }

  @Test
  void aConfigMapThatIsMissingHoldsThePodUpUntilItAppears() {
    node.create(
        Node.pod("api-x", Node.container("api").build())
            .editSpec()
            .withVolumes(
                new VolumeBuilder()
                    .withName("client-config")
                    .withNewConfigMap()
                    .withName("client-config")
                    .endConfigMap()
                    .build())
            .endSpec());
    String event =
        "Warning FailedMount: MountVolume.SetUp failed for volume \"client-config\" : configmap"
            + " \"client-config\" not found";
    node.await("not mounted", () -> node.events().contains(event));
    assertThat(node.isWaiting("api", "ContainerCreating")).isTrue();
    assertThat(node.runtime.sandboxes).isEmpty();

    node.configMap("other", Map.of());
    node.await("looked again", () -> node.count(event) == 2);
    node.configMap("client-config", Map.of("cli.yaml", "x: 1"));
    node.await("running", () -> node.isRunning("api"));
    assertThat(node.runtime.sandboxes.get(0).config.volumes())
        .containsExactly(new Volume.Files("client-config", Map.of("cli.yaml", "x: 1")));
  }

  @Test
  void anEnvironmentThatIsMissingHoldsTheContainerUpUntilItAppears() {
    node.create(
        Node.pod(
            "api-x",
            Node.container("api")
                .addNewEnvFrom()
                .withNewConfigMapRef("env-vars", false)
                .endEnvFrom()
                .build(),
            Node.container("proxy").build()));
    node.await("error", () -> node.isWaiting("api", "CreateContainerConfigError"));
    node.await("the other runs", () -> node.isRunning("proxy"));
    assertThat(node.status("api").orElseThrow().getState().getWaiting().getMessage())
        .isEqualTo("configmap \"env-vars\" not found");
    assertThat(node.events()).contains("Warning Failed: Error: configmap \"env-vars\" not found");
    node.configMap("env-vars", Map.of("CORTEX_REGION", "local"));
    node.await("running", () -> node.isRunning("api"));
    assertThat(node.runtime.last("api").config.environment())
        .containsEntry("CORTEX_REGION", "local");
  }

  @Test
  void fieldsOfThePodAreThoseOfNow() {
    node.running(
        Node.container("api")
            .addNewEnv()
            .withName("NODE_IP")
            .withNewValueFrom()
            .withNewFieldRef("v1", "status.hostIP")
            .endValueFrom()
            .endEnv()
            .build());
    assertThat(node.runtime.last("api").config.environment())
        .containsEntry("NODE_IP", "192.168.1.2");
  }

  @Test
  void anImageThatIsNotThereIsTriedAgainWithBackOff() {
    node.create(Node.pod("api-x", Node.container("api").withImage("gone:1").build()));
    node.await("no image", () -> node.isWaiting("api", "ImagePullBackOff"));
    assertThat(node.status("api").orElseThrow().getState().getWaiting().getMessage())
        .isEqualTo(
            "Back-off pulling image \"gone:1\": ErrImagePull: Failed to pull image \"gone:1\": it"
                + " has not been loaded into the embedded cluster");
    assertThat(node.events())
        .containsExactly(
            "Normal Pulling: Pulling image \"gone:1\"",
            "Warning Failed: Failed to pull image \"gone:1\": it has not been loaded into the"
                + " embedded cluster",
            "Warning Failed: Error: ErrImagePull",
            "Normal BackOff: Back-off pulling image \"gone:1\"",
            "Warning Failed: Error: ImagePullBackOff");
    assertThat(node.pod().getStatus().getPhase()).isEqualTo("Pending");
    node.images.put("gone:1", Node.IMAGE);
    node.move(9);
    assertThat(node.runtime.started).isEmpty();
    node.move(1);
    node.await("running", () -> node.isRunning("api"));
    assertThat(node.status("api").orElseThrow().getRestartCount()).isZero();
  }

  @Test
  void theStepsOfAFailedPullCanBeSeenOneByOne() {
    List<String> seen = new java.util.concurrent.CopyOnWriteArrayList<>();
    node.store.watch(
        ResourceType.POD,
        java.util.Optional.empty(),
        Map.of(),
        change ->
            node.status("api")
                .map(status -> change.object().getStatus().getContainerStatuses())
                .filter(statuses -> !statuses.isEmpty())
                .ifPresent(
                    statuses -> seen.add(statuses.get(0).getState().getWaiting().getReason())));
    node.create(Node.pod("api-x", Node.container("api").withImage("gone:1").build()));
    node.await("no image", () -> seen.contains("ImagePullBackOff"));
    assertThat(seen).containsSubsequence("ErrImagePull", "ImagePullBackOff");
  }

  @Test
  void anImageThatIsNeverPulled() {
    node.create(
        Node.pod(
            "api-x",
            Node.container("api").withImage("gone:1").withImagePullPolicy("Never").build()));
    node.await("no image", () -> node.isWaiting("api", "ErrImageNeverPull"));
    assertThat(node.events())
        .containsExactly(
            "Warning ErrImageNeverPull: Container image \"gone:1\" is not present with pull policy"
                + " of Never",
            "Warning Failed: Error: ErrImageNeverPull");
  }

  @Test
  void aProgramThatCannotBeRunIsAStartErrorAndThenACrashLoop() {
    node.runtime.starting =
        config -> {
          throw new StartFailure("exec: \"/entrypoint\": no such file or directory");
        };
    node.create(Node.pod("api-x", Node.container("api").build()));
    node.await("crash loop", () -> node.isWaiting("api", "CrashLoopBackOff"));
    ContainerStatus status = node.status("api").orElseThrow();
    assertThat(status.getRestartCount()).isEqualTo(1);
    assertThat(status.getLastState().getTerminated().getExitCode()).isEqualTo(128);
    assertThat(status.getLastState().getTerminated().getReason()).isEqualTo("StartError");
    assertThat(status.getLastState().getTerminated().getMessage())
        .isEqualTo("exec: \"/entrypoint\": no such file or directory");
    assertThat(status.getLastState().getTerminated().getStartedAt())
        .isEqualTo("1970-01-01T00:00:00Z");
    assertThat(
            node.count("Warning Failed: Error: exec: \"/entrypoint\": no such file or directory"))
        .isEqualTo(2);
    assertThat(node.count("Normal Created: Created container: api")).isEqualTo(2);
    assertThat(node.pod().getStatus().getPhase()).isEqualTo("Running");
  }

  @Test
  void aMachineThatFailsIsTriedAgainAfterTenSeconds() {
    AtomicInteger failures = new AtomicInteger(1);
    node.runtime.sandboxStarting =
        () -> {
          if (failures.getAndDecrement() > 0) {
            throw new RuntimeFailure("no more bridges");
          }
        };
    AtomicInteger startFailures = new AtomicInteger(1);
    node.runtime.starting =
        config -> {
          if (startFailures.getAndDecrement() > 0) {
            throw new RuntimeFailure("no space left on device");
          }
        };
    node.create(Node.pod("api-x", Node.container("api").build()));
    String event = "Warning FailedCreatePodSandBox: Failed to create pod sandbox: no more bridges";
    node.await("no sandbox", () -> node.events().contains(event));
    node.await("a next try", () -> node.time.count() == 1);
    node.move(10);
    node.await("not started", () -> node.isWaiting("api", "CreateContainerError"));
    assertThat(node.status("api").orElseThrow().getState().getWaiting().getMessage())
        .isEqualTo("no space left on device");
    assertThat(node.events()).contains("Warning Failed: Error: no space left on device");
    node.move(10);
    node.await("running", () -> node.isRunning("api"));
  }

  @Test
  void whatIsUnexpectedBecomesAnEvent() {
    AtomicInteger failures = new AtomicInteger(1);
    node.runtime.starting =
        config -> {
          if (failures.getAndDecrement() > 0) {
            throw new AssertionError("a bug");
          }
        };
    node.create(Node.pod("api-x", Node.container("api").build()));
    node.await(
        "an event",
        () ->
            node.events()
                .contains(
                    "Warning FailedSync: error syncing pod: java.lang.AssertionError: a bug"));
    node.await("a next try", () -> node.time.count() == 1);
    node.move(10);
    node.await("running", () -> node.isRunning("api"));
  }

  private static org.assertj.core.groups.Tuple tuple(String type, String status, String reason) {
    return org.assertj.core.groups.Tuple.tuple(type, status, reason, "2026-01-02T03:04:10Z");
  }
}
