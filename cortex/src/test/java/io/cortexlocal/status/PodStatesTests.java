package io.cortexlocal.status;

import static io.cortexlocal.status.Pods.backOff;
import static io.cortexlocal.status.Pods.deleted;
import static io.cortexlocal.status.Pods.ended;
import static io.cortexlocal.status.Pods.evicted;
import static io.cortexlocal.status.Pods.pod;
import static io.cortexlocal.status.Pods.restarted;
import static io.cortexlocal.status.Pods.running;
import static io.cortexlocal.status.Pods.waiting;
import static io.cortexlocal.status.Pods.withCondition;
import static io.cortexlocal.status.Pods.withInit;
import static io.cortexlocal.status.Pods.withReady;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.cortexlocal.cluster.PodConditions;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The states that Cortex 0.42 derives, and how it puts those of several containers together. */
class PodStatesTests {

  private static final Instant NOW = Instant.parse("2026-01-02T03:30:00Z");

  @ParameterizedTest
  @MethodSource
  void stateOfPod(Pod pod, PodState expected) {
    assertThat(PodStates.of(pod, NOW)).isEqualTo(expected);
  }

  static Stream<Arguments> stateOfPod() {
    return Stream.of(
        argumentSet(
            "unscheduled for 14 min", unscheduled("2026-01-02T03:16:00Z"), PodState.PENDING),
        argumentSet(
            "unscheduled just below 15 min", unscheduled("2026-01-02T03:15:01Z"), PodState.PENDING),
        argumentSet(
            "unscheduled for 15 min", unscheduled("2026-01-02T03:15:00Z"), PodState.STALLED),
        argumentSet(
            "scheduled long ago",
            withCondition(pod("Pending"), "PodScheduled", "True", "2026-01-02T00:00:00Z", null),
            PodState.PENDING),
        argumentSet(
            "pending, ContainerCreating",
            pod("Pending", waiting("web", "ContainerCreating")),
            PodState.CREATING),
        argumentSet(
            "pending, PodInitializing",
            pod("Pending", waiting("web", "PodInitializing")),
            PodState.CREATING),
        argumentSet(
            "pending, one image cannot be pulled",
            pod("Pending", running("proxy", true), waiting("web", "ImagePullBackOff")),
            PodState.ERR_IMAGE_PULL),
        argumentSet(
            "pending, ErrImagePull",
            pod("Pending", waiting("web", "ErrImagePull")),
            PodState.ERR_IMAGE_PULL),
        argumentSet(
            "pending, RegistryUnavailable",
            pod("Pending", waiting("web", "RegistryUnavailable")),
            PodState.ERR_IMAGE_PULL),
        argumentSet(
            "pending, InvalidImageName",
            pod("Pending", waiting("web", "InvalidImageName")),
            PodState.PENDING),
        argumentSet(
            "pending, CreateContainerConfigError",
            pod("Pending", waiting("web", "CreateContainerConfigError")),
            PodState.PENDING),
        argumentSet("pending, no statuses", pod("Pending"), PodState.PENDING),
        argumentSet(
            "pending and deleted",
            deleted(pod("Pending", waiting("web", "ContainerCreating"))),
            PodState.CREATING),
        argumentSet(
            "pending, init container killed",
            withInit(
                pod("Pending", waiting("web", "PodInitializing")), ended("init", 137, "Error")),
            PodState.KILLED),
        argumentSet(
            "running and ready",
            withReady(pod("Running", running("web", true)), true),
            PodState.READY),
        argumentSet(
            "running, ready and deleted",
            deleted(withReady(pod("Running", running("web", true)), true)),
            PodState.TERMINATING),
        argumentSet(
            "running, containers ready, condition false",
            withReady(pod("Running", running("web", true), running("proxy", true)), false),
            PodState.NOT_READY),
        argumentSet(
            "running, one container not ready",
            withReady(pod("Running", running("web", false), running("proxy", true)), false),
            PodState.NOT_READY),
        argumentSet(
            "back-off after exit 1",
            pod("Running", backOff("web", 1, "Error"), running("proxy", true)),
            PodState.FAILED),
        argumentSet(
            "back-off after exit 0, other unready",
            pod("Running", backOff("web", 0, "Completed"), running("proxy", false)),
            PodState.NOT_READY),
        argumentSet(
            "back-off after exit 137",
            pod("Running", backOff("web", 137, "Error")),
            PodState.KILLED),
        argumentSet(
            "back-off after exit 143",
            pod("Running", backOff("web", 143, "Error")),
            PodState.KILLED),
        argumentSet(
            "back-off after exit 130",
            pod("Running", backOff("web", 130, "Error")),
            PodState.KILLED),
        argumentSet(
            "back-off after exit 129",
            pod("Running", backOff("web", 129, "Error")),
            PodState.KILLED),
        argumentSet(
            "back-off after running out of memory",
            pod("Running", backOff("web", 137, "OOMKilled")),
            PodState.KILLED_OOM),
        argumentSet(
            "restarted after exit 1 and not ready",
            pod("Running", restarted(running("web", false), 1, 1, "Error"), running("proxy", true)),
            PodState.NOT_READY),
        argumentSet(
            "running, all exited with 0",
            pod("Running", ended("web", 0, "Completed"), ended("proxy", 0, "Completed")),
            PodState.SUCCEEDED),
        argumentSet(
            "running, the current end counts before the last one",
            pod("Running", restarted(ended("web", 1, "Error"), 1, 137, "OOMKilled")),
            PodState.FAILED),
        argumentSet(
            "evicted for memory",
            evicted("The node was low on resource: memory. Container web was using 1Gi."),
            PodState.KILLED_OOM),
        argumentSet(
            "evicted for storage",
            evicted("The node was low on resource: ephemeral-storage."),
            PodState.FAILED),
        argumentSet("failed, exit 143", pod("Failed", ended("web", 143, "Error")), PodState.KILLED),
        argumentSet("failed, exit 1", pod("Failed", ended("web", 1, "Error")), PodState.FAILED),
        argumentSet(
            "failed, the last end counts before the current one",
            pod("Failed", restarted(ended("web", 1, "Error"), 1, 137, "OOMKilled")),
            PodState.KILLED_OOM),
        argumentSet(
            "failed, the first container that was killed decides",
            pod(
                "Failed",
                ended("a", 1, "Error"),
                ended("b", 137, "Error"),
                ended("c", 137, "OOMKilled")),
            PodState.KILLED),
        argumentSet(
            "succeeded", pod("Succeeded", ended("web", 0, "Completed")), PodState.SUCCEEDED),
        argumentSet("unknown phase", pod("Unknown"), PodState.UNKNOWN),
        argumentSet("no phase", pod(null), PodState.UNKNOWN),
        argumentSet("no status", new PodBuilder().build(), PodState.UNKNOWN));
  }

