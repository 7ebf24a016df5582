package io.cortexlocal.cluster.embedded.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.cluster.Kubernetes.Change;
import io.cortexlocal.cluster.Kubernetes.ExecResult;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.time.Signal;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class KubeletTerminationTests {

  private final Node node = new Node();

  @AfterEach
  void closeNode() {
    node.close();
  }

  @Test
  void everyContainerGetsTheSignalAndThePodGoesWithTheLastOne() {
    List<String> phases = new CopyOnWriteArrayList<>();
    node.store.watch(
        ResourceType.POD,
        Optional.empty(),
        Map.of(),
        change ->
            phases.add(change instanceof Change.Deleted<Pod> ? "gone" : phase(change.object())));
    node.running(Node.container("api").build(), Node.container("proxy").build());
    node.delete();
    node.await(
        "signalled",
        () -> node.runtime.last("api").terminated && node.runtime.last("proxy").terminated);
    assertThat(node.events())
        .contains(
            "Normal Killing: Stopping container api", "Normal Killing: Stopping container proxy");
    node.runtime.last("api").end(0);
    node.await(
        "first ended", () -> node.status("api").orElseThrow().getState().getTerminated() != null);
    assertThat(node.isRunning("proxy")).isTrue();
    assertThat(node.condition("Ready").getStatus()).isEqualTo("False");
    node.runtime.last("proxy").end(0);
    node.await("gone", node::isGone);
    node.await("reported", () -> phases.contains("gone"));
    assertThat(phases).containsSubsequence("Pending", "Running", "Succeeded", "gone");
    assertThat(node.runtime.sandboxes.get(0).closed).isTrue();
    assertThat(node.runtime.started).hasSize(2);
  }

  @Test
  void afterTheGracePeriodItIsKilled() {
    List<Pod> last = new CopyOnWriteArrayList<>();
    node.store.watch(
        ResourceType.POD,
        Optional.empty(),
        Map.of(),
        change -> {
          if (change instanceof Change.Deleted<Pod>) {
            last.add(change.object());
          }
        });
    node.running(Node.container("api").build());
    node.delete();
    FakeRuntime.Started api = node.runtime.last("api");
    node.await("signalled", () -> api.terminated);
    node.move(59);
    assertThat(api.killed).isFalse();
    node.move(1);
    node.await("gone", node::isGone);
    assertThat(api.killed).isTrue();
    node.await("reported", () -> !last.isEmpty());
    assertThat(phase(last.get(0))).isEqualTo("Failed");
    assertThat(
            last.get(0)
                .getStatus()
                .getContainerStatuses()
                .get(0)
                .getState()
                .getTerminated()
                .getExitCode())
        .isEqualTo(137);
  }

  @Test
  void aGracePeriodOfZeroStillHasTwoSeconds() {
    node.create(
        Node.pod("api-x", Node.container("api").build())
            .editSpec()
            .withTerminationGracePeriodSeconds(0L)
            .endSpec());
    node.await("running", () -> node.isRunning("api"));
    node.delete();
    FakeRuntime.Started api = node.runtime.last("api");
    node.await("signalled", () -> api.terminated);
    node.move(1);
    assertThat(api.killed).isFalse();
    node.move(1);
    node.await("gone", node::isGone);
  }

  @Test
  void aShorterGracePeriodMayComeLater() {
    node.running(Node.container("api").build());
    node.delete();
    FakeRuntime.Started api = node.runtime.last("api");
    node.await("signalled", () -> api.terminated);
    node.move(10);
    node.store.deletePod("default", "api-x", 5);
    node.await("hurried", () -> node.count("Normal Killing: Stopping container api") == 2);
    node.move(4);
    assertThat(api.killed).isFalse();
    node.move(1);
    node.await("gone", node::isGone);
    assertThat(api.killed).isTrue();
  }

  @Test
  void aShorterGracePeriodDoesNotWaitForTheHook() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    node.runtime.commands =
        command -> {
          waitFor(release);
          return new ExecResult(OptionalInt.of(0), "", "");
        };
    node.running(withHook("api"));
    node.delete();
    FakeRuntime.Started api = node.runtime.last("api");
    assertThat(api.terminated).isFalse();
    node.store.deletePod("default", "api-x", 3);
    node.await("signalled", () -> api.terminated);
    node.move(3);
    node.await("killed", () -> api.killed);
    release.countDown();
    node.await("gone", node::isGone);
  }

  @Test
  void thePreStopHookRunsBeforeTheSignal() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    AtomicBoolean hooked = new AtomicBoolean();
    node.runtime.commands =
        command -> {
          hooked.set(true);
          node.signal.changed();
          waitFor(release);
          return new ExecResult(OptionalInt.of(0), "", "");
        };
    node.running(withHook("api"), Node.container("proxy").build());
    node.delete();
    node.await("hooked", hooked::get);
    node.await("the other is signalled at once", () -> node.runtime.last("proxy").terminated);
    FakeRuntime.Started api = node.runtime.last("api");
    assertThat(api.terminated).isFalse();
    node.move(20);
    release.countDown();
    node.await("signalled", () -> api.terminated);
    node.move(39);
    assertThat(api.killed).as("the hook counts against the grace period").isFalse();
    node.move(1);
    node.await("killed", () -> api.killed);
    node.await("gone", node::isGone);
    assertThat(node.events()).doesNotContain("Warning FailedPreStopHook: PreStopHook failed");
  }

  @Test
  void aHookThatUsesUpTheGracePeriodLeavesTwoSeconds() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    AtomicBoolean hooked = new AtomicBoolean();
    node.runtime.commands =
        command -> {
          hooked.set(true);
          node.signal.changed();
          waitFor(release);
          return new ExecResult(OptionalInt.of(0), "", "");
        };
    node.running(withHook("api"));
    node.delete();
    node.await("hooked", hooked::get);
    FakeRuntime.Started api = node.runtime.last("api");
    node.move(60);
    node.await("signalled", () -> api.terminated);
    node.move(1);
    assertThat(api.killed).isFalse();
    node.move(1);
    node.await("killed", () -> api.killed);
    release.countDown();
  }

  @Test
  void aHookThatFailsIsReportedAndTheSignalFollows() {
    node.runtime.commands = command -> new ExecResult(OptionalInt.of(1), "", "no");
    node.running(withHook("api"));
    node.delete();
    node.await("signalled", () -> node.runtime.last("api").terminated);
    assertThat(node.events()).contains("Warning FailedPreStopHook: PreStopHook failed");
  }

  @Test
  void aHookThatIsTooSlowIsReported() {
    node.runtime.commands =
        command -> {
          throw new TimeoutException();
        };
    node.running(withHook("api"));
    node.delete();
    node.await("signalled", () -> node.runtime.last("api").terminated);
    assertThat(node.events()).contains("Warning FailedPreStopHook: PreStopHook failed");
  }

  @Test
  void anHttpHookIsSatisfiedWithAnyAnswer() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            (request, socket) ->
                ScriptedServer.write(socket, "HTTP/1.1 500 X\r\nContent-Length: 0\r\n\r\n"))) {
      node.runtime.dialer = (address, port) -> server.connect();
      node.running(withHttpHook("api"));
      node.delete();
      node.await("signalled", () -> node.runtime.last("api").terminated);
      assertThat(server.requests)
          .singleElement()
          .asString()
          .startsWith("GET /stop HTTP/1.1\r\nHost: 10.42.0.2:8080\r\n")
          .contains("User-Agent: kube-lifecycle/1.34\r\n");
    }
    assertThat(node.events()).doesNotContain("Warning FailedPreStopHook: PreStopHook failed");
  }

  @Test
  void anHttpHookThatNobodyAnswersIsReported() {
    node.running(withHttpHook("api"));
    node.delete();
    node.await("signalled", () -> node.runtime.last("api").terminated);
    assertThat(node.events()).contains("Warning FailedPreStopHook: PreStopHook failed");
  }

  @Test
  void aHookMaySleep() {
    node.running(
        new ContainerBuilder(Node.container("api").build())
            .withNewLifecycle()
            .withNewPreStop()
            .withNewSleep(5L)
            .endPreStop()
            .endLifecycle()
            .build());
    node.delete();
    node.await("stopping", () -> node.time.count() == 1);
    FakeRuntime.Started api = node.runtime.last("api");
    node.move(4);
    assertThat(api.terminated).isFalse();
    node.move(1);
    node.await("signalled", () -> api.terminated);
  }

  @Test
  void readinessIsProbedOnWhileAPodEndsAndLivenessIsNot() {
    AtomicInteger readiness = new AtomicInteger();
    AtomicInteger liveness = new AtomicInteger();
    node.runtime.commands =
        command -> {
          (command.get(0).equals("ready") ? readiness : liveness).incrementAndGet();
          node.signal.changed();
          return new ExecResult(OptionalInt.of(0), "", "");
        };
    node.running(
        Node.container("api")
            .withReadinessProbe(
                new ProbeBuilder().withNewExec().withCommand("ready").endExec().build())
            .withLivenessProbe(
                new ProbeBuilder().withNewExec().withCommand("live").endExec().build())
            .build());
    node.await("probed", () -> readiness.get() == 1 && liveness.get() == 1);
    node.await("ready", () -> node.isReady("api"));
    node.delete();
    node.await("signalled", () -> node.runtime.last("api").terminated);
    for (int period = 2; period <= 4; period++) {
      int probes = period;
      node.move(10);
      node.await("probed", () -> readiness.get() == probes);
    }
    assertThat(liveness).hasValue(1);
  }

  @Test
  void aContainerThatWillNotEndDoesNotKeepThePod() {
    node.running(Node.container("api").build());
    FakeRuntime.Started api = node.runtime.last("api");
    api.killable = false;
    node.delete();
    node.await("signalled", () -> api.terminated);
    node.move(60);
    node.await("killed", () -> api.killed);
    node.move(10);
    node.await("gone", node::isGone);
    assertThat(node.runtime.sandboxes.get(0).closed).isTrue();
    assertThat(node.events())
        .contains(
            "Warning FailedKillPod: error killing pod: container api has not ended 10s after"
                + " SIGKILL");
  }

  @Test
  void aPodInBackOffGoesAtOnce() {
    node.running(Node.container("api").build());
    node.runtime.last("api").end(1);
    node.await("restarted", () -> node.runtime.runs("api") == 2 && node.isRunning("api"));
    node.runtime.last("api").end(1);
    node.await("crash loop", () -> node.isWaiting("api", "CrashLoopBackOff"));
    node.delete();
    node.await("gone", node::isGone);
    node.move(600);
    assertThat(node.runtime.runs("api")).isEqualTo(2);
    assertThat(node.time.count()).isZero();
  }

  @Test
  void aPodWithoutItsImageGoesAtOnce() {
    node.create(Node.pod("api-x", Node.container("api").withImage("gone:1").build()));
    node.await("no image", () -> node.isWaiting("api", "ImagePullBackOff"));
    node.delete();
    node.await("gone", node::isGone);
    assertThat(node.runtime.sandboxes.get(0).closed).isTrue();
  }

  @Test
  void aPodWhoseSandboxIsBeingMadeGoesAfterwards() {
    Signal signal = node.signal;
    AtomicBoolean making = new AtomicBoolean();
    AtomicBoolean release = new AtomicBoolean();
    node.runtime.sandboxStarting =
        () -> {
          making.set(true);
          signal.changed();
          node.await("released", release::get);
        };
    node.runtime.endsOnTerminate = true;
    node.create(Node.pod("api-x", Node.container("api").build()));
    node.await("making", making::get);
    node.delete();
    node.await("marked", () -> node.pod().getMetadata().getDeletionTimestamp() != null);
    release.set(true);
    signal.changed();
    node.await("gone", node::isGone);
    assertThat(node.runtime.sandboxes.get(0).closed).isTrue();
  }

  @Test
  void aPodThatIsTakenAwayIsEndedAtOnce() {
    node.running(Node.container("api").build());
    node.store.remove(ResourceType.POD, "default", "api-x");
    node.await("ended", () -> node.runtime.sandboxes.get(0).closed);
  }

  private static Container withHook(String name) {
    return new ContainerBuilder(Node.container(name).build())
        .withNewLifecycle()
        .withNewPreStop()
        .withNewExec()
        .withCommand("drain")
        .endExec()
        .endPreStop()
        .endLifecycle()
        .build();
  }

  private static Container withHttpHook(String name) {
    return new ContainerBuilder(Node.container(name).build())
        .withNewLifecycle()
        .withNewPreStop()
        .withNewHttpGet()
        .withPath("stop")
        .withPort(new IntOrString(8080))
        .endHttpGet()
        .endPreStop()
        .endLifecycle()
        .build();
  }

  private static String phase(Pod pod) {
    return pod.getStatus().getPhase();
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
