package io.cortexlocal.cluster.embedded.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.cluster.embedded.linux.HostMounts.Mounted;
import org.junit.jupiter.api.Test;

class HostMountsTests {

  @Test
  void mountsAreReadWithTheirOddNames() {
    HostMounts mounts =
        HostMounts.parse(
            """
            24 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
            25 24 0:5 / /media/a\\040b\\134c rw - vfat /dev/sdb rw
            26 24 0:22 / /home/me/proc rw,nosuid shared:12 master:2 - proc proc rw
            broken
            """);
    assertThat(mounts.mounts())
        .containsExactly(
            new Mounted("/", "ext4"),
            new Mounted("/media/a b\\c", "vfat"),
            new Mounted("/home/me/proc", "proc"));
    assertThat(mounts.anyBelow("/media")).isTrue();
    assertThat(mounts.anyBelow("/home/m")).isFalse();
    assertThat(mounts.isPoint("/media/a b\\c")).isTrue();
    assertThat(mounts.isHidden("/home/me/proc")).isTrue();
    assertThat(mounts.isHidden("/")).isFalse();
  }
}
