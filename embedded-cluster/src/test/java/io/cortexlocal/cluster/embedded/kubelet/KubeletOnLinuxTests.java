package io.cortexlocal.cluster.embedded.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.cluster.Kubernetes.ExecResult;
import io.cortexlocal.cluster.Kubernetes.Subscription;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.cluster.embedded.image.ContainerImage;
import io.cortexlocal.cluster.embedded.image.ContainerImage.User;
import io.cortexlocal.cluster.embedded.image.RootFilesystem;
import io.cortexlocal.cluster.embedded.linux.LinuxNode;
import io.cortexlocal.cluster.embedded.linux.LinuxRuntime;
import io.cortexlocal.cluster.embedded.linux.NodeMode;
import io.cortexlocal.cluster.embedded.linux.NodeRequirements;
import io.cortexlocal.cluster.embedded.linux.Reach;
import io.cortexlocal.cluster.embedded.store.ObjectStore;
import io.cortexlocal.lifecycle.Closer;
import io.cortexlocal.time.Deadline;
import io.cortexlocal.time.Signal;
import io.cortexlocal.time.SystemTime;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The kubelet with real processes, real servers and real time. */
@Timeout(120)
class KubeletOnLinuxTests {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final ContainerImage HOST =
      new ContainerImage(new RootFilesystem.Host(), List.of(), List.of(), Map.of(), "/", User.ROOT);
  private static final String SERVER =
      """
      import http.server, os, signal, sys
      signal.signal(signal.SIGTERM, lambda *unused: sys.exit(0))
      class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
          code = 200 if os.path.exists('/mnt/ok') else 500
          print(self.path, self.headers['User-Agent'], code, flush=True)
          self.send_response(code)
          self.end_headers()
        def log_message(self, *unused):
          pass
      print('listening', flush=True)
      http.server.ThreadingHTTPServer((sys.argv[1], 8080), Handler).serve_forever()
      """;

  private final Signal signal = new Signal();
  private final Closer closer = new Closer();
  private final SystemTime time = closer.register(new SystemTime());
  private final ObjectStore store = closer.register(new ObjectStore(time));
  private final LinuxRuntime runtime =
      closer.register(new LinuxRuntime(LinuxNode.start(mode()), 64L << 20, Reach.CLUSTER));
  private final Kubelet kubelet;

  KubeletOnLinuxTests() {
    closer.register(
        store.watch(ResourceType.POD, Optional.empty(), Map.of(), change -> signal.changed()));
    closer.register(
        store.watch(ResourceType.EVENT, Optional.empty(), Map.of(), change -> signal.changed()));
    kubelet =
        closer.register(Kubelet.start(store, runtime, name -> Optional.of(HOST), Node.NAME, time));
  }

  @AfterEach
  void closeAll() {
    closer.close();
  }

  @Test
  void aServerIsProbedFollowedEnteredAndEnded() {
    create(
        "api-x",
        60,
        server("0.0.0.0")
            .withNewReadinessProbe()
            .withPeriodSeconds(1)
            .withNewHttpGet()
            .withPath("status")
            .withPort(new IntOrString(8080))
            .endHttpGet()
            .endReadinessProbe()
            .withNewLivenessProbe()
            .withInitialDelaySeconds(3)
            .withPeriodSeconds(1)
            .withNewTcpSocket()
            .withPort(new IntOrString(8080))
            .endTcpSocket()
            .endLivenessProbe()
            .withNewLifecycle()
            .withNewPreStop()
            .withNewExec()
            .withCommand("bash", "-c", "echo bye >/mnt/bye")
            .endExec()
            .endPreStop()
            .endLifecycle()
            .build(),
        shell("proxy", "trap 'cat /mnt/bye; exit 0' TERM; while :; do sleep 0.1; done")
            .withNewReadinessProbe()
            .withPeriodSeconds(1)
            .withNewExec()
            .withCommand("test", "-e", "/mnt/ok")
            .endExec()
            .endReadinessProbe()
            .build());
    List<String> lines = new CopyOnWriteArrayList<>();
    await(
        "api-x",
        "a failed probe",
        () ->
            events("api-x")
                .contains(
                    "Warning Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 500"));
    try (Subscription following = kubelet.followLogs("default", "api-x", "api", lines::add)) {
      assertThat(following).isNotNull();
      assertThat(isReady("api-x", "api")).isFalse();

      assertThat(exec("api-x", "proxy", "touch", "/mnt/ok").exitCode())
          .isEqualTo(OptionalInt.of(0));
      await("api-x", "ready", () -> isReady("api-x", "api") && isReady("api-x", "proxy"));
      assertThat(lines).contains("listening", "/status kube-probe/1.34 500");
      assertThat(kubelet.logs("default", "api-x", "api", 100, false))
          .startsWith("listening\n")
          .contains("/status kube-probe/1.34 200\n");
      assertThat(
              exec(
                  "api-x",
                  "api",
                  "bash",
                  "-c",
                  "echo $HOSTNAME $KUBERNETES_SERVICE_HOST $HOME; exit 3"))
          .isEqualTo(new ExecResult(OptionalInt.of(3), "api-x 10.43.0.1 /root\n", ""));

      store.delete(ResourceType.POD, "default", "api-x");
      await("api-x", "gone", () -> pod("api-x").isEmpty());
    }
    assertThat(events("api-x"))
        .contains(
            "Normal Killing: Stopping container api", "Normal Killing: Stopping container proxy")
        .noneMatch(event -> event.contains("FailedPreStopHook"));
  }

