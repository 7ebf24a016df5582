package io.cortexlocal.cluster.embedded.linux;

import static io.cortexlocal.cluster.embedded.linux.TestNode.emptyDir;
import static io.cortexlocal.cluster.embedded.linux.TestNode.mount;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.cluster.Kubernetes.ExecResult;
import io.cortexlocal.cluster.embedded.image.RootFilesystem;
import io.cortexlocal.cluster.embedded.linux.TestNode.Container;
import io.cortexlocal.cluster.embedded.linux.TestNode.Started;
import io.cortexlocal.cluster.embedded.runtime.Mount;
import io.cortexlocal.cluster.embedded.runtime.StartFailure;
import io.cortexlocal.cluster.embedded.runtime.Volume;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Containers whose root is an unpacked image. */
@ParameterizedClass
@EnumSource(NodeMode.class)
class ImageRootTests {

  @TempDir static Path image;

  private final NodeMode mode;
  private TestNode node;
  private LinuxSandbox pod;

  ImageRootTests(NodeMode mode) {
    this.mode = mode;
  }

  @BeforeAll
  static void buildImage() throws Exception {
    if (!Files.exists(image.resolve("bin"))) {
      TinyImage.build(image);
      Files.setPosixFilePermissions(image, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  @BeforeEach
  void startNode() {
    node = new TestNode(mode);
    Volume files = new Volume.Files("client", Map.of("cli.yaml", "a: 1\n"));
    pod = node.pod("one", emptyDir("mnt"), emptyDir("cortex"), files);
  }

  @AfterEach
  void closeNode() {
    node.close();
  }

  private static Container container(String... command) {
    return new Container("app", command).root(new RootFilesystem.Unpacked(image));
  }

  private static Container bash(String script) {
    return container("bash", "-c", script);
  }

  @Test
  void rootIsTheImage() {
    Started started = bash("ls -d /* /etc/*; cat /data/file; echo $HOME").start(pod);
    assertThat(started.output())
        .isEqualTo(
            String.join(
                "\n",
                "/bin",
                "/data",
                "/dev",
                "/etc",
                "/etc/hostname",
                "/etc/hosts",
                "/etc/passwd",
                "/etc/resolv.conf",
                Files.exists(image.resolve("lib")) ? "/lib\n/lib64" : "/lib64",
                "/mnt",
                "/proc",
                "/sys",
                "/tmp",
                "/usr",
                "of the image",
                "/root"));
  }

  @Test
  void whatAContainerWritesItAloneSees() throws Exception {
    Started one =
        bash("echo mine >/data/file; mkdir /new; rm -r /data/below; mkdir /data/below; ls /data; sleep 1000")
            .start(pod);
    assertThat(one.line()).isEqualTo("below");
    assertThat(one.line()).isEqualTo("file");
    assertThat(bash("cat /data/file; ls /new").start(pod).output())
        .isEqualTo("of the image\nls: cannot access '/new': No such file or directory");
    assertThat(one.container().exec(List.of("cat", "/data/file"), Duration.ofSeconds(5)))
        .isEqualTo(new ExecResult(OptionalInt.of(0), "mine\n", ""));
    assertThat(Files.readString(image.resolve("data/file"))).isEqualTo("of the image\n");
  }

  @Test
  void containerThatFillsItsRootHarmsNoOther() {
    Started full = bash("cat /dev/zero >/data/x; ls -s /data/x").start(pod);
    assertThat(full.output()).startsWith("cat: write error: No space left on device");
    assertThat(bash("echo hello >/data/x; cat /data/x").start(pod).output()).isEqualTo("hello");
  }

  @Test
  void otherUserOwnsNothingOfTheRoot() {
    Started started =
        bash("id -u; id -g; echo $HOME; echo x >/data/x; echo y >/tmp-x; cat /data/file")
            .user(1000, 1001)
            .start(pod);
    assertThat(started.output()).startsWith("1000\n1001\n/home/app\n").endsWith("of the image");
  }

  @Test
  void workingDirectoryIsMadeWhenItIsMissing() {
    Container container = container("bash", "-c", "pwd; ls -a").in("/srv/./app").user(7, 7);
    assertThat(container.start(pod).output()).isEqualTo("/srv/app\n.\n..");
  }

  @Test
  void volumesAreMountedWhereTheImageHasNothingOrALink() {
    Mount[] mounts = {
      mount("mnt", "/mnt"),
      mount("cortex", "/cortex"),
      new Mount("client", "/cortex/client/cli.yaml", Optional.of("cli.yaml"), false)
    };
    Started started =
        bash("echo x >/mnt/x; ls /mnt /volumes/mnt; cat /cortex/client/cli.yaml; echo y >/cortex/y")
            .mounts(mounts)
            .user(1000, 1000)
            .start(pod);
    assertThat(started.output()).isEqualTo("/mnt:\nx\n\n/volumes/mnt:\nx\na: 1");
  }

  @Test
  void execIsInTheImagesRootWithTheContainersUser() throws Exception {
    for (int[] ids : new int[][] {{0, 0}, {1000, 1001}}) {
      Started started = container("sleep", "1000").user(ids[0], ids[1]).in("/data").start(pod);
      assertThat(
              started
                  .container()
                  .exec(List.of("sh", "-c", "id -u; id -g; ls; ls /work"), Duration.ofSeconds(5)))
          .isEqualTo(
              new ExecResult(
                  OptionalInt.of(2),
                  ids[0] + "\n" + ids[1] + "\nbelow\nfile\n",
                  "ls: cannot access '/work': No such file or directory\n"));
      started.container().kill();
    }
  }

  @Test
  void programsAreLookedForInTheImage() {
    assertThatThrownBy(() -> container("perl").tryStart(pod))
        .isInstanceOf(StartFailure.class)
        .hasMessage("exec: \"perl\": executable file not found in $PATH");
    assertThatThrownBy(() -> container("id").env(Map.of("PATH", "/opt/bin")).tryStart(pod))
        .isInstanceOf(StartFailure.class)
        .hasMessage("exec: \"id\": executable file not found in $PATH");
    assertThat(
            container("sh", "-c", "echo $PATH")
                .env(Map.of("PATH", "/opt:/bin"))
                .start(pod)
                .output())
        .isEqualTo("/opt:/bin");
  }

  @Test
  void programWithoutItsLoaderIsAFailure(@TempDir Path other) throws Exception {
    Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.copy(HostTools.find("true").orElseThrow(), other.resolve("app"));
    Container container = new Container("app", "/app").root(new RootFilesystem.Unpacked(other));
    assertThatThrownBy(() -> container.tryStart(pod))
        .isInstanceOf(StartFailure.class)
        .hasMessageMatching("exec /app: no such file or directory \\(it needs /lib.*/ld-.*\\)");
  }

  @Test
  void endedContainersLeaveNothingMounted() throws Exception {
    NodeState before = NodeState.of(node.node);
    for (int i = 0; i < 5; i++) {
      assertThat(bash("echo x >/data/x; exit 3").start(pod).code()).isEqualTo(3);
    }
    Await.until("the same state as before", () -> NodeState.of(node.node).equals(before));
  }
}
