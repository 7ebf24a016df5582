package io.cortexlocal.cluster.embedded.linux;

import static io.cortexlocal.cluster.embedded.linux.TestNode.MEBIBYTE;
import static io.cortexlocal.cluster.embedded.linux.TestNode.emptyDir;
import static io.cortexlocal.cluster.embedded.linux.TestNode.mount;
import static io.cortexlocal.cluster.embedded.linux.TestNode.shell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.cluster.embedded.linux.TestNode.Container;
import io.cortexlocal.cluster.embedded.linux.TestNode.Started;
import io.cortexlocal.cluster.embedded.runtime.Mount;
import io.cortexlocal.cluster.embedded.runtime.RuntimeFailure;
import io.cortexlocal.cluster.embedded.runtime.Volume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(NodeMode.class)
class PodTests {

  private static final Duration SOON = Duration.ofSeconds(10);

  private final NodeMode mode;
  private TestNode node;

  PodTests(NodeMode mode) {
    this.mode = mode;
  }

  @BeforeEach
  void startNode() {
    node = new TestNode(mode);
  }

  @AfterEach
  void closeNode() {
    node.close();
  }

  /** Answers each connection with the text and what it was sent, once that has ended. */
  private static Container server(String name, int port, String text) {
    String program =
        """
        $| = 1;
        my $l = IO::Socket::INET->new(LocalPort => $ARGV[0], Listen => 5, ReuseAddr => 1)
          or die "no: $!\n";
        print "ready\n";
        while (my $c = $l->accept) { my $in = join '', <$c>; print $c "$ARGV[1] $in"; }
        """;
    return new Container(
        name, "perl", "-MIO::Socket::INET", "-e", program, Integer.toString(port), text);
  }

  private static Started serve(LinuxSandbox pod, Container server) {
    Started started = server.start(pod);
    assertThat(started.line()).isEqualTo("ready");
    return started;
  }

  private static Started ask(LinuxSandbox pod, String address, int port) {
    return shell(
        pod,
        "exec 3<>/dev/tcp/%s/%d; perl -e 'shutdown STDIN, 1' <&3; cat <&3"
            .formatted(address, port));
  }

  private String dial(String address, int port, String question) throws Exception {
    try (SocketChannel channel = node.runtime.dial(address, port, SOON)) {
      Thread writer = new Thread(() -> write(channel, question));
      writer.start();
      byte[] answer = Channels.newInputStream(channel).readAllBytes();
      writer.join();
      return new String(answer, StandardCharsets.UTF_8);
    }
  }

  private static void write(SocketChannel channel, String text) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.shutdownOutput();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void podsHaveTheirOwnAddressesAndTheSamePorts() throws Exception {
    LinuxSandbox one = node.pod("one");
    LinuxSandbox two = node.pod("two");
    serve(one, server("app", 80, "one"));
    serve(two, server("app", 80, "two"));
    assertThat(one.address()).isEqualTo("10.42.0.2");
    assertThat(two.address()).isEqualTo("10.42.0.3");
    assertThat(dial(one.address(), 80, "hello")).isEqualTo("one hello");
    assertThat(dial(two.address(), 80, "hello")).isEqualTo("two hello");
    assertThat(ask(one, two.address(), 80).output()).isEqualTo("two ");
  }

  @Test
  void userThatIsNotRootMayListenOnPort80() throws Exception {
    LinuxSandbox pod = node.pod("one");
    serve(pod, server("app", 80, "one").user(1000, 1000));
    assertThat(dial(pod.address(), 80, "")).isEqualTo("one ");
  }

  @Test
  void containersOfAPodShareItsLoopback() {
    LinuxSandbox pod = node.pod("one");
    serve(pod, server("first", 8080, "one"));
    assertThat(ask(pod, "127.0.0.1", 8080).output()).isEqualTo("one ");
    assertThat(server("third", 8080, "again").start(pod).output())
        .isEqualTo("no: Address already in use");
  }

  @Test
  void loopbackOfAnotherPodIsAnother() {
    serve(node.pod("one"), server("app", 8080, "one"));
    assertThat(ask(node.pod("two"), "127.0.0.1", 8080).output()).contains("Connection refused");
  }

  @Test
  void podsHaveNoIpv6() {
    Started started = shell(node.pod("one"), "cat /proc/net/if_inet6; ls /sys/class/net");
    assertThat(started.output()).isEqualTo("eth0\nlo");
  }

  @Test
  void dialPassesOnMuchBothWays() throws Exception {
    LinuxSandbox pod = node.pod("one");
    serve(pod, server("app", 8080, "got"));
    String much = "0123456789".repeat(300_000);
    assertThat(dial(pod.address(), 8080, much).equals("got " + much)).isTrue();
  }

