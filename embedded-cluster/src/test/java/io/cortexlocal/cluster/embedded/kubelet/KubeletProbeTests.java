package io.cortexlocal.cluster.embedded.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.cluster.Kubernetes.ExecResult;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class KubeletProbeTests {

  private final Node node = new Node();
  private final AtomicInteger probes = new AtomicInteger();
  private final AtomicReference<String> answer = new AtomicReference<>("no");

  KubeletProbeTests() {
    node.runtime.commands =
        command -> {
          String now = answer.get();
          probes.incrementAndGet();
          node.signal.changed();
          return new ExecResult(OptionalInt.of(now.equals("ok") ? 0 : 1), now, "");
        };
  }

  @AfterEach
  void closeNode() {
    node.close();
  }

  @Test
  void eventsNameTheContainerThatTheyAreAbout() {
    node.running(readiness(exec().build()));
    awaitUnhealthy("Readiness probe failed: no", 1);

    assertThat(node.fieldPaths("Unhealthy")).containsExactly("spec.containers{api}");
    assertThat(node.fieldPaths("Started")).containsExactly("spec.containers{api}");
  }

  @Test
  void theFirstReadinessProbeIsAtTheInitialDelayAndThenEveryPeriod() {
    node.running(readiness(exec().withInitialDelaySeconds(1).build()));
    assertThat(node.isReady("api")).isFalse();
    node.time.move(java.time.Duration.ofMillis(999));
    assertThat(probes).hasValue(0);
    node.time.move(java.time.Duration.ofMillis(1));
    awaitProbes(1);
    node.await("an event", () -> node.count("Warning Unhealthy: Readiness probe failed: no") == 1);
    node.move(9);
    assertThat(probes).hasValue(1);
    answer.set("ok");
    node.move(1);
    node.await("ready", () -> node.isReady("api"));
    assertThat(probes).hasValue(2);
    assertThat(node.condition("Ready").getStatus()).isEqualTo("True");
  }

  @Test
  void readinessIsLostAfterTheThresholdAndComesBack() {
    answer.set("ok");
    node.running(readiness(exec().withFailureThreshold(2).withSuccessThreshold(2).build()));
    awaitProbes(1);
    assertThat(node.isReady("api")).isFalse();
    node.move(10);
    node.await("ready", () -> node.isReady("api"));
    answer.set("busy");
    node.move(10);
    awaitUnhealthy("Readiness probe failed: busy", 1);
    assertThat(node.isReady("api")).isTrue();
    node.move(10);
    node.await("not ready", () -> !node.isReady("api"));
    assertThat(node.condition("Ready").getMessage())
        .isEqualTo("containers with unready status: [api]");
    assertThat(node.runtime.last("api").terminated).isFalse();
  }

  @Test
  void afterARestartAContainerIsNotReadyUntilItsProbePasses() {
    answer.set("ok");
    node.running(readiness(exec().build()));
    node.await("ready", () -> node.isReady("api"));
    answer.set("no");
    node.runtime.last("api").end(1);
    node.await(
        "restarted",
        () -> node.isRunning("api") && node.status("api").orElseThrow().getRestartCount() == 1);
    awaitUnhealthy("Readiness probe failed: no", 1);
    assertThat(node.isReady("api")).isFalse();
  }

  @Test
  void aContainerThatIsNotReadyIsProbedAnewWhenAnotherChanges() {
    Container proxy =
        Node.container("proxy")
            .withReadinessProbe(
                exec()
                    .withInitialDelaySeconds(1)
                    .withNewExec()
                    .withCommand("proxy")
                    .endExec()
                    .build())
            .build();
    AtomicInteger api = new AtomicInteger();
    node.runtime.commands =
        command -> {
          if (command.get(0).equals("proxy")) {
            return new ExecResult(OptionalInt.of(0), "", "");
          }
          api.incrementAndGet();
          node.signal.changed();
          return new ExecResult(OptionalInt.of(api.get() < 3 ? 1 : 0), "no", "");
        };
    node.running(readiness(exec().build()), proxy);
    node.await("probed at its start, and at the other's", () -> api.get() == 2);
    awaitUnhealthy("Readiness probe failed: no", 2);
    assertThat(node.isReady("proxy")).isFalse();
    node.move(1);
    node.await("ready", () -> node.isReady("proxy") && node.isReady("api"));
    assertThat(api).hasValue(3);
  }

  @Test
  void noProbeIsMadeBeforeItsInitialDelayEvenWhenAnotherContainerChanges() {
    node.running(
        readiness(exec().withInitialDelaySeconds(5).build()), Node.container("proxy").build());
    node.runtime.last("proxy").end(1);
    node.await(
        "restarted",
        () -> node.isRunning("proxy") && node.status("proxy").orElseThrow().getRestartCount() == 1);
    assertThat(probes).hasValue(0);
    answer.set("ok");
    node.move(5);
    node.await("ready", () -> node.isReady("api"));
  }

  @Test
  void aFailedLivenessProbeRestartsTheContainer() {
    answer.set("ok");
    node.running(Node.container("api").withLivenessProbe(exec().build()).build());
    awaitProbes(1);
    assertThat(node.isReady("api")).isTrue();
    answer.set("stuck");
    for (int failure = 1; failure <= 3; failure++) {
      assertThat(node.runtime.last("api").terminated).isFalse();
      node.move(10);
      awaitUnhealthy("Liveness probe failed: stuck", failure);
    }
    node.await(
        "killed",
        () ->
            node.events()
                .contains(
                    "Normal Killing: Container api failed liveness probe, will be restarted"));
    node.await("signalled", () -> node.runtime.last("api").terminated);
    node.move(20);
    assertThat(probes).as("probes while it ends").hasValue(4);
    node.runtime.last("api").end(143);
    node.await(
        "restarted",
        () -> node.isRunning("api") && node.status("api").orElseThrow().getRestartCount() == 1);
    assertThat(node.status("api").orElseThrow().getLastState().getTerminated().getExitCode())
        .isEqualTo(143);
  }

  @Test
  void aContainerThatIgnoresTheSignalIsKilledAfterItsGracePeriod() {
    node.running(
        Node.container("api").withLivenessProbe(exec().withFailureThreshold(1).build()).build());
    node.await("signalled", () -> node.runtime.last("api").terminated);
    FakeRuntime.Started first = node.runtime.last("api");
    node.move(59);
    assertThat(first.killed).isFalse();
    node.move(1);
    node.await("killed", () -> first.killed);
    node.await("restarted", () -> node.runtime.runs("api") == 2);
    node.await(
        "last state",
        () ->
            node.status("api").orElseThrow().getLastState().getTerminated() != null
                && node.status("api").orElseThrow().getLastState().getTerminated().getExitCode()
                    == 137);
  }

  @Test
  void untilTheStartupProbePassesNoOtherIsMade() {
    AtomicInteger others = new AtomicInteger();
    AtomicReference<Integer> startup = new AtomicReference<>(1);
    node.runtime.commands =
        command -> {
          if (command.get(0).equals("startup")) {
            return new ExecResult(OptionalInt.of(startup.get()), "starting", "");
          }
          others.incrementAndGet();
          return new ExecResult(OptionalInt.of(0), "", "");
        };
    node.running(
        Node.container("api")
            .withStartupProbe(exec().withNewExec().withCommand("startup").endExec().build())
            .withReadinessProbe(exec().build())
            .withLivenessProbe(exec().build())
            .build());
    awaitUnhealthy("Startup probe failed: starting", 1);
    node.move(10);
    awaitUnhealthy("Startup probe failed: starting", 2);
    assertThat(others).hasValue(0);
    assertThat(node.status("api").orElseThrow().getStarted()).isFalse();
    startup.set(0);
    node.move(10);
    node.await("started", () -> node.status("api").orElseThrow().getStarted());
    node.await("ready at once", () -> node.isReady("api"));
  }

  @Test
  void aFailedStartupProbeRestartsTheContainer() {
    node.running(
        Node.container("api").withStartupProbe(exec().withFailureThreshold(1).build()).build());
    node.await(
        "killed",
        () ->
            node.events()
                .contains("Normal Killing: Container api failed startup probe, will be restarted"));
  }

  @Test
  void aProbeNeverOverlapsItselfAndASlowOneDelaysNobody() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger slow = new AtomicInteger();
    AtomicInteger fast = new AtomicInteger();
    node.runtime.commands =
        command -> {
          if (command.get(0).equals("fast")) {
            fast.incrementAndGet();
            node.signal.changed();
            return new ExecResult(OptionalInt.of(0), "", "");
          }
          slow.incrementAndGet();
          node.signal.changed();
          await(release);
          return new ExecResult(OptionalInt.of(1), "slow", "");
        };
    node.running(
        readiness(exec().withPeriodSeconds(1).build()),
        Node.container("proxy")
            .withLivenessProbe(
                exec().withPeriodSeconds(1).withNewExec().withCommand("fast").endExec().build())
            .build());
    node.await("both probed", () -> slow.get() == 1 && fast.get() == 1);
    for (int period = 2; period <= 5; period++) {
      int expected = period;
      node.move(1);
      node.await("fast goes on", () -> fast.get() == expected);
    }
    assertThat(slow).hasValue(1);
    release.countDown();
    node.await("slow goes on", () -> slow.get() == 2);
    awaitUnhealthy("Readiness probe failed: slow", 2);
  }

  @Test
  void aProbeThatCannotBeMadeCountsNeitherWay() {
    node.runtime.commands = command -> new ExecResult(OptionalInt.empty(), "no such program", "");
    node.running(
        Node.container("api").withLivenessProbe(exec().withFailureThreshold(1).build()).build());
    awaitUnhealthy("Liveness probe errored and resulted in unknown state: no such program", 1);
    node.move(10);
    awaitUnhealthy("Liveness probe errored and resulted in unknown state: no such program", 2);
    assertThat(node.runtime.last("api").terminated).isFalse();
  }

  private void awaitProbes(int count) {
    node.await(count + " probes", () -> probes.get() == count);
  }

  private void awaitUnhealthy(String message, int count) {
    node.await(
        count + " times " + message, () -> node.count("Warning Unhealthy: " + message) == count);
  }

  private static Container readiness(Probe probe) {
    return Node.container("api").withReadinessProbe(probe).build();
  }

  private static ProbeBuilder exec() {
    return new ProbeBuilder().withNewExec().withCommand("check").endExec();
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(20, TimeUnit.SECONDS)) {
        throw new AssertionError("was not released");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