  @Test
  void aServerOnLoopbackFailsItsProbe() {
    create(
        "api-x",
        0,
        server("127.0.0.1")
            .withNewReadinessProbe()
            .withPeriodSeconds(1)
            .withNewHttpGet()
            .withPath("/")
            .withPort(new IntOrString(8080))
            .endHttpGet()
            .endReadinessProbe()
            .build());
    await("api-x", "running", () -> isRunning("api-x", "api"));
    String ip = pod("api-x").orElseThrow().getStatus().getPodIP();
    String event =
        ("Warning Unhealthy: Readiness probe failed: Get \"http://%1$s:8080/\": dial tcp %1$s:8080:"
                + " connect: connection refused")
            .formatted(ip);
    await("api-x", "a failed probe", () -> count("api-x", event) >= 2);
  }

  @Test
  void aFailedLivenessProbeRestartsAndWhatIgnoresTheSignalIsKilled() {
    create(
        "api-x",
        1,
        shell("api", "trap '' TERM; touch /mnt/alive; echo up; while :; do sleep 0.1; done")
            .withNewLivenessProbe()
            .withInitialDelaySeconds(1)
            .withPeriodSeconds(1)
            .withFailureThreshold(1)
            .withNewExec()
            .withCommand("cat", "/mnt/alive")
            .endExec()
            .endLivenessProbe()
            .build());
    await("api-x", "running", () -> isRunning("api-x", "api"));
    await("api-x", "up", () -> kubelet.logs("default", "api-x", "api", 9, false).equals("up\n"));
    exec("api-x", "api", "rm", "/mnt/alive");
    await("api-x", "restarted", () -> isRunning("api-x", "api") && restarts("api-x", "api") == 1);
    assertThat(events("api-x"))
        .contains(
            "Warning Unhealthy: Liveness probe failed: cat: /mnt/alive: No such file or directory\n",
            "Normal Killing: Container api failed liveness probe, will be restarted");
    assertThat(status("api-x", "api").orElseThrow().getLastState().getTerminated().getExitCode())
        .isEqualTo(137);
    assertThat(kubelet.logs("default", "api-x", "api", 9, true)).isEqualTo("up\n");
  }

  @Test
  void aProgramThatIsNotThereIsAStartError() {
    create(
        "api-x",
        1,
        new ContainerBuilder()
            .withName("api")
            .withImage("host")
            .withCommand("no-such-program")
            .build());
    await("api-x", "crash loop", () -> "CrashLoopBackOff".equals(reason("api-x", "api")));
    assertThat(status("api-x", "api").orElseThrow().getLastState().getTerminated().getReason())
        .isEqualTo("StartError");
    assertThat(status("api-x", "api").orElseThrow().getLastState().getTerminated().getMessage())
        .contains("no-such-program");
  }

  @Test
  void namesLeadToReadyPods() {
    create("api-y", 0, server("0.0.0.0").build());
    await("api-y", "running", () -> isRunning("api-y", "api"));
    store.apply(
        ResourceType.ENDPOINT_SLICE,
        new EndpointSliceBuilder()
            .withAddressType("IPv4")
            .withNewMetadata()
            .withName("api-y-1")
            .withNamespace("default")
            .addToLabels("kubernetes.io/service-name", "api-y")
            .endMetadata()
            .addNewEndpoint()
            .withAddresses(pod("api-y").orElseThrow().getStatus().getPodIP())
            .endEndpoint()
            .build());
    create(
        "api-x",
        0,
        shell(
                "api",
                "until curl -s -o /dev/null http://api-y.default.svc.cluster.local:8080/hello; do"
                    + " sleep 0.1; done; echo reached; sleep 100")
            .build());
    await(
        "api-x",
        "reached",
        () -> kubelet.logs("default", "api-x", "api", 9, false).endsWith("reached\n"));
    assertThat(kubelet.logs("default", "api-y", "api", 100, false)).contains("/hello curl/");
  }

