package io.cortexlocal.cluster.embedded.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Containers on a machine with mounts of all kinds. They are made in a mount namespace of the
 * test's own.
 */
@ParameterizedClass
@EnumSource(NodeMode.class)
class MachineFilesTests {

  /** A server of a FUSE file system that never answers; only its user may ask it. */
  private static final String SILENT_SERVER =
      """
      perl -e '
        use Fcntl;
        my ($directory, $user) = @ARGV;
        sysopen my $fuse, "/dev/fuse", O_RDWR or die "fuse: $!";
        my ($type, $options) = ("fuse", sprintf "fd=%%d,rootmode=40000,user_id=%%d,group_id=0",
          fileno $fuse, $user);
        syscall(%d, $type, $directory, $type, 6, $options) == 0 or die "mount: $!";
        open my $ready, ">", "$directory.ready";
        sleep 1000;' \
      """
          .formatted(System.getProperty("os.arch").equals("amd64") ? 165 : 40);

  private final NodeMode mode;
  @TempDir Path classes;
  private Path machine;

  MachineFilesTests(NodeMode mode) {
    this.mode = mode;
  }

  @BeforeEach
  void makeDirectory() throws IOException {
    machine = Files.createTempDirectory(Path.of("/var/lib"), "cortex-local-test").toRealPath();
  }

  @AfterEach
  void removeDirectory() throws Exception {
    assertThat(new ProcessBuilder("rm", "-rf", machine.toString()).start().waitFor()).isZero();
  }

  /**
   * Runs scripts in containers.
   *
   * @param setUp a script that makes directories and mounts, in the machine's directory
   * @param scripts see {@link MachineFilesProgram}
   * @return what each of them wrote
   */
  private List<String> run(String directory, String setUp, String... scripts) throws Exception {
    String script = "set -eu\ncd \"$0\"\numask 022\nchmod 755 .\n" + setUp + "\n";
    List<String> command = new ArrayList<>(List.of("unshare", "--mount", "--pid", "--fork"));
    command.addAll(List.of("--mount-proc", "--kill-child", "bash", "-c", script + "\"$@\""));
    command.add(machine.toString());
    String in = machine.resolve(directory).toString();
    command.addAll(NodeJvm.command(classes, MachineFilesProgram.class, mode.name(), in));
    Path said = classes.resolve("said");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    try (OutputStream out = process.getOutputStream()) {
      out.write((String.join("\n", scripts) + "\n").getBytes(StandardCharsets.UTF_8));
    }
    process.waitFor();
    String all = Files.readString(said);
    assertThat(all).endsWith("-- end\n");
    String[] parts = all.split("(?m)^-- (?:\\d+|end)\n", -1);
    assertThat(parts).hasSize(scripts.length + 2);
    return List.of(parts).subList(1, parts.length - 1).stream().map(String::strip).toList();
  }

  /** As those of Docker: closed to others, and with a mount in the midst. */
  @Test
  void directoriesThatOnlyRootMayEnterStayClosedToOthers() throws Exception {
    String setUp =
        """
        mkdir -p engine/containers/c/mounts/shm engine/overlay2/o/merged engine/overlay2/o/diff
        echo log >engine/containers/c/c-json.log; chmod 640 engine/containers/c/c-json.log
        echo host >engine/containers/c/hosts; echo top >engine/config
        chmod 710 engine engine/containers engine/containers/c engine/overlay2
        mount -t tmpfs x engine/containers/c/mounts/shm; echo shm >engine/containers/c/mounts/shm/f
        mkdir low; echo merged >low/file
        mount -t overlay -o lowerdir=low:engine x engine/overlay2/o/merged
        mkdir -p home/.m2 home/disk; echo settings >home/.m2/settings.xml; chmod 700 home
        mount -t tmpfs x home/disk; echo disk >home/disk/file
        """;
    String look =
        "cat engine/containers/c/c-json.log engine/containers/c/hosts engine/config"
            + " engine/containers/c/mounts/shm/f home/.m2/settings.xml home/disk/file 2>&1;"
            + " ls -A engine/overlay2/o/merged; stat -c %a engine engine/containers home";
    List<String> seen = run(".", setUp, "0 " + look, "1000 " + look);
    assertThat(seen.get(0)).isEqualTo("log\nhost\ntop\nshm\nsettings\ndisk\n710\n710\n700");
    if (mode == NodeMode.ROOT) {
      assertThat(seen.get(1))
          .isEqualTo(
              """
              cat: engine/containers/c/c-json.log: Permission denied
              cat: engine/containers/c/hosts: Permission denied
              cat: engine/config: Permission denied
              cat: engine/containers/c/mounts/shm/f: Permission denied
              cat: home/.m2/settings.xml: Permission denied
              cat: home/disk/file: Permission denied
              ls: cannot access 'engine/overlay2/o/merged': Permission denied
              710
              stat: cannot statx 'engine/containers': Permission denied
              700""");
    } else {
      // All users are the one who made the user namespace, to the kernel.
      assertThat(seen.get(1)).contains("710").endsWith("\n700");
    }
  }

