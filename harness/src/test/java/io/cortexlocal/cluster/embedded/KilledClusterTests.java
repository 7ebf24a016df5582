package io.cortexlocal.cluster.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.cluster.embedded.linux.LinuxNode;
import io.cortexlocal.time.Deadline;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * However the JVM of a cluster ends, nothing of the cluster is left.
 *
 * <p>The system property {@code cortex.local.test.kills} says how often it is killed; 4 by default.
 */
class KilledClusterTests {

  private static final int KILLED = 137;

  @TempDir private Path folder;

  private List<String> mounts;
  private Set<String> interfaces;

  @BeforeEach
  void look() throws IOException {
    mounts = mounts();
    interfaces = interfaces();
  }

  static IntStream kills() {
    return IntStream.range(0, Integer.getInteger("cortex.local.test.kills", 4));
  }

  @ParameterizedTest
  @MethodSource("kills")
  void killedJvmLeavesNothing(int number) throws Exception {
    ClusterJvm jvm = ClusterJvm.start(folder, mode(number / 4));
    URI gateway = null;
    switch (number % 4) {
      case 0 -> {
        jvm.await("begin");
        pause(1500);
      }
      case 1 -> {
        gateway = gateway(jvm);
        pause(1000);
      }
      case 2 -> {
        gateway = gateway(jvm);
        jvm.await("deployed");
        pause(500);
      }
      default -> {
        gateway = gateway(jvm);
        jvm.await("deployed");
        jvm.tell("close");
        jvm.await("closing");
        pause(100);
      }
    }
    assertThat(signal(jvm, "STOP")).isZero();
    List<ProcessHandle> processes = jvm.process().descendants().toList();
    assertNoControlGroups(jvm, processes);
    jvm.process().destroyForcibly();
    assertThat(jvm.process().waitFor()).isEqualTo(KILLED);
    assertNothingIsLeft(jvm, processes, gateway);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void signalledJvmLeavesNothing(String signal) throws Exception {
    ClusterJvm jvm = ClusterJvm.start(folder, Map.of());
    URI gateway = gateway(jvm);
    jvm.await("deployed 200");
    List<ProcessHandle> processes = jvm.process().descendants().toList();
    assertThat(signal(jvm, signal)).isZero();
    assertThat(jvm.process().waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertNothingIsLeft(jvm, processes, gateway);
  }

  @Test
  void jvmThatExitsInTheMiddleLeavesNothing() throws Exception {
    ClusterJvm jvm = ClusterJvm.start(folder, Map.of());
    URI gateway = gateway(jvm);
    jvm.await("deployed 200");
    List<ProcessHandle> processes = jvm.process().descendants().toList();
    jvm.tell("exit");
    assertThat(jvm.process().waitFor()).isEqualTo(3);
    assertNothingIsLeft(jvm, processes, gateway);
  }

  @Test
  void clusterIsClosedTwiceWithoutHarm() throws Exception {
    ClusterJvm jvm = ClusterJvm.start(folder, Map.of());
    URI gateway = gateway(jvm);
    jvm.await("deployed 200");
    List<ProcessHandle> processes = jvm.process().descendants().toList();
    jvm.tell("close", "close");
    jvm.await("closed");
    jvm.await("closed");
    assertNothingIsLeft(jvm, processes, gateway);
    jvm.process().getOutputStream().close();
    assertThat(jvm.process().waitFor()).isZero();
  }

  private void assertNothingIsLeft(ClusterJvm jvm, List<ProcessHandle> processes, URI gateway)
      throws IOException {
    Deadline deadline = Deadline.after(Duration.ofSeconds(10));
    List<String> left = left(jvm, processes);
    while (!left.isEmpty() && !deadline.passed()) {
      LockSupport.parkNanos(5_000_000);
      left = left(jvm, processes);
    }
    assertThat(left).as("processes of the cluster after 10 s").isEmpty();
    assertThat(mounts()).isEqualTo(mounts);
    assertThat(interfaces).containsAll(interfaces());
    assertThat(names(folder.resolve("temporary"))).isEmpty();
    if (gateway != null) {
      assertThatThrownBy(
              () -> new Socket(InetAddress.getLoopbackAddress(), gateway.getPort()).close())
          .isInstanceOf(ConnectException.class);
    }
  }

  /** The namespaces are those of the processes: they are gone with the last one. */
  private static List<String> left(ClusterJvm jvm, List<ProcessHandle> processes)
      throws IOException {
    List<String> left = new ArrayList<>();
    for (ProcessHandle process : processes) {
      if (process.isAlive() && !status(process).contains("State:\tZ")) {
        left.add(process.pid() + " " + process.info().commandLine().orElse(""));
      }
    }
    String end = "\0" + LinuxNode.MARK + "\0" + jvm.process().pid() + "\0";
    for (String name : names(Path.of("/proc"))) {
      if (name.matches("\\d+") && read(Path.of("/proc", name, "cmdline")).endsWith(end)) {
        left.add(name + " " + LinuxNode.MARK);
      }
    }
    return left;
  }

  private static String status(ProcessHandle process) {
    return read(Path.of("/proc", Long.toString(process.pid()), "status"));
  }

  /** What ends while it is read has nothing to say. */
  private static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException ended) {
      return "";
    }
  }

  /** A container engine's come and go. */
  private static List<String> mounts() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/mounts")).stream()
        .filter(line -> !line.contains("/docker/"))
        .toList();
  }

  /** A container engine's pairs come and go. */
  private static Set<String> interfaces() throws IOException {
    Set<String> all = names(Path.of("/sys/class/net"));
    all.removeIf(name -> name.matches("veth[0-9a-f]{7}"));
    return all;
  }

  /** A control group of the cluster's own would outlive it; a zombie is in the root's. */
  private static void assertNoControlGroups(ClusterJvm jvm, List<ProcessHandle> processes) {
    String own = read(Path.of("/proc", Long.toString(jvm.process().pid()), "cgroup"));
    assertThat(own).isNotEmpty();
    for (ProcessHandle process : processes) {
      String groups = read(Path.of("/proc", Long.toString(process.pid()), "cgroup"));
      assertThat(groups.lines().filter(line -> !line.endsWith(":/"))).allMatch(own::contains);
    }
  }

  private static URI gateway(ClusterJvm jvm) throws IOException {
    return URI.create(jvm.await("gateway ").substring("gateway ".length()));
  }

  private static Map<String, String> mode(int round) {
    return Map.of(EmbeddedSettings.USER_NAMESPACE.name(), Boolean.toString(round % 2 == 1));
  }

  private static int signal(ClusterJvm jvm, String name) throws Exception {
    return new ProcessBuilder("kill", "-" + name, Long.toString(jvm.process().pid()))
        .start()
        .waitFor();
  }

  private static void pause(int atMostMillis) {
    LockSupport.parkNanos(new Random().nextInt(atMostMillis) * 1_000_000L);
  }

  private static Set<String> names(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return new TreeSet<>(entries.map(entry -> entry.getFileName().toString()).toList());
    }
  }
}
