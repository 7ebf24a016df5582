package io.cortexlocal.cluster.embedded;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.cluster.Cluster;
import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.Kubernetes.Subscription;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.settings.Settings;
import io.cortexlocal.time.Deadline;
import io.cortexlocal.time.Signal;
import io.cortexlocal.time.SystemTime;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A program that the embedded cluster knows nothing of runs in it as in a container. */
class ProgramTests {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final SystemTime TIME = new SystemTime();

  private static EmbeddedCluster cluster;

  @BeforeAll
  static void start() {
    cluster = cluster();
  }

  private static EmbeddedCluster cluster() {
    return EmbeddedCluster.start(
        EmbeddedSettings.from(Settings.ofThisProcess(), System.getenv()), TIME);
  }

  @AfterAll
  static void end() {
    cluster.close();
    TIME.close();
  }

  @AfterEach
  void deletePods() throws Exception {
    for (Pod pod : kubernetes().list(ResourceType.POD, "default", Map.of())) {
      String name = pod.getMetadata().getName();
      kubernetes().delete(ResourceType.POD, "default", name);
      awaitGone(cluster, name);
    }
  }

  @Test
  void podsReachItByTheNameOfItsService() throws Exception {
    run(cluster, "greeter", GreetingProgram.NAME, "a", "b");
    await(cluster, "greeter", ProgramTests::isReady);

    assertThat(fromAPod("/")).contains("200 OK").endsWith("hello [a, b]");
  }

  @Test
  void itHasTheFilesOfItsPod() throws Exception {
    run(cluster, "greeter", GreetingProgram.NAME);
    await(cluster, "greeter", ProgramTests::isReady);

    assertThat(fromAPod("/file")).endsWith("Alan");
  }

  @Test
  void whatItThrowsEndsItAsAContainerEnds() throws Exception {
    run(cluster, "greeter", GreetingProgram.NAME);
    await(cluster, "greeter", ProgramTests::isReady);

    fromAPod("/crash");

    Pod restarted =
        await(cluster, "greeter", pod -> isReady(pod) && status(pod).getRestartCount() == 1);
    var last = status(restarted).getLastState().getTerminated();
    assertThat(last.getExitCode()).isEqualTo(1);
    assertThat(last.getReason()).isEqualTo("Error");
    assertThat(kubernetes().logs("default", "greeter", "program", 100, true))
        .contains("greets /127.0.0.1:")
        .contains("java.lang.IllegalStateException: told to crash")
        .contains("\tat io.cortexlocal.cluster.embedded.GreetingProgram.answer");
    assertThat(fromAPod("/")).endsWith("hello []");
  }

  @Test
  void aNameThatNoProgramHasIsSaidInTheLog() throws Exception {
    run(cluster, "nobody", "no-such-program");

    Pod pod = await(cluster, "nobody", seen -> status(seen).getRestartCount() == 1);

    assertThat(status(pod).getLastState().getTerminated().getExitCode()).isEqualTo(1);
    assertThat(kubernetes().logs("default", "nobody", "program", 100, true))
        .contains("there is no program no-such-program; there are: [greeting]");
  }

  @Test
  void whatListensOnAPortTwiceIsRefused() throws Exception {
    Pod pod = program("greeter", GreetingProgram.NAME);
    pod.getSpec().getContainers().add(programContainer("second", GreetingProgram.NAME));
    kubernetes().apply(ResourceType.POD, pod);

    await(
        cluster,
        "greeter",
        seen ->
            seen.getStatus() != null
                && seen.getStatus().getContainerStatuses().stream()
                    .anyMatch(status -> status.getRestartCount() > 0));

    List<String> logs = new ArrayList<>();
    for (String container : List.of("program", "second")) {
      logs.add(kubernetes().logs("default", "greeter", container, 100, true));
    }
    assertThat(String.join("", logs))
        .contains("java.net.BindException: port 8888 of the pod cannot be had: bind port 8888:");
  }

