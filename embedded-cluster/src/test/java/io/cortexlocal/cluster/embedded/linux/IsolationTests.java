package io.cortexlocal.cluster.embedded.linux;

import static io.cortexlocal.cluster.embedded.linux.TestNode.mount;
import static io.cortexlocal.cluster.embedded.linux.TestNode.shell;
import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.cluster.embedded.linux.TestNode.Container;
import io.cortexlocal.cluster.embedded.linux.TestNode.Started;
import java.io.FileInputStream;
import java.io.RandomAccessFile;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

  /** In any of the directories that a container sees, its own among them. */
  @Test
  void socketsAndFifosThatAppearLaterAreOutOfReach() throws Exception {
    String program =
        """
        use Socket;
        use Fcntl;
        for (@ARGV) {
          socket(my $s, PF_UNIX, SOCK_STREAM, 0);
          print "in $_\n" if connect($s, pack_sockaddr_un("$_/late.sock"));
          next unless sysopen(my $f, "$_/late.fifo", O_RDWR | O_NONBLOCK);
          syswrite($f, 'from the container');
          push @kept, $f;
        }
        print "end\n";
        """;
    Path elsewhere = Files.createTempDirectory(Path.of("/var/lib"), "cortex-local-test");
    Path directory = Files.createTempDirectory("cortex-local-test");
    List<Path> made = new ArrayList<>();
    List<AutoCloseable> open = new ArrayList<>();
    try {
      for (Path seen : List.of(elsewhere, directory)) {
        Files.setPosixFilePermissions(seen, PosixFilePermissions.fromString("rwxrwxrwx"));
      }
      Started app =
          new Container("app", "bash", "-c", "ls .; echo ready; exec sleep 1000")
              .in(directory.toString())
              .start(pod);
      assertThat(app.line()).isEqualTo("ready");
      for (Path seen : List.of(elsewhere, directory)) {
        Path socket = seen.resolve("late.sock");
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        open.add(server);
        server.bind(UnixDomainSocketAddress.of(socket));
        made.add(socket);
        Path fifo = seen.resolve("late.fifo");
        assertThat(new ProcessBuilder("mkfifo", "-m", "0666", fifo.toString()).start().waitFor())
            .isZero();
        made.add(fifo);
        RandomAccessFile reader = new RandomAccessFile(fifo.toFile(), "rw");
        open.add(reader);
        for (Path file : List.of(socket, fifo)) {
          Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        }
      }
      List<String> command = List.of("perl", "-e", program, elsewhere + "", directory + "");
      assertThat(app.container().exec(command, Duration.ofSeconds(20)).output()).isEqualTo("end\n");
      Started later = new Container("later", command).in(directory.toString()).start(pod);
      assertThat(later.output()).isEqualTo("end");
      for (AutoCloseable reader : open) {
        if (reader instanceof RandomAccessFile fifo) {
          try (FileInputStream in = new FileInputStream(fifo.getFD())) {
            assertThat(in.available()).isZero();
          }
        }
      }
    } finally {
      for (AutoCloseable it : open) {
        it.close();
      }
      for (Path file : made) {
        Files.deleteIfExists(file);
      }
      Files.delete(elsewhere);
      Files.delete(directory);
    }
  }

  private static final String CALLS =
      """
      use Errno;
      my %%calls = (%s);
      for (sort keys %%calls) {
        my $type = 'user';
        my @arguments = $_ eq 'mount' ? () : ($type, 'cortex-local-test', 'x');
        @arguments = (0x10000000, 0, 0) if $_ eq 'clone' || $_ eq 'unshare';
        print "$_: ", syscall($calls{$_}, @arguments, 0, 0) < 0 ? lc $! : 'done', "\n";
      }
      socket(my $s, 40, 1, 0) or print 'vsock: ', lc $!, "\n";
      """;

  private static String calls() {
    boolean x86 = System.getProperty("os.arch").equals("amd64");
    return CALLS.formatted(
        x86
            ? "add_key => 248, request_key => 249, keyctl => 250, bpf => 321,"
                + " perf_event_open => 298, userfaultfd => 323, unshare => 272, clone => 56,"
                + " clone3 => 435, io_uring_setup => 425, open_by_handle_at => 304, mount => 165"
            : "add_key => 217, request_key => 218, keyctl => 219, bpf => 280,"
                + " perf_event_open => 241, userfaultfd => 282, unshare => 97, clone => 220,"
                + " clone3 => 435, io_uring_setup => 425, open_by_handle_at => 265, mount => 40");
  }

  private static final String REFUSED =
      """
      add_key: operation not permitted
      bpf: operation not permitted
      clone: operation not permitted
      clone3: function not implemented
      io_uring_setup: operation not permitted
      keyctl: operation not permitted
      mount: operation not permitted
      open_by_handle_at: operation not permitted
      perf_event_open: operation not permitted
      request_key: operation not permitted
      unshare: operation not permitted
      userfaultfd: operation not permitted
      vsock: operation not permitted""";

  @Test
  void systemCallsThatDockerRefusesAreRefused() throws Exception {
    Started app = shell(pod, "echo ready; exec sleep 1000");
    assertThat(app.line()).isEqualTo("ready");
    List<String> command = List.of("perl", "-e", calls());
    assertThat(new Container("root", command).start(pod).output()).isEqualTo(REFUSED);
    assertThat(new Container("user", command).user(1000, 1000).start(pod).output())
        .isEqualTo(REFUSED);
    assertThat(app.container().exec(command, Duration.ofSeconds(20)).output())
        .isEqualTo(REFUSED + "\n");
    assertThat(shell(pod, "grep -E 'Seccomp:|NoNewPrivs' /proc/self/status | cut -f2").output())
        .isEqualTo("1\n2");
  }

  @Test
  void privilegedContainerHasNoFilterAndASessionKeyringOfItsOwn() {
    String keys =
        """
        my ($type, $name, $data) = ('user', 'cortex-local-test', 'secret');
        print syscall(%d, $type, $name, $data, 6, -3) > 0 ? "added\n" : "$!\n";
        """
            .formatted(System.getProperty("os.arch").equals("amd64") ? 248 : 217);
    String look =
        """
        my ($type, $name) = ('user', 'cortex-local-test');
        print syscall(%d, $type, $name, 0, 0) > 0 ? "found\n" : "$!\n";
        """
            .formatted(System.getProperty("os.arch").equals("amd64") ? 249 : 218);
    assertThat(new Container("a", "perl", "-e", keys).privileged().start(pod).output())
        .isEqualTo("added");
    assertThat(new Container("b", "perl", "-e", look).privileged().start(pod).output())
        .isEqualTo("Required key not available");
  }
}