  @Test
  void whatCannotBeListedOrHasAnOddNameIsShown() throws Exception {
    String setUp =
        """
        mkdir -p shut/project shut/other $'a\\n b\\\\c/in' net
        echo here >shut/project/file; chown 65534:65534 shut; chmod 711 shut
        mount -t tmpfs x shut/other; echo other >shut/other/file
        mount -t tmpfs x $'a\\n b\\\\c/in'; echo odd >$'a\\n b\\\\c/in/file'
        mkfifo $'a\\n b\\\\c/fifo'; ln -s /no/where $'a\\n b\\\\c/link'
        mount -t proc x net; mount -t tmpfs x net/sys; echo behind >net/sys/file
        mkdir deep; cd deep; p=; for i in $(seq 60); do p=$p$(printf 'd%.0s' $(seq 50))/; done
        mkdir -p $p; cd $p; mount -t tmpfs x .; cd /
        """;
    List<String> seen =
        run(
            "shut/project",
            setUp,
            "0 cat file ../other/file ../../a*/in/file; ls -A ../../net; cat ../../net/sys/file;"
                + " readlink ../../a*/link; : >../../net/sys/x");
    assertThat(seen.get(0))
        .isEqualTo(
            "here\nother\nodd\nsys\nbehind\n/no/where\n"
                + "bash: line 1: ../../net/sys/x: Read-only file system");
  }

  /** As an agent's or an engine's socket is handed to the container that this JVM runs in. */
  @Test
  void socketsFifosAndDevicesThatAreMountedAreOutOfReach() throws Exception {
    String setUp =
        """
        mkdir own; mkfifo -m 666 own/fifo; touch agent fifo null text; echo file >own/text
        perl -MSocket -e 'socket(my $s, PF_UNIX, SOCK_STREAM, 0); umask 0;
          bind($s, pack_sockaddr_un("own/sock")) && listen($s, 9) or die $!; sleep 1000' &
        until [ -S own/sock ]; do sleep 0.02; done
        (exec 3<>own/fifo; sleep 1000) &
        mount --bind own/sock agent; mount --bind own/fifo fifo; mount --bind /dev/null null
        mount --bind own/text text
        """;
    List<String> seen =
        run(
            ".",
            setUp,
            "0 cat text; for f in agent fifo null; do stat -c %F $f 2>/dev/null; done;"
                + " perl -MSocket -e 'socket(my $s, PF_UNIX, SOCK_STREAM, 0);"
                + " print connect($s, pack_sockaddr_un(\"agent\")) ? \"in\" : \"out\"'");
    assertThat(seen.get(0)).startsWith("file\n").endsWith("out").doesNotContain("socket", "fifo");
    assertThat(seen.get(0)).doesNotContain("character");
  }

  @Test
  void mountsThatRefuseRootOrNeverAnswerAreLeftOut() throws Exception {
    String setUp =
        """
        mkdir refuses silent beside; echo beside >beside/file; mount -t tmpfs x beside
        echo mounted >beside/file
        """
            + SILENT_SERVER
            + "refuses 1000 &\n"
            + SILENT_SERVER
            + "silent 0 &\n"
            + "while ! [ -e refuses.ready ] || ! [ -e silent.ready ]; do sleep 0.02; done\n";
    List<String> seen = run(".", setUp, "0 cat beside/file; ls -A refuses silent");
    assertThat(seen.get(0)).isEqualTo("mounted\nrefuses:\n\nsilent:");
  }

  @Test
  void mountsAndFilesThatComeAndGoAreNoFailure() throws Exception {
    String setUp =
        """
        mkdir engine gone engine/kept; mount -t tmpfs x engine/kept; echo kept >engine/kept/file
        mount -t tmpfs x gone; echo 1 >gone/file
        (while :; do for i in {1..40}; do mkdir -p engine/$i/m; : >engine/$i/f; : >engine/f$i; done
          rm -rf engine/[0-9]* engine/f*; done) &
        """;
    List<String> scripts = new ArrayList<>();
    scripts.add("here umount " + machine + "/gone");
    for (int i = 0; i < 12; i++) {
      scripts.add((i % 2 * 1000) + " cat engine/kept/file; ls gone >/dev/null");
    }
    List<String> seen = run(".", setUp, scripts.toArray(String[]::new));
    assertThat(seen.subList(1, seen.size())).containsOnly("kept");
  }

  @Test
  void manyMountsAndManyFilesBesideOneAreShown() throws Exception {
    String setUp =
        """
        mkdir many; for i in {1..300}; do mkdir many/$i; mount -t tmpfs x many/$i; echo $i >many/$i/f
        done
        mkdir files; cd files; seq 1200 | xargs touch; mkdir m; mount -t tmpfs x m; cd ..
        """;
    List<String> seen =
        run(
            ".",
            setUp,
            "0 cat many/*/f | wc -l; ls files | wc -l; grep -c . /etc/passwd >/dev/null");
    assertThat(seen.get(0)).isEqualTo("300\n1201");
  }
}