  @Test
  void itIsReachedOnThisMachineToo() throws Exception {
    run(cluster, "greeter", GreetingProgram.NAME);

    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), loopbackPort(cluster))) {
      socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(US_ASCII));
      assertThat(new String(socket.getInputStream().readAllBytes(), US_ASCII)).endsWith("hello []");
    }
  }

  @Test
  void itEndsWithItsPod() throws Exception {
    run(cluster, "greeter", GreetingProgram.NAME);
    int port = loopbackPort(cluster);

    kubernetes().delete(ResourceType.POD, "default", "greeter");
    awaitGone(cluster, "greeter");

    assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
        .isInstanceOf(ConnectException.class);
  }

  @Test
  void whatIgnoresItsEndIsKilled() throws Exception {
    run(cluster, "greeter", GreetingProgram.NAME, "stubborn");
    await(cluster, "greeter", ProgramTests::isRunning);

    kubernetes().delete(ResourceType.POD, "default", "greeter");

    awaitGone(cluster, "greeter");
  }

  @Test
  void itEndsWithTheCluster() throws Exception {
    int port;
    try (EmbeddedCluster other = cluster()) {
      run(other, "greeter", GreetingProgram.NAME);
      port = loopbackPort(other);
    }
    assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
        .isInstanceOf(ConnectException.class);
  }

  private static Kubernetes kubernetes() {
    return cluster.kubernetes();
  }

  private static void run(Cluster where, String name, String... arguments) {
    where
        .kubernetes()
        .apply(
            ResourceType.CONFIG_MAP,
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName("names")
                .withNamespace("default")
                .endMetadata()
                .withData(Map.of("name", "Alan"))
                .build());
    where
        .kubernetes()
        .apply(
            ResourceType.SERVICE,
            new ServiceBuilder()
                .withNewMetadata()
                .withName("greetings")
                .withNamespace("default")
                .endMetadata()
                .withNewSpec()
                .withSelector(Map.of("app", "greeter"))
                .addNewPort()
                .withPort(GreetingProgram.PORT)
                .withTargetPort(new IntOrString(GreetingProgram.PORT))
                .endPort()
                .endSpec()
                .build());
    where.kubernetes().apply(ResourceType.POD, program(name, arguments));
  }

  private static Pod program(String name, String... arguments) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("default")
        .addToLabels("app", name)
        .endMetadata()
        .withNewSpec()
        .withTerminationGracePeriodSeconds(1L)
        .withContainers(programContainer("program", arguments))
        .addNewVolume()
        .withName("names")
        .withNewConfigMap()
        .withName("names")
        .endConfigMap()
        .endVolume()
        .endSpec()
        .build();
  }

  private static Container programContainer(String name, String... arguments) {
    return new ContainerBuilder()
        .withName(name)
        .withImage(cluster.gatewayParts().programs())
        .withArgs(Arrays.asList(arguments))
        .addNewVolumeMount()
        .withName("names")
        .withMountPath(GreetingProgram.VOLUME)
        .endVolumeMount()
        .withNewReadinessProbe()
        .withNewTcpSocket()
        .withPort(new IntOrString(GreetingProgram.PORT))
        .endTcpSocket()
        .withPeriodSeconds(1)
        .endReadinessProbe()
        .build();
  }

  /** Asks from a pod that is shut in as every other, by the Service's whole name. */
  private static String fromAPod(String path) throws Exception {
    String script =
        "exec 3<>/dev/tcp/greetings.default.svc.cluster.local/%d; printf 'GET %s HTTP/1.0\\r\\n\\r\\n' >&3; cat <&3"
            .formatted(GreetingProgram.PORT, path);
    Pod client =
        new PodBuilder()
            .withNewMetadata()
            .withName("client")
            .withNamespace("default")
            .endMetadata()
            .withNewSpec()
            .withRestartPolicy("Never")
            .addNewContainer()
            .withName("client")
            .withImage(EmbeddedSettings.from(Settings.ofThisProcess(), Map.of()).envoyImage())
            .withCommand("bash", "-c", script)
            .endContainer()
            .endSpec()
            .build();
    kubernetes().apply(ResourceType.POD, client);
    await(cluster, "client", pod -> "Succeeded".equals(pod.getStatus().getPhase()));
    String answer = kubernetes().logs("default", "client", "client", 100, false);
    kubernetes().delete(ResourceType.POD, "default", "client");
    awaitGone(cluster, "client");
    return answer.strip();
  }

  private static int loopbackPort(Cluster where) throws Exception {
    await(where, "greeter", ProgramTests::isRunning);
    BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    try (Subscription log =
        where.kubernetes().followLogs("default", "greeter", "program", lines::add)) {
      String line = lines.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(line).startsWith("greets /127.0.0.1:");
      return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
    }
  }

  private static boolean isRunning(Pod pod) {
    return "Running".equals(pod.getStatus().getPhase());
  }

  private static boolean isReady(Pod pod) {
    return isRunning(pod) && status(pod).getReady();
  }

  private static ContainerStatus status(Pod pod) {
    return pod.getStatus() == null || pod.getStatus().getContainerStatuses().isEmpty()
        ? new ContainerStatusBuilder().withReady(false).withRestartCount(0).build()
        : pod.getStatus().getContainerStatuses().get(0);
  }

  private static Pod await(Cluster where, String name, Predicate<Pod> condition)
      throws InterruptedException {
    return awaitPod(where, name, pod -> pod.filter(condition).isPresent()).orElseThrow();
  }

  private static void awaitGone(Cluster where, String name) throws InterruptedException {
    awaitPod(where, name, Optional::isEmpty);
  }

  private static Optional<Pod> awaitPod(
      Cluster where, String name, Predicate<Optional<Pod>> condition) throws InterruptedException {
    Signal changed = new Signal();
    AtomicReference<Optional<Pod>> latest = new AtomicReference<>(Optional.empty());
    try (Subscription watch =
        where
            .kubernetes()
            .watch(
                ResourceType.POD, Optional.of("default"), Map.of(), change -> changed.changed())) {
      boolean reached =
          changed.await(
              Deadline.after(PATIENCE),
              () -> {
                latest.set(where.kubernetes().get(ResourceType.POD, "default", name));
                return condition.test(latest.get());
              });
      assertThat(reached).as("pod %s within %s, not: %s", name, PATIENCE, latest.get()).isTrue();
    }
    return latest.get();
  }
}
