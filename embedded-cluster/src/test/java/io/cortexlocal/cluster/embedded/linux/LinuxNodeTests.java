package io.cortexlocal.cluster.embedded.linux;

import static io.cortexlocal.cluster.embedded.linux.TestNode.mount;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.cluster.embedded.linux.TestNode.Container;
import io.cortexlocal.cluster.embedded.runtime.RuntimeFailure;
import io.cortexlocal.cluster.embedded.runtime.StartFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LinuxNodeTests {

  private static String run(LinuxNode node, Entry where, String script) throws Exception {
    List<String> command = new ArrayList<>(node.enter(where));
    command.addAll(List.of("bash", "-c", script));
    Process process = HostTools.process(command).redirectErrorStream(true).start();
    return HostTools.text(process.getInputStream().readAllBytes());
  }

  private static String hostNetwork() throws IOException {
    return Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString();
  }

  @ParameterizedTest
  @EnumSource(NodeMode.class)
  void processesRunWhereTheyAreAskedTo(NodeMode mode) throws Exception {
    try (TestNode node = new TestNode(mode)) {
      LinuxSandbox pod = node.pod("one");
      String network = "readlink /proc/self/ns/net; cat /proc/1/cmdline | tr '\\0' ' '";
      String supervisor =
          "\nbash /run/cortex-local/node.sh cortex-local-node " + ProcessHandle.current().pid();
      assertThat(run(node.node, new Entry.HostNetwork(), network))
          .isEqualTo(hostNetwork() + supervisor);
      assertThat(run(node.node, new Entry.Node(), "ip -br -4 address show cni0"))
          .contains("10.42.0.1/16");
      Entry.Pod inPod = new Entry.Pod(pod.id());
      assertThat(run(node.node, inPod, "ip -br -4 address show eth0")).contains("10.42.0.2/16");
      assertThat(run(node.node, inPod, network)).endsWith(supervisor);
      assertThat(
              run(
                  node.node,
                  new Entry.Node(),
                  "nsenter --net=%s ip -br address show eth0".formatted(node.node.network(inPod))))
          .contains("10.42.0.2/16");
      assertThat(run(node.node, new Entry.Node(), "hostname")).isEqualTo(node.node.hostName());
      assertThat(node.node.files().resolve("pods").resolve(pod.id())).isDirectory();
    }
  }

  @Test
  void hostsNetworkCanBeOpenedInTheNodeOfRoot() throws Exception {
    try (LinuxNode node = LinuxNode.start(NodeMode.ROOT)) {
      String script = "nsenter --net=%s readlink /proc/self/ns/net".formatted(node.hostNetwork());
      assertThat(run(node, new Entry.Node(), script)).isEqualTo(hostNetwork());
    }
  }

  @ParameterizedTest
  @EnumSource(NodeMode.class)
  void deathOfTheSupervisorIsToldAndEndsThePods(NodeMode mode) throws Exception {
    try (TestNode node = new TestNode(mode)) {
      LinuxSandbox pod = node.pod("one");
      TestNode.Started app = new Container("app", "sleep", "1000").start(pod);
      assertThat(node.node.onExit()).isNotDone();
      ProcessHandle.of(node.node.pid()).orElseThrow().destroyForcibly();
      node.node.onExit().get(10, TimeUnit.SECONDS);
      assertThat(app.code()).isEqualTo(137);
      assertThatThrownBy(() -> new Container("app", "true").tryStart(pod))
          .isInstanceOf(RuntimeFailure.class)
          .hasMessage("Could not start container app of default/one: the embedded node has ended");
      assertThatThrownBy(() -> node.pod("two"))
          .isInstanceOf(RuntimeFailure.class)
          .hasMessage("The embedded node has ended.");
      assertThatThrownBy(() -> node.runtime.dial("10.42.0.2", 80, Duration.ofSeconds(5)))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void nodeMakesNoControlGroup() throws Exception {
    try (LinuxNode node = LinuxNode.start(NodeMode.ROOT)) {
      Path own = Path.of("/proc/self/cgroup");
      Path nodes = Path.of("/proc", Long.toString(node.pid()), "cgroup");
      assertThat(Files.readString(nodes, StandardCharsets.UTF_8)).isEqualTo(Files.readString(own));
    }
  }

  /** In a user namespace all users are the one who made it, to the kernel. */
  @Test
  void rootsNodeKeepsItsContainersUsersApart() throws Exception {
    try (TestNode node = new TestNode(NodeMode.ROOT)) {
      LinuxSandbox pod = node.pod("one");
      Container copy =
          new Container("app", "bash", "-c", "cp /bin/true /mnt/own && chmod 700 /mnt/own");
      assertThat(copy.mounts(mount("mnt", "/mnt")).start(pod).code()).isZero();
      Container other = new Container("app", "/mnt/own").mounts(mount("mnt", "/mnt"));
      assertThatThrownBy(() -> other.user(1000, 1000).tryStart(pod))
          .isInstanceOf(StartFailure.class)
          .hasMessage("exec: \"/mnt/own\": permission denied");
    }
  }
}