  @Test
  void noLineOfALogIsLost() {
    create(
        "api-x",
        0,
        shell("api", "until [ -e /mnt/go ]; do sleep 0.1; done; seq 1 20000; exit 0").build());
    await("api-x", "running", () -> isRunning("api-x", "api"));
    List<String> lines = new CopyOnWriteArrayList<>();
    List<String> batch = new java.util.ArrayList<>();
    try (Subscription following =
        kubelet.followLogs(
            "default",
            "api-x",
            "api",
            line -> {
              batch.add(line);
              if (line.equals("20000")) {
                lines.addAll(batch);
                signal.changed();
              }
            })) {
      assertThat(following).isNotNull();
      exec("api-x", "api", "bash", "-c", "echo go >/mnt/go");
      await("api-x", "all lines", () -> !lines.isEmpty());
    }
    assertThat(lines.subList(lines.size() - 20_000, lines.size()))
        .isEqualTo(IntStream.rangeClosed(1, 20_000).mapToObj(Integer::toString).toList());
  }

  private static NodeMode mode() {
    NodeRequirements.Verdict verdict = NodeRequirements.ofThisMachine().check(Optional.empty());
    assertThat(verdict).isInstanceOf(NodeRequirements.Verdict.Usable.class);
    return ((NodeRequirements.Verdict.Usable) verdict).mode();
  }

  private void create(String name, long grace, Container... containers) {
    store.create(
        ResourceType.POD,
        new PodBuilder()
            .withNewMetadata()
            .withName(name)
            .withNamespace("default")
            .endMetadata()
            .withNewSpec()
            .withNodeName(Node.NAME)
            .withRestartPolicy("Always")
            .withTerminationGracePeriodSeconds(grace)
            .withContainers(containers)
            .withVolumes(
                new VolumeBuilder().withName("mnt").withNewEmptyDir().endEmptyDir().build())
            .endSpec()
            .build());
  }

  private static ContainerBuilder server(String address) {
    return container("api").withCommand("python3", "-c", SERVER, address);
  }

  private static ContainerBuilder shell(String name, String script) {
    return container(name).withCommand("bash", "-c", script);
  }

  private static ContainerBuilder container(String name) {
    return new ContainerBuilder()
        .withName(name)
        .withImage("host")
        .addNewVolumeMount()
        .withName("mnt")
        .withMountPath("/mnt")
        .endVolumeMount();
  }

  private ExecResult exec(String pod, String container, String... command) {
    return kubelet.exec("default", pod, container, Duration.ofSeconds(10), List.of(command));
  }

  private Optional<Pod> pod(String name) {
    return store.get(ResourceType.POD, "default", name);
  }

  private Optional<ContainerStatus> status(String pod, String container) {
    return pod(pod).stream()
        .filter(found -> found.getStatus() != null)
        .flatMap(found -> found.getStatus().getContainerStatuses().stream())
        .filter(status -> status.getName().equals(container))
        .findFirst();
  }

  private boolean isRunning(String pod, String container) {
    return status(pod, container)
        .filter(status -> status.getState().getRunning() != null)
        .isPresent();
  }

  private boolean isReady(String pod, String container) {
    return status(pod, container).filter(ContainerStatus::getReady).isPresent();
  }

  private int restarts(String pod, String container) {
    return status(pod, container).orElseThrow().getRestartCount();
  }

  private String reason(String pod, String container) {
    return status(pod, container)
        .map(status -> status.getState().getWaiting())
        .map(waiting -> waiting.getReason())
        .orElse("");
  }

  private List<String> events(String pod) {
    return store.events("default", "Pod", pod).stream()
        .map(event -> "%s %s: %s".formatted(event.getType(), event.getReason(), event.getMessage()))
        .toList();
  }

  private int count(String pod, String text) {
    return store.events("default", "Pod", pod).stream()
        .filter(
            event ->
                text.equals(
                    "%s %s: %s".formatted(event.getType(), event.getReason(), event.getMessage())))
        .mapToInt(event -> event.getCount())
        .sum();
  }

  private void await(String pod, String what, BooleanSupplier condition) {
    try {
      if (!signal.await(Deadline.after(PATIENCE), condition)) {
        throw new AssertionError(
            "not within %s: %s; events: %s; pod: %s"
                .formatted(PATIENCE, what, events(pod), pod(pod).map(Pod::getStatus)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting: " + what, e);
    }
  }
}