  @Test
  void dialFailsWithTheKernelsWords() {
    LinuxSandbox pod = node.pod("one");
    assertThatThrownBy(() -> node.runtime.dial(pod.address(), 81, SOON))
        .isInstanceOf(IOException.class)
        .hasMessage("connection refused");
    assertThatThrownBy(() -> node.runtime.dial("10.42.99.99", 80, SOON))
        .isInstanceOf(IOException.class)
        .hasMessage("no route to host");
    assertThatThrownBy(() -> node.runtime.dial("192.0.2.1", 80, SOON))
        .isInstanceOf(IOException.class)
        .hasMessage("network is unreachable");
    assertThatThrownBy(() -> node.runtime.dial("10.42.99.98", 80, Duration.ofMillis(200)))
        .isInstanceOf(IOException.class)
        .hasMessage("i/o timeout");
    assertThatThrownBy(() -> node.runtime.dial("api-x.default", 80, SOON))
        .isInstanceOf(IOException.class)
        .hasMessage("not an IPv4 address");
  }

  @Test
  void closedConnectionIsSeenByTheServer() throws Exception {
    LinuxSandbox pod = node.pod("one");
    String program =
        """
        $| = 1;
        my $l = IO::Socket::INET->new(LocalPort => 80, Listen => 5);
        print "ready\n";
        my $c = $l->accept;
        print "in\n";
        my $all = join '', <$c>;
        print "end\n";
        sleep 100;
        """;
    Started server = new Container("app", "perl", "-MIO::Socket::INET", "-e", program).start(pod);
    assertThat(server.line()).isEqualTo("ready");
    node.runtime.dial(pod.address(), 80, SOON).close();
    assertThat(server.line()).isEqualTo("in");
    assertThat(server.line()).isEqualTo("end");
  }

  @Test
  void volumesAreSharedByThePodsContainersAndOthersDoNotSeeThem() {
    LinuxSandbox pod = node.pod("one");
    Started writer =
        new Container("a", "bash", "-c", "echo hello >/mnt/file")
            .mounts(mount("mnt", "/mnt"))
            .user(1000, 1000)
            .start(pod);
    assertThat(writer.output()).isEmpty();
    Container reader = new Container("b", "cat", "/data/file").mounts(mount("mnt", "/data"));
    assertThat(reader.start(pod).output()).isEqualTo("hello");
    assertThat(reader.start(node.pod("two")).output())
        .isEqualTo("cat: /data/file: No such file or directory");
  }

  @Test
  void fullVolumeIsFullForItsPodOnly() {
    Volume small = new Volume.EmptyDir("mnt", OptionalLong.of(MEBIBYTE));
    LinuxSandbox pod = node.pod("one", small, emptyDir("cortex"));
    Mount[] mounts = {mount("mnt", "/mnt"), mount("cortex", "/cortex")};
    String fill = "head -c 80M /dev/zero >%1$s; stat -c %%s %1$s";
    assertThat(bash(pod, fill.formatted("/mnt/x"), mounts))
        .contains("No space left on device")
        .endsWith("\n" + MEBIBYTE);
    assertThat(bash(pod, fill.formatted("/cortex/x"), mounts))
        .contains("No space left on device")
        .endsWith("\n" + 64 * MEBIBYTE);
    assertThat(bash(pod, fill.formatted("/dev/shm/x"), mounts))
        .contains("No space left on device")
        .endsWith("\n" + 64 * MEBIBYTE);
    LinuxSandbox other = node.pod("two");
    assertThat(bash(other, "echo hello | tee /mnt/x /cortex/x /dev/shm/x", mounts))
        .isEqualTo("hello");
  }

  private static String bash(LinuxSandbox pod, String script, Mount... mounts) {
    return new Container("app", "bash", "-c", script).mounts(mounts).start(pod).output();
  }

  @Test
  void filesAreReadOnlyAndOneOfThemCanBeMountedInAnotherVolume() {
    Volume files = new Volume.Files("client", Map.of("cli.yaml", "a: 1\n", "other", "x"));
    LinuxSandbox pod = node.pod("one", emptyDir("cortex"), files);
    Mount[] mounts = {
      new Mount("client", "/cortex/client/cli.yaml", Optional.of("cli.yaml"), false),
      mount("cortex", "/cortex"),
      mount("client", "/files")
    };
    assertThat(bash(pod, "cat /cortex/client/cli.yaml; ls -A /files /cortex/client", mounts))
        .isEqualTo("a: 1\n/cortex/client:\ncli.yaml\n\n/files:\ncli.yaml\nother");
    assertThat(bash(pod, "echo x >/cortex/client/cli.yaml; echo x >/files/new; echo end", mounts))
        .contains("/cortex/client/cli.yaml: Read-only file system")
        .contains("/files/new: Read-only file system")
        .endsWith("\nend");
  }

  @Test
  void mountCanBeReadOnlyOrBelowADirectoryThatTheMachineDoesNotHave() {
    LinuxSandbox pod = node.pod("one");
    Mount below = mount("mnt", "/etc/no/such/directory");
    assertThat(bash(pod, "echo hello >/etc/no/such/directory/x; ls -d /etc/passwd", below))
        .isEqualTo("/etc/passwd");
    Mount readOnly = new Mount("mnt", "/mnt", Optional.empty(), true);
    assertThat(bash(pod, "cat /mnt/x; echo x >/mnt/x", readOnly))
        .startsWith("hello\n")
        .contains("Read-only file system");
  }

