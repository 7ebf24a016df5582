package io.cortexlocal.cluster.embedded.linux;

import static io.cortexlocal.cluster.embedded.linux.TestNode.mount;
import static io.cortexlocal.cluster.embedded.linux.TestNode.shell;
import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.cluster.embedded.linux.TestNode.Container;
import io.cortexlocal.cluster.embedded.linux.TestNode.Started;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What a container must not be able to do, as its root user and as another. */
@ParameterizedClass
@EnumSource(NodeMode.class)
class IsolationTests {

  private final NodeMode mode;
  private TestNode node;
  private LinuxSandbox pod;

  IsolationTests(NodeMode mode) {
    this.mode = mode;
  }

  @BeforeEach
  void startNode() {
    node = new TestNode(mode);
    pod = node.pod("one");
  }

  @AfterEach
  void closeNode() {
    node.close();
  }

  @Test
  void onlyMountsAndTemporaryDirectoriesCanBeWrittenTo() {
    String script =
        """
        for d in / /*/ /var/tmp/ /usr/bin/ /proc/sys/kernel/ /sys/kernel/; do
          (: >"$d/written-by-test") 2>/dev/null && echo "$d"
        done
        true
        """;
    Started started =
        new Container("app", "bash", "-c", script).mounts(mount("mnt", "/mnt")).start(pod);
    started.code();
    assertThat(started.lines()).containsExactly("/dev/", "/mnt/", "/run/", "/tmp/");
    assertThat(Path.of("/tmp/written-by-test")).doesNotExist();
    assertThat(Path.of("/dev/written-by-test")).doesNotExist();
  }

  @Test
  void kernelSettingsCannotBeChanged() {
    String script =
        """
        for f in sys/kernel/core_pattern sys/vm/drop_caches sys/net/ipv4/ip_forward sysrq-trigger; do
          (: >/proc/$f) 2>/dev/null && echo $f
        done
        true
        """;
    assertThat(shell(pod, script).output()).isEmpty();
  }

  @Test
  void mountsCannotBeChanged() {
    String script =
        """
        mount -o remount,rw / 2>/dev/null && echo remounted
        mount -t tmpfs x /mnt 2>/dev/null && echo mounted
        umount /etc 2>/dev/null && echo unmounted
        unshare --mount true 2>/dev/null && echo unshared
        nsenter --target 1 --net true 2>/dev/null && echo entered
        mknod /tmp/disk b 8 0 2>/dev/null && head -c 1 /tmp/disk 2>/dev/null && echo read
        true
        """;
    assertThat(shell(pod, script).output()).isEmpty();
  }

  @Test
  void processesOfOthersAreNotSeen() {
    shell(pod, "exec sleep 1000");
    Started started =
        shell(pod, "cd /proc; for p in [0-9]*; do tr '\\0' ' ' <$p/cmdline; echo; done");
    started.code();
    assertThat(started.lines())
        .anyMatch(line -> line.startsWith("bash -c cd /proc"))
        .noneMatch(line -> line.startsWith("sleep") || line.startsWith("bwrap"))
        .hasSizeLessThan(5);
  }

  @Test
  void processesOfOthersCannotBeSignalled() {
    Started other = shell(pod, "trap 'exit 9' TERM; echo ready; while :; do sleep 0.05; done");
    assertThat(other.line()).isEqualTo("ready");
    Started started =
        shell(pod, "kill -9 %d && echo killed; kill -TERM -1; echo end".formatted(node.node.pid()));
    assertThat(started.output()).endsWith("No such process\nend");
    assertThat(other.container().exit()).isNotDone();
    assertThat(node.node.alive()).isTrue();
  }

  @Test
  void rootHasDockersCapabilitiesAndOthersHaveNone() {
    String script = "grep -E 'Cap(Inh|Prm|Eff|Amb)' /proc/self/status | cut -f2 | sort -u";
    assertThat(shell(pod, script).output()).isEqualTo("00000000a80425fb");
    assertThat(new Container("app", "bash", "-c", script).user(1000, 1000).start(pod).output())
        .isEqualTo("0000000000000000");
  }

  @Test
  void userAndGroupAreThoseAskedFor() {
    Started started =
        new Container(
                "app",
                "bash",
                "-c",
                "id -u; id -g; touch /mnt/x; stat -c %u:%g /mnt/x /proc/self/; touch /etc/x")
            .user(1000, 1001)
            .mounts(mount("mnt", "/mnt"))
            .start(pod);
    assertThat(started.output())
        .isEqualTo(
            """
            1000
            1001
            1000:1001
            1000:1001
            touch: cannot touch '/etc/x': Read-only file system""");
  }

  @Test
  void socketsOfThisMachineCannotBeConnectedTo() throws Exception {
    Path home = Files.createTempDirectory(Path.of("/var/lib"), "cortex-local-test");
    Path socket = home.resolve("docker.sock");
    String connect =
        """
        use Socket;
        for (@ARGV) {
          socket(my $s, PF_UNIX, SOCK_STREAM, 0);
          print connect($s, pack_sockaddr_un($_)) ? 'in' : lc $!, "\n";
        }
        """;
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      Started started =
          new Container(
                  "app",
                  "perl",
                  "-e",
                  connect,
                  socket.toString(),
                  "/run/docker.sock",
                  "/var/run/docker.sock")
              .start(pod);
      started.code();
      assertThat(started.lines())
          .containsExactly(
              "connection refused", "no such file or directory", "no such file or directory");
    } finally {
      Files.deleteIfExists(socket);
      Files.delete(home);
    }
  }

  @Test
  void abstractSocketsOfOtherPodsCannotBeConnectedTo() {
    String socket =
        """
        use Socket;
        $| = 1;
        socket(my $s, PF_UNIX, SOCK_STREAM, 0);
        my $a = pack_sockaddr_un("\\0own");
        """;
    String listen = "bind($s, $a); listen($s, 5); print \"ready\\n\"; sleep 1000";
    Started server = new Container("app", "perl", "-e", socket + listen).start(pod);
    assertThat(server.line()).isEqualTo("ready");
    Container client =
        new Container("client", "perl", "-e", socket + "print connect($s, $a) ? 'in' : lc $!");
    assertThat(client.start(pod).output()).isEqualTo("in");
    assertThat(client.start(node.pod("two")).output()).isEqualTo("connection refused");
  }

  @Test
  void filesOfTheNodeAndOfOtherPodsAreNotThere() {
    Started started =
        shell(
            pod, "ls -A /run /tmp; ls -d /proc/1/root/run/cortex-local; grep -c pods /proc/mounts");
    assertThat(started.output())
        .isEqualTo(
            """
            /run:

            /tmp:
            ls: cannot access '/proc/1/root/run/cortex-local': No such file or directory
            0""");
  }

  @Test
  void noDescriptorIsInherited() {
    Started started = new Container("app", "ls", "/proc/self/fd").start(pod);
    started.code();
    assertThat(started.lines()).containsExactly("0", "1", "2", "3");
  }

  @Test
  void privilegedContainerHasEveryCapabilityButNothingMoreToSee() {
    Started started =
        new Container(
                "app",
                "bash",
                "-c",
                "mount -t tmpfs x /mnt && echo mounted; ls -A /run; cat /proc/[0-9]*/comm | sort -u")
            .privileged()
            .start(pod);
    started.code();
    assertThat(started.lines())
        .startsWith("mounted")
        .contains("bash", "cat")
        .doesNotContain("bwrap", "nsenter", "unshare", "java");
  }
}
