package io.cortexlocal.cluster.embedded.linux;

import static io.cortexlocal.cluster.embedded.linux.TestNode.MEBIBYTE;
import static io.cortexlocal.cluster.embedded.linux.TestNode.emptyDir;
import static io.cortexlocal.cluster.embedded.linux.TestNode.mount;
import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.cluster.embedded.linux.TestNode.Container;
import io.cortexlocal.cluster.embedded.linux.TestNode.Started;
import io.cortexlocal.cluster.embedded.runtime.Volume;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** How much memory a pod's files can take; a test node gives each pod 64 MiB. */
@ParameterizedClass
@EnumSource(NodeMode.class)
class SpaceTests {

  private static final long SPACE = 64 * MEBIBYTE;
  private static final long SHARED_MEMORY = 64 * MEBIBYTE;

  private final NodeMode mode;
  private TestNode node;

  SpaceTests(NodeMode mode) {
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

  @Test
  void allThatAContainerWritesHasOneBound() {
    String fill =
        """
        for d in /tmp /run /dev /dev/shm /mnt /cortex /tmp; do
          head -c 200M /dev/zero >>$d/fill
        done 2>/dev/null
        cat /{tmp,run,dev,dev/shm,mnt,cortex}/fill | wc -c
        """;
    Started app =
        new Container("app", "bash", "-c", fill)
            .mounts(mount("mnt", "/mnt"), mount("cortex", "/cortex"))
            .start(node.pod("one"));
    assertThat(Long.parseLong(app.output()))
        .isGreaterThan(SPACE)
        .isLessThanOrEqualTo(SPACE + SHARED_MEMORY);
  }

  @Test
  void theNumberOfFilesHasOneBoundToo() {
    String make =
        """
        my $made = 0;
        for my $d (qw(/tmp /run /dev /mnt /cortex)) {
          for my $i (1 .. 10_000) { open my $f, '>', "$d/$i" or last; $made++ }
        }
        print "$made\n";
        """;
    Started app =
        new Container("app", "perl", "-e", make)
            .mounts(mount("mnt", "/mnt"), mount("cortex", "/cortex"))
            .start(node.pod("one"));
    assertThat(Integer.parseInt(app.output())).isBetween(3000, 4096);
  }

  @Test
  void volumesWithLimitsOfTheirOwnHaveABoundTogether() {
    String[] names = {"a", "b", "c"};
    Volume[] volumes = new Volume[names.length];
    Container container =
        new Container(
            "app",
            "bash",
            "-c",
            "for d in a b c; do head -c 99M /dev/zero >/$d/x; done 2>/dev/null; cat /?/x | wc -c");
    for (int i = 0; i < names.length; i++) {
      volumes[i] = new Volume.EmptyDir(names[i], OptionalLong.of(60 * MEBIBYTE));
      container.mounts(mount(names[i], "/" + names[i]));
    }
    assertThat(Long.parseLong(container.start(node.pod("one", volumes)).output()))
        .isGreaterThan(60 * MEBIBYTE)
        .isLessThanOrEqualTo(2 * SPACE);
  }

  @Test
  void whatAnEndedContainerWroteMakesRoomForTheNext() {
    LinuxSandbox pod = node.pod("one", emptyDir("mnt"));
    for (int i = 0; i < 3; i++) {
      Started app =
          new Container("app", "bash", "-c", "ls /tmp; head -c 50M /dev/zero >/tmp/x && echo done")
              .start(pod);
      assertThat(app.output()).isEqualTo("done");
    }
  }
}
