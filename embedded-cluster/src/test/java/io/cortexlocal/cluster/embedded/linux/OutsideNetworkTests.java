package io.cortexlocal.cluster.embedded.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cortexlocal.cluster.embedded.linux.TestNode.Started;
import io.cortexlocal.cluster.embedded.runtime.RuntimeFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is outside of the cluster is played by servers of this machine, on its own addresses. */
class OutsideNetworkTests {

  @ParameterizedTest
  @EnumSource(NodeMode.class)
  void podReachesWhatThisMachineReachesButNotItsLoopback(NodeMode mode) throws Exception {
    try (Greeter outside = new Greeter(thisMachine());
        Greeter loopback = new Greeter(InetAddress.getLoopbackAddress());
        TestNode node = new TestNode(mode, Reach.OUTSIDE)) {
      LinuxSandbox pod = node.pod("one");

      assertThat(connect(pod, outside.host(), outside.port())).isEqualTo("hello");
      // A firewall of this machine may give its connections another of its addresses.
      assertThat(outside.callers)
          .singleElement()
          .satisfies(
              caller ->
                  assertThat(NetworkInterface.getByInetAddress(InetAddress.getByName(caller)))
                      .as("the interface of this machine with " + caller)
                      .isNotNull());
      assertThat(connect(pod, "10.0.2.2", loopback.port())).contains("unreachable");
      assertThat(connect(pod, "127.0.0.1", loopback.port())).contains("refused");
      assertThat(loopback.callers).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Reach.class)
  void namesAreAskedForWhereTheyCanBeAnswered(Reach reach) {
    try (TestNode node = new TestNode(NodeMode.ROOT, reach)) {
      Started shown = TestNode.shell(node.pod("one"), "cat /etc/resolv.conf");
      assertThat(shown.output())
          .isEqualTo(
              """
              search default.svc.cluster.local svc.cluster.local cluster.local
              nameserver %s
              options ndots:5"""
                  .formatted(reach == Reach.OUTSIDE ? "10.0.2.3" : "10.42.0.1"));
    }
  }

  @Test
  void podsOfOneClusterReachEachOtherAsBefore() throws Exception {
    try (TestNode node = new TestNode(NodeMode.ROOT, Reach.OUTSIDE)) {
      LinuxSandbox server = node.pod("server");
      Started serving =
          TestNode.shell(
              server,
              "perl -MIO::Socket::INET -e '$s = IO::Socket::INET->new(LocalPort => 80, Listen => 1)"
                  + " or die; $| = 1; print \"up\\n\"; $c = $s->accept; print $c \"hello\\n\"'");
      assertThat(serving.line()).isEqualTo("up");
      assertThat(connect(node.pod("client"), server.address(), 80)).isEqualTo("hello");
    }
  }

  @Test
  void nothingIsLeftOfItOnceTheNodeIsClosed() throws Exception {
    Set<Long> before = processes();
    try (TestNode node = new TestNode(NodeMode.ROOT, Reach.OUTSIDE)) {
      assertThat(node.node.alive()).isTrue();
      assertThat(processes()).hasSizeGreaterThan(before.size());
    }
    assertThat(processes()).isEqualTo(before);
  }

  /** Docker's containers are mounted so. */
  @ParameterizedTest
  @EnumSource(NodeMode.class)
  void mountsOfThisMachineStay(NodeMode mode, @TempDir Path shared) throws Exception {
    assumeTrue(NodeRequirements.ofThisMachine().mayInstallPackages(), "only root may mount");
    Path child = shared.resolve("child");
    run("mount", "-t", "tmpfs", "probe", shared.toString());
    try {
      run("mount", "--make-shared", shared.toString());
      Files.createDirectory(child);
      run("mount", "-t", "tmpfs", "probe", child.toString());
      Files.createFile(child.resolve("here"));
      try (TestNode node = new TestNode(mode, Reach.OUTSIDE)) {
        assertThat(node.node.alive()).isTrue();
        assertThat(child.resolve("here")).exists();
      }
      assertThat(child.resolve("here")).exists();
    } finally {
      run("umount", "--recursive", shared.toString());
    }
  }

  private static void run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
  }

  @Test
  void killedJvmLeavesNothingOfIt(@TempDir Path directory) throws Exception {
    Process jvm =
        new ProcessBuilder(
                NodeJvm.command(
                    directory, NodeProgram.class, NodeMode.ROOT.name(), "outside", "forever"))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (var lines = jvm.inputReader(UTF_8)) {
      assertThat(lines.readLine()).isEqualTo("begin");
      assertThat(lines.readLine()).startsWith("node ");
      Set<ProcessHandle> carriers =
          jvm.descendants().filter(OutsideNetworkTests::carries).collect(Collectors.toSet());
      assertThat(carriers).isNotEmpty();
      jvm.destroyForcibly().waitFor();
      for (ProcessHandle carrier : carriers) {
        Await.until("the end of " + carrier.info(), () -> !carrier.isAlive());
      }
    }
  }

  @Test
  void nodeThatIsGoneIsSaidByName() {
    LinuxNode node = LinuxNode.start(NodeMode.ROOT);
    node.close();
    assertThatThrownBy(() -> OutsideNetwork.start(node))
        .isInstanceOf(RuntimeFailure.class)
        .hasMessageStartingWith(
            "slirp4netns, which lets containers reach what is outside of the cluster, ended with"
                + " exit code 1. It said last: ");
  }

  private static Set<Long> processes() {
    return ProcessHandle.current()
        .descendants()
        .filter(OutsideNetworkTests::carries)
        .map(ProcessHandle::pid)
        .collect(Collectors.toSet());
  }

  private static boolean carries(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc/" + process.pid() + "/comm"))
          .startsWith("slirp4netns");
    } catch (IOException e) {
      return false;
    }
  }

  private static String connect(LinuxSandbox pod, String host, int port) {
    Started asked =
        TestNode.shell(pod, "exec 3<>/dev/tcp/%s/%d && head -n 1 <&3".formatted(host, port));
    return asked.output().replace('\n', ' ').strip();
  }

  /** Returns an address of this machine that is not its loopback. */
  private static InetAddress thisMachine() throws SocketException {
    return NetworkInterface.networkInterfaces()
        .filter(OutsideNetworkTests::usable)
        .flatMap(NetworkInterface::inetAddresses)
        .filter(address -> address instanceof Inet4Address)
        .findFirst()
        .orElseThrow(() -> new AssertionError("this machine has no address but its loopback's"));
  }

  private static boolean usable(NetworkInterface network) {
    try {
      return network.isUp() && !network.isLoopback();
    } catch (SocketException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Says hello to whoever connects. */
  private static final class Greeter implements AutoCloseable {

    private final ServerSocket server;
    private final Set<String> callers = ConcurrentHashMap.newKeySet();

    Greeter(InetAddress address) throws IOException {
      server = new ServerSocket();
      server.bind(new InetSocketAddress(address, 0));
      Thread thread = new Thread(this::greet, "greeter");
      thread.setDaemon(true);
      thread.start();
    }

    private void greet() {
      while (!server.isClosed()) {
        try (Socket caller = server.accept()) {
          callers.add(caller.getInetAddress().getHostAddress());
          caller.getOutputStream().write("hello\n".getBytes(UTF_8));
        } catch (IOException e) {
          if (!server.isClosed()) {
            throw new UncheckedIOException(e);
          }
        }
      }
    }

    String host() {
      return server.getInetAddress().getHostAddress();
    }

    int port() {
      return server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }
}
