package io.cortexlocal.cluster.embedded.linux;

import static io.cortexlocal.cluster.embedded.linux.TestNode.mount;
import static io.cortexlocal.cluster.embedded.linux.TestNode.shell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.cluster.Kubernetes.ExecResult;
import io.cortexlocal.cluster.embedded.linux.TestNode.Container;
import io.cortexlocal.cluster.embedded.linux.TestNode.Started;
import io.cortexlocal.cluster.embedded.runtime.RuntimeFailure;
import io.cortexlocal.cluster.embedded.runtime.StartFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(NodeMode.class)
class ContainerTests {

  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String IGNORES_SIGTERM =
      "trap 'echo ignored' TERM; echo ready; while :; do sleep 0.05; done";

  private final NodeMode mode;
  private TestNode node;
  private LinuxSandbox pod;

  ContainerTests(NodeMode mode) {
    this.mode = mode;
  }

  @BeforeEach
  void startNode() {
    node = new TestNode(mode);
    pod = node.pod("api-x-1");
  }

  @AfterEach
  void closeNode() {
    node.close();
  }

  @Test
  void exitCodeIsThatOfTheProgram() {
    assertThat(shell(pod, "exit 3").code()).isEqualTo(3);
    assertThat(shell(pod, "true").code()).isZero();
  }

  @Test
  void exitCodeOfASignalIs128AndItsNumber() {
    Started terminated =
        shell(pod, "trap 'exit 143' TERM; echo ready; while :; do sleep 0.05; done");
    assertThat(terminated.line()).isEqualTo("ready");
    terminated.container().terminate();
    assertThat(terminated.code()).isEqualTo(143);
    Started killed = shell(pod, "echo ready; sleep 1000");
    assertThat(killed.line()).isEqualTo("ready");
    killed.container().kill();
    assertThat(killed.code()).isEqualTo(137);
  }

