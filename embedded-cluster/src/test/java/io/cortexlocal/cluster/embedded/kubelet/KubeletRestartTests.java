package io.cortexlocal.cluster.embedded.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class KubeletRestartTests {

  private final Node node = new Node();

  @AfterEach
  void closeNode() {
    node.close();
  }

  @Test
  void theFirstRestartIsAtOnceTheSecondAfterTenSeconds() {
    Pod pod = node.running(Node.container("api").build());
    String firstId = node.status("api").orElseThrow().getContainerID();
    node.runtime.last("api").end(3);
    awaitRun(2);
    ContainerStatus restarted = node.status("api").orElseThrow();
    assertThat(restarted.getRestartCount()).isEqualTo(1);
    assertThat(restarted.getContainerID()).isNotEqualTo(firstId);
    ContainerStateTerminated last = restarted.getLastState().getTerminated();
    assertThat(last.getExitCode()).isEqualTo(3);
    assertThat(last.getReason()).isEqualTo("Error");
    assertThat(last.getContainerID()).isEqualTo(firstId);
    assertThat(last.getStartedAt()).isEqualTo("2026-01-02T03:04:05Z");
    assertThat(last.getFinishedAt()).isEqualTo("2026-01-02T03:04:06Z");

    node.runtime.last("api").end(0);
    node.await("crash loop", () -> node.isWaiting("api", "CrashLoopBackOff"));
    String name = "api-x_default(%s)".formatted(pod.getMetadata().getUid());
    ContainerStatus waiting = node.status("api").orElseThrow();
    assertThat(waiting.getState().getWaiting().getMessage())
        .isEqualTo("back-off 10s restarting failed container=api pod=" + name);
    assertThat(waiting.getLastState().getTerminated().getReason()).isEqualTo("Completed");
    assertThat(waiting.getRestartCount()).isEqualTo(1);
    assertThat(waiting.getReady()).isFalse();
    assertThat(waiting.getStarted()).isFalse();
    assertThat(node.pod().getStatus().getPhase()).isEqualTo("Running");
    assertThat(node.events())
        .contains("Warning BackOff: Back-off restarting failed container api in pod " + name);
    node.move(9);
    assertThat(node.runtime.runs("api")).isEqualTo(2);
    node.move(1);
    awaitRun(3);
    assertThat(node.status("api").orElseThrow().getRestartCount()).isEqualTo(2);

    node.runtime.last("api").end(1);
    node.await("crash loop", () -> node.isWaiting("api", "CrashLoopBackOff"));
    assertThat(node.status("api").orElseThrow().getState().getWaiting().getMessage())
        .isEqualTo("back-off 20s restarting failed container=api pod=" + name);
    assertThat(
            node.count("Warning BackOff: Back-off restarting failed container api in pod " + name))
        .isEqualTo(2);
  }

  @Test
  void afterTenMinutesOfRunningTheBackOffBeginsAnew() {
    node.running(Node.container("api").build());
    node.runtime.last("api").end(1);
    awaitRun(2);
    node.move(601);
    node.runtime.last("api").end(1);
    awaitRun(3);
    assertThat(node.status("api").orElseThrow().getRestartCount()).isEqualTo(2);
  }

  @Test
  void theOtherContainersGoOn() {
    node.running(Node.container("api").build(), Node.container("proxy").build());
    node.runtime.last("api").end(1);
    awaitRun(2);
    node.runtime.last("api").end(1);
    node.await("crash loop", () -> node.isWaiting("api", "CrashLoopBackOff"));
    assertThat(node.isRunning("proxy")).isTrue();
    assertThat(node.runtime.runs("proxy")).isEqualTo(1);
    assertThat(node.condition("Ready").getMessage())
        .isEqualTo("containers with unready status: [api]");
    assertThat(node.runtime.sandboxes).hasSize(1);
  }

  @Test
  void withPolicyNeverAPodEndsWithItsContainers() {
    node.create(
        Node.pod("api-x", Node.container("api").build(), Node.container("proxy").build())
            .editSpec()
            .withRestartPolicy("Never")
            .endSpec());
    node.await("running", () -> node.isRunning("proxy"));
    node.runtime.last("api").end(0);
    node.await("ended", () -> node.status("api").orElseThrow().getState().getTerminated() != null);
    assertThat(node.pod().getStatus().getPhase()).isEqualTo("Running");
    node.runtime.last("proxy").end(7);
    node.await("failed", () -> node.pod().getStatus().getPhase().equals("Failed"));
    assertThat(node.condition("Ready").getReason()).isEqualTo("PodFailed");
    node.await("torn down", () -> node.runtime.sandboxes.get(0).closed);
    assertThat(node.runtime.started).hasSize(2);
    node.delete();
    node.await("gone", node::isGone);
  }

  @Test
  void withPolicyOnFailureOnlyFailuresAreRestarted() {
    node.create(
        Node.pod("api-x", Node.container("api").build())
            .editSpec()
            .withRestartPolicy("OnFailure")
            .endSpec());
    node.await("running", () -> node.isRunning("api"));
    node.runtime.last("api").end(1);
    awaitRun(2);
    node.runtime.last("api").end(0);
    node.await("succeeded", () -> node.pod().getStatus().getPhase().equals("Succeeded"));
    assertThat(node.condition("Ready").getReason()).isEqualTo("PodCompleted");
    assertThat(node.condition("Initialized").getReason()).isEqualTo("PodCompleted");
  }

  @Test
  void aContainerThatTheRuntimeLosesIsRestarted() {
    node.running(Node.container("api").build());
    node.runtime.last("api").exit.completeExceptionally(new IllegalStateException("lost it"));
    awaitRun(2);
    ContainerStateTerminated last = node.status("api").orElseThrow().getLastState().getTerminated();
    assertThat(last.getExitCode()).isEqualTo(137);
    assertThat(last.getReason()).isEqualTo("ContainerStatusUnknown");
    assertThat(last.getMessage()).isEqualTo("lost it");
  }

  private void awaitRun(int number) {
    node.await(
        "run " + number,
        () ->
            node.runtime.runs("api") == number
                && node.isRunning("api")
                && node.status("api").orElseThrow().getRestartCount() == number - 1);
  }
}
