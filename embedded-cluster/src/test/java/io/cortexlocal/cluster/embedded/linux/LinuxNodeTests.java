package io.cortexlocal.cluster.embedded.linux;

import static io.cortexlocal.cluster.embedded.linux.TestNode.mount;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.cluster.embedded.linux.TestNode.Container;
import io.cortexlocal.cluster.embedded.runtime.RuntimeFailure;
import io.cortexlocal.cluster.embedded.runtime.StartFailure;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LinuxNodeTests {

  private static String run(LinuxNode node, Entry where, String script) throws Exception {
    List<String> command = new ArrayList<>(node.enter(where));
    command.addAll(List.of("bash", "-c", script));
    Process process = HostTools.process(command).redirectErrorStream(true).start();
    return HostTools.output(process);
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

  @ParameterizedTest
  @EnumSource(NodeMode.class)
  void connectorThatIsKilledIsStartedAgain(NodeMode mode) throws Exception {
    try (TestNode node = new TestNode(mode)) {
      LinuxSandbox pod = node.pod("one");
      startServer(pod);
      for (int i = 0; i < 3; i++) {
        assertThat(dials(node, pod)).isTrue();
        ProcessHandle connector = inNode(node, "dial.pl");
        connector.destroyForcibly();
        connector.onExit().get(10, TimeUnit.SECONDS);
        Await.until("the connector", () -> dials(node, pod));
        Await.until(
            "its end to be told",
            () ->
                node.node
                    .lastWords()
                    .equals(
                        "the connector (dial.pl) ended with exit code 137; it is started again"));
      }
      assertThat(node.node.alive()).isTrue();
    }
  }

  private static void startServer(LinuxSandbox pod) {
    Container server =
        new Container(
            "app",
            "python3",
            "-u",
            "-c",
            "import http.server as h; s = h.HTTPServer(('', 80), h.SimpleHTTPRequestHandler); "
                + "print('up'); s.serve_forever()");
    assertThat(server.start(pod).line()).isEqualTo("up");
  }

  /** As a debugger or a job control signal leaves it. */
  @ParameterizedTest
  @EnumSource(NodeMode.class)
  void connectorThatIsStoppedIsReplaced(NodeMode mode) throws Exception {
    try (TestNode node = new TestNode(mode)) {
      LinuxSandbox pod = node.pod("one");
      startServer(pod);
      stop(inNode(node, "dial.pl"));
      assertThatThrownBy(() -> node.runtime.dial(pod.address(), 80, Duration.ofMillis(500)))
          .isInstanceOf(IOException.class);
      Await.until("the connector", () -> dials(node, pod));
      assertThat(node.node.alive()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(NodeMode.class)
  void containerWhoseHoldersAreStoppedCanBeKilled(NodeMode mode) throws Exception {
    try (TestNode node = new TestNode(mode)) {
      LinuxSandbox pod = node.pod("one");
      for (int depth = 0; depth < 3; depth++) {
        String seconds = "98764" + depth;
        TestNode.Started app = new Container("app", "sleep", seconds).start(pod);
        List<ProcessHandle> chain = chain(seconds);
        stop(chain.get(depth));
        app.container().kill();
        assertThat(app.code()).as("stopped at depth %d", depth).isEqualTo(137);
        Await.until(
            "the end of all processes of " + seconds,
            () -> chain.stream().noneMatch(ProcessHandle::isAlive));
      }
    }
  }

  private static void stop(ProcessHandle process) throws Exception {
    Process kill = new ProcessBuilder("kill", "-STOP", Long.toString(process.pid())).start();
    assertThat(kill.waitFor()).isZero();
  }

  private static boolean dials(TestNode node, LinuxSandbox pod) {
    try (SocketChannel channel = node.runtime.dial(pod.address(), 80, Duration.ofSeconds(5))) {
      return channel.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private static ProcessHandle inNode(TestNode node, String words) {
    return ProcessHandle.of(node.node.pid())
        .orElseThrow()
        .descendants()
        .filter(process -> commandLine(process).contains(words))
        .findFirst()
        .orElseThrow();
  }

  private static String commandLine(ProcessHandle process) {
    try {
      return Files.readString(
              Path.of("/proc", Long.toString(process.pid()), "cmdline"),
              StandardCharsets.ISO_8859_1)
          .replace('\0', ' ');
    } catch (IOException ended) {
      return "";
    }
  }

  @ParameterizedTest
  @EnumSource(NodeMode.class)
  void connectorThatEndsAgainAndAgainEndsTheNodeWithAWord(NodeMode mode) throws Exception {
    try (TestNode node = new TestNode(mode)) {
      Files.writeString(node.node.files().resolve("dial.pl"), "exit 7;");
      inNode(node, "dial.pl").destroyForcibly();
      node.node.onExit().get(20, TimeUnit.SECONDS);
      Await.until(
          "the node's last words", () -> node.node.lastWords().contains("exit code 7; the node"));
      assertThat(node.node.lastWords())
          .isEqualTo(
              "the connector (dial.pl) ends at once, the last time with exit code 7; the node ends"
                  + " too");
    }
  }

  /** Between this JVM and a container's program are processes of nsenter and bubblewrap. */
  @ParameterizedTest
  @EnumSource(NodeMode.class)
  void deathOfWhatHoldsAContainerEndsTheContainer(NodeMode mode) throws Exception {
    try (TestNode node = new TestNode(mode)) {
      LinuxSandbox pod = node.pod("one");
      for (int depth = 0; depth < 3; depth++) {
        String seconds = "98765" + depth;
        TestNode.Started app = new Container("app", "sleep", seconds).start(pod);
        List<ProcessHandle> chain = chain(seconds);
        chain.get(depth).destroyForcibly();
        assertThat(app.code()).as("killed at depth %d", depth).isEqualTo(137);
        Await.until(
            "the end of all processes of " + seconds,
            () -> chain.stream().noneMatch(ProcessHandle::isAlive));
      }
    }
  }

  private static List<ProcessHandle> chain(String words) {
    List<ProcessHandle> chain =
        ProcessHandle.current()
            .descendants()
            .filter(process -> commandLine(process).contains(words))
            .sorted(Comparator.comparingLong(LinuxNodeTests::ancestors))
            .toList();
    assertThat(chain).as("the processes of %s", words).hasSize(3);
    return chain;
  }

  private static long ancestors(ProcessHandle process) {
    return Stream.iterate(
            process.parent(), Optional::isPresent, parent -> parent.flatMap(ProcessHandle::parent))
        .count();
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