  @Test
  void signalThatFirstProcessHasNoHandlerForIsIgnored() throws Exception {
    Started started = new Container("app", "sleep", "1000").start(pod);
    started.container().terminate();
    assertThatThrownBy(() -> started.container().exit().get(300, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    started.container().kill();
    assertThat(started.code()).isEqualTo(137);
  }

  @Test
  void containerThatIgnoresSigtermDiesOfSigkill() {
    Started started = shell(pod, IGNORES_SIGTERM);
    assertThat(started.line()).isEqualTo("ready");
    started.container().terminate();
    assertThat(started.line()).isEqualTo("ignored");
    assertThat(started.container().exit()).isNotDone();
    started.container().kill();
    assertThat(started.code()).isEqualTo(137);
  }

  @Test
  void signalsToAContainerThatHasEndedDoNothing() {
    Started started = shell(pod, "exit 3");
    assertThat(started.code()).isEqualTo(3);
    started.container().terminate();
    started.container().kill();
    assertThat(started.code()).isEqualTo(3);
  }

  @Test
  void childrenEndWithTheFirstProcessThoughTheyHoldTheOutput() throws Exception {
    Started started = shell(pod, "setsid sleep 1000 & sleep 1001 & echo forked; exit 5");
    assertThat(started.code()).isEqualTo(5);
    assertThat(started.lines()).containsExactly("forked");
    assertThat(commandLinesInNode()).noneMatch(line -> line.startsWith("sleep"));
  }

  @Test
  void processGroupSignalStaysInTheContainer() {
    Started started = shell(pod, "trap 'echo mine; exit 4' TERM; kill -TERM 0; sleep 5");
    assertThat(started.output()).isEqualTo("mine");
    assertThat(started.code()).isEqualTo(4);
  }

  @Test
  void timesAreThoseOfTheProgram() throws Exception {
    Instant before = Instant.now();
    // It runs for a moment before it is seen to.
    Started started = shell(pod, "sleep 2");
    assertThat(started.container().startedAt()).isBetween(before, Instant.now());
    started.code();
    assertThat(started.container().exit().get().at())
        .isBetween(started.container().startedAt().plusSeconds(1), Instant.now());
  }

  @Test
  void outputHasBothStreamsInOrderAndTheLastLineWithoutItsEnd() {
    Started started = shell(pod, "echo one; echo two >&2; echo; printf 'größer'");
    started.code();
    assertThat(started.lines()).containsExactly("one", "two", "", "größer");
  }

  @Test
  void longLineComesInPiecesOf256KiB() {
    Started started =
        shell(
            pod,
            "for i in 100000 600000; do head -c $i /dev/zero | tr '\\0' x; echo; done; echo end");
    started.code();
    assertThat(started.lines().stream().map(String::length))
        .containsExactly(100_000, 262_144, 262_144, 75_712, 3);
  }

  @Test
  void muchOutputOfAShortContainerIsNotLost() {
    Started started = shell(pod, "for i in {1..20000}; do echo line $i; done");
    started.code();
    assertThat(started.lines()).hasSize(20000).contains("line 20000");
  }

  @Test
  void outputCanBeOpenedAgainByAnyUser() {
    Started started =
        new Container("app", "bash", "-c", "echo out >/dev/stdout; echo err >/dev/stderr")
            .user(1000, 1000)
            .start(pod);
    assertThat(started.output()).isEqualTo("out\nerr");
  }

  @Test
  void environmentIsTheContainersAlone() {
    Started started =
        new Container("app", "env").env(Map.of("A", "1 2\n3", "LD_PRELOAD", "")).start(pod);
    started.code();
    assertThat(started.lines())
        .containsExactlyInAnyOrder(
            "A=1 2",
            "3",
            "LD_PRELOAD=",
            "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "HOSTNAME=api-x-1",
            "HOME=/root",
            "PWD=/");
  }

  @Test
  void environmentOfTheContainerDoesNotReachWhatStartsIt() {
    Map<String, String> hostile =
        Map.of("LD_PRELOAD", "/missing.so", "PATH", "/usr/bin:/bin", "BASH_ENV", "/missing");
    Started started = new Container("app", "sh", "-c", "echo $PATH").env(hostile).start(pod);
    assertThat(started.output()).endsWith("/usr/bin:/bin").doesNotContain("bwrap");
    assertThat(started.code()).isZero();
  }

  @Test
  void workingDirectoryIsTheGivenOne(@TempDir Path temporary) throws Exception {
    Files.writeString(temporary.resolve("here"), "");
    Started below = new Container("app", "bash", "-c", "pwd; ls").in("/usr/bin/..").start(pod);
    assertThat(below.output()).startsWith("/usr\n");
    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
    Started own =
        new Container("app", "bash", "-c", "pwd; ls; touch x").in(temporary.toString()).start(pod);
    assertThat(own.output())
        .isEqualTo(temporary + "\nhere\ntouch: cannot touch 'x': Read-only file system");
  }

  @Test
  void missingWorkingDirectoryIsNamed() {
    assertThatThrownBy(() -> new Container("app", "true").in("/no/such").tryStart(pod))
        .isInstanceOf(StartFailure.class)
        .hasMessage(
            "chdir to cwd (\"/no/such\") set in config.json failed: no such file or directory");
  }

  /** Bubblewrap is seen while it sets up and while it ends; neither may pass for the program. */
  @Test
  void bubblewrapIsNeverTakenForTheProgram() {
    for (int i = 0; i < 300; i++) {
      assertThatThrownBy(() -> new Container("app", "true").in("/no/such").tryStart(pod))
          .as("start %d", i)
          .isInstanceOf(StartFailure.class);
    }
  }

  @Test
  void missingProgramIsNamedAsRuncDoes() {
    assertThatThrownBy(() -> new Container("app", "foo").tryStart(pod))
        .isInstanceOf(StartFailure.class)
        .hasMessage("exec: \"foo\": executable file not found in $PATH");
    assertThatThrownBy(() -> new Container("app", "/foo/bar").tryStart(pod))
        .isInstanceOf(StartFailure.class)
        .hasMessage("exec: \"/foo/bar\": stat /foo/bar: no such file or directory");
    assertThatThrownBy(() -> new Container("app", "/usr").tryStart(pod))
        .isInstanceOf(StartFailure.class)
        .hasMessage("exec: \"/usr\": is a directory");
    assertThatThrownBy(() -> new Container("app", "/etc/passwd").tryStart(pod))
        .isInstanceOf(StartFailure.class)
        .hasMessage("exec: \"/etc/passwd\": permission denied");
  }

  @Test
  void programThatCannotBeExecutedIsAFailureAndNoExitCode() {
    write("/mnt/script", "#!/no/interpreter\n");
    write("/mnt/text", "echo hello\n");
    write("/mnt/elf", "\\x7fELF\\x02\\x01\\x01" + "\\0".repeat(11) + "\\xf3" + "\\0".repeat(60));
    assertThatThrownBy(() -> onMnt("/mnt/script").tryStart(pod))
        .isInstanceOf(StartFailure.class)
        .hasMessage("exec /mnt/script: no such file or directory (it needs /no/interpreter)");
    assertThatThrownBy(() -> onMnt("/mnt/text").tryStart(pod))
        .isInstanceOf(StartFailure.class)
        .hasMessage("exec /mnt/text: exec format error");
    assertThatThrownBy(() -> onMnt("/mnt/elf").tryStart(pod))
        .isInstanceOf(StartFailure.class)
        .hasMessage("exec /mnt/elf: exec format error");
  }

  private void write(String file, String bytes) {
    assertThat(
            onMnt("bash", "-c", "printf '" + bytes + "' >" + file + "; chmod 755 " + file)
                .start(pod)
                .output())
        .isEmpty();
  }

  private static Container onMnt(String... command) {
    return new Container("app", command).mounts(mount("mnt", "/mnt"));
  }

  @Test
  void execHasUserEnvironmentAndDirectoryOfTheContainer() throws Exception {
    for (int[] ids : new int[][] {{0, 0}, {1000, 1001}, {0, 5}}) {
      Started started =
          new Container("app", "sleep", "1000")
              .user(ids[0], ids[1])
              .in("/usr")
              .env(Map.of("A", "1\n2"))
              .start(pod);
      String script =
          "id -u; id -g; pwd; echo \"$A\"; hostname; cat /proc/1/comm; echo no >&2; exit 4";
      ExecResult result = started.container().exec(List.of("bash", "-c", script), SOON);
      assertThat(result)
          .isEqualTo(
              new ExecResult(
                  OptionalInt.of(4),
                  ids[0] + "\n" + ids[1] + "\n/usr\n1\n2\napi-x-1\nsleep\n",
                  "no\n"));
      started.container().kill();
    }
  }

  @Test
  void whatAFurtherProgramWritesIsKeptInPart() throws Exception {
    Started started = shell(pod, "echo ready; sleep 1000");
    assertThat(started.line()).isEqualTo("ready");
    ExecResult result =
        started
            .container()
            .exec(
                List.of("bash", "-c", "yes | head -c 50000000; yes no | head -c 50000000 >&2"),
                SOON);
    assertThat(result.exitCode()).hasValue(0);
    assertThat(result.output()).hasSize(ContainerExec.KEPT).startsWith("y\ny\n");
    assertThat(result.error()).hasSize(ContainerExec.KEPT).startsWith("no\nno\n");
    assertThatThrownBy(() -> started.container().exec(List.of("yes"), Duration.ofSeconds(1)))
        .isInstanceOf(TimeoutException.class);
    started.container().kill();
  }

  @Test
  void execHasNoMorePowerThanTheContainer() throws Exception {
    Started root = new Container("app", "sleep", "1000").start(pod);
    assertThat(capabilities(root)).isEqualTo("a80425fb");
    Started user = new Container("app", "sleep", "1000").user(1000, 1000).start(pod);
    assertThat(capabilities(user)).isEqualTo("0");
    Started privileged = new Container("app", "sleep", "1000").privileged().start(pod);
    assertThat(Long.parseUnsignedLong(capabilities(privileged), 16)).isGreaterThan(0xffffffffffL);
  }

  private static String capabilities(Started started) throws TimeoutException {
    String script =
        "while read -r k v; do [ $k = CapPrm: ] && printf %x 0x$v; done </proc/self/status";
    return started.container().exec(List.of("bash", "-c", script + "; true"), SOON).output();
  }

  @Test
  void execThatCannotBeRunSaysWhyAndHasNoExitCode() throws Exception {
    Started started = new Container("app", "sleep", "1000").start(pod);
    assertThat(started.container().exec(List.of("foo"), SOON))
        .isEqualTo(
            new ExecResult(
                OptionalInt.empty(),
                "",
                "OCI runtime exec failed: exec failed: unable to start container process:"
                    + " exec: \"foo\": executable file not found in $PATH"));
  }

  @Test
  void execThatTakesTooLongIsKilledWithItsChildren() throws Exception {
    Started started = new Container("app", "sleep", "1000").start(pod);
    assertThatThrownBy(
            () ->
                started
                    .container()
                    .exec(List.of("bash", "-c", "sleep 2000 & sleep 3000"), Duration.ofMillis(300)))
        .isInstanceOf(TimeoutException.class)
        .hasMessage(
            "[bash, -c, sleep 2000 & sleep 3000] in container app of default/api-x-1 did not end"
                + " within 300 ms");
    Await.until(
        "the end of what was executed",
        () -> commandLinesInNode().stream().noneMatch(line -> line.matches("sleep [23]000")));
    assertThat(commandLinesInNode()).contains("sleep 1000");
  }

  @Test
  void execReturnsThoughSomethingStaysInTheBackground() throws Exception {
    Started started = new Container("app", "sleep", "1000").start(pod);
    ExecResult result =
        started.container().exec(List.of("bash", "-c", "sleep 4000 & echo done"), SOON);
    assertThat(result).isEqualTo(new ExecResult(OptionalInt.of(0), "done\n", ""));
    assertThat(commandLinesInNode()).contains("sleep 4000");
  }

  @Test
  void execEndsWithTheContainer() throws Exception {
    Started started = new Container("app", "sleep", "0.4").start(pod);
    assertThat(started.container().exec(List.of("sleep", "1000"), SOON).exitCode()).hasValue(137);
    started.code();
    assertThatThrownBy(() -> started.container().exec(List.of("true"), SOON))
        .isInstanceOf(RuntimeFailure.class)
        .hasMessage("Container app of default/api-x-1 has ended.");
  }

  private List<String> commandLinesInNode() throws Exception {
    return NodeState.of(node.node).commandLines();
  }
}