  @Test
  void subPathIsADirectoryOfTheVolumeAndNoWayOut() {
    LinuxSandbox pod = node.pod("one");
    Mount part = new Mount("mnt", "/part", Optional.of("a/b"), false);
    assertThat(bash(pod, "echo hello >/part/x", part)).isEmpty();
    assertThat(bash(pod, "cat /mnt/a/b/x; ln -s / /mnt/link", mount("mnt", "/mnt")))
        .isEqualTo("hello");
    for (String bad : List.of("link", "link/etc", "..", "a/../..", "/etc", ".")) {
      Mount out = new Mount("mnt", "/part", Optional.of(bad), false);
      assertThatThrownBy(() -> bash(pod, "ls /part", out))
          .isInstanceOf(RuntimeFailure.class)
          .hasMessageStartingWith("subPath \"" + bad + "\" of volume \"mnt\"");
    }
  }

  @Test
  void mountOfAVolumeThatIsNotThereIsRefused() {
    LinuxSandbox pod = node.pod("one");
    assertThatThrownBy(() -> bash(pod, "ls", mount("other", "/part")))
        .isInstanceOf(RuntimeFailure.class)
        .hasMessage("The pod has no volume \"other\".");
  }

  @Test
  void hostsAreWhatTheyAreSetToForContainersThatRunAlready() throws Exception {
    LinuxSandbox pod = node.pod("one");
    Started app = shell(pod, "cat /etc/hosts; sleep 1000");
    assertThat(app.line()).isEqualTo("127.0.0.1\tlocalhost");
    assertThat(app.line()).isEqualTo("10.42.0.2\tone");
    for (String hosts : List.of("127.0.0.1 localhost\n".repeat(50), "10.42.0.9 api-x\n")) {
      pod.hosts(hosts);
      assertThat(app.container().exec(List.of("cat", "/etc/hosts"), SOON).output())
          .isEqualTo(hosts);
    }
  }

  @Test
  void hostNameAndResolverAreThePods() {
    assertThat(shell(node.pod("api-x-1"), "hostname; cat /etc/hostname /etc/resolv.conf").output())
        .isEqualTo(
            """
            api-x-1
            api-x-1
            search default.svc.cluster.local svc.cluster.local cluster.local
            nameserver 10.42.0.1
            options ndots:5""");
  }

  @Test
  void containersOfAPodShareMemoryAndOthersDoNot() {
    LinuxSandbox pod = node.pod("one");
    assertThat(shell(pod, "echo hello >/dev/shm/x; ipcmk -M 64 >/dev/null").output()).isEmpty();
    String look = "cat /dev/shm/x; wc -l </proc/sysvipc/shm";
    assertThat(shell(pod, look).output()).isEqualTo("hello\n2");
    assertThat(shell(node.pod("two"), look).output())
        .isEqualTo("cat: /dev/shm/x: No such file or directory\n1");
  }

  @Test
  void closedSandboxLeavesNothingAndStartsNothing() throws Exception {
    NodeState before = NodeState.of(node.node);
    LinuxSandbox pod = node.pod("one");
    Started app = shell(pod, "trap '' TERM; sleep 1000 & sleep 1000");
    pod.close();
    assertThat(app.code()).isEqualTo(137);
    assertThat(NodeState.of(node.node).mounts()).isEqualTo(before.mounts());
    assertThat(NodeState.of(node.node).files()).isEqualTo(before.files());
    Await.until("the end of the pod's network", () -> NodeState.of(node.node).equals(before));
    assertThatThrownBy(() -> shell(pod, "true"))
        .isInstanceOf(RuntimeFailure.class)
        .hasMessage("The sandbox of default/one has ended.");
    pod.close();
  }

  @Test
  void sandboxThatCannotBeMadeLeavesNothing() throws Exception {
    NodeState before = NodeState.of(node.node);
    Volume impossible = new Volume.Files("client", Map.of("no/such", "x"));
    assertThatThrownBy(() -> node.pod("one", emptyDir("mnt"), impossible))
        .isInstanceOf(RuntimeFailure.class)
        .hasMessageStartingWith("Could not write the files of default/one: ");
    Await.until("the end of the pod's network", () -> NodeState.of(node.node).equals(before));
  }

  @Test
  void closedRuntimeEndsEveryPod() {
    LinuxSandbox pod = node.pod("one");
    Started app = shell(pod, "trap '' TERM; sleep 1000");
    node.runtime.close();
    assertThat(app.code()).isEqualTo(137);
    assertThat(node.node.alive()).isFalse();
    assertThatThrownBy(() -> node.pod("two"))
        .isInstanceOf(RuntimeFailure.class)
        .hasMessage("The embedded node has ended.");
    pod.close();
  }
}