  @ParameterizedTest
  @MethodSource
  void theWorstContainerDecides(Pod pod, PodState expected) {
    assertThat(PodStates.of(pod, NOW)).isEqualTo(expected);
  }

  static Stream<Arguments> theWorstContainerDecides() {
    var oom = ended("oom", 137, "OOMKilled");
    var killed = ended("killed", 137, "Error");
    var failed = ended("failed", 1, "Error");
    var waiting = waiting("waiting", "CreateContainerError");
    var succeeded = ended("succeeded", 0, "Completed");
    var creating = waiting("creating", "ContainerCreating");
    var notReady = running("not-ready", false);
    var ready = running("ready", true);
    return Stream.of(
        argumentSet(
            "image", pod("Running", oom, waiting("web", "ErrImagePull")), PodState.ERR_IMAGE_PULL),
        argumentSet("oom", pod("Running", ready, killed, oom), PodState.KILLED_OOM),
        argumentSet("killed", pod("Running", failed, killed), PodState.KILLED),
        argumentSet("failed", pod("Running", waiting, failed), PodState.FAILED),
        argumentSet("waiting", pod("Running", succeeded, creating, waiting), PodState.PENDING),
        argumentSet("not all succeeded", pod("Running", succeeded, creating), PodState.CREATING),
        argumentSet("creating", pod("Running", notReady, creating), PodState.CREATING),
        argumentSet("not ready", pod("Running", ready, notReady), PodState.NOT_READY),
        argumentSet("ready and ended", pod("Pending", ready, succeeded), PodState.READY));
  }

  @Test
  void isReadyByItsConditionAlone() {
    assertThat(PodConditions.isReady(withReady(pod("Running"), true))).isTrue();
    assertThat(PodConditions.isReady(withReady(pod("Running", running("web", true)), false)))
        .isFalse();
    assertThat(PodConditions.isReady(pod("Running", running("web", true)))).isFalse();
    assertThat(PodConditions.isReady(new PodBuilder().build())).isFalse();
  }

  @Test
  void isWrittenAsCortexWritesIt() {
    assertThat(PodState.values())
        .extracting(PodState::toString)
        .containsExactly(
            "Pending",
            "Stalled",
            "Creating",
            "NotReady",
            "Ready",
            "ErrImagePull",
            "Terminating",
            "Failed",
            "Killed",
            "KilledOOM",
            "Succeeded",
            "Unknown");
  }

  private static Pod unscheduled(String since) {
    return withCondition(pod("Pending"), "PodScheduled", "False", since, "0/1 nodes are available");
  }
}
