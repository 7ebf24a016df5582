package io.cortexlocal.cluster.k3s;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnerTests {

  @Test
  void isReadFromItsLabel() {
    Owner owner = new Owner("boot/pid:[4026531836]", 42, 1700000000000L);

    assertThat(owner.label()).isEqualTo("boot/pid:[4026531836]|42|1700000000000");
    assertThat(Owner.parse(owner.label())).contains(owner);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "true",
        "a|1",
        "a|1|2|3",
        "a|one|2",
        "a|1|two",
        "a|1|",
        "a|99999999999999999999|2"
      })
  void isNotReadFromAnythingElse(String label) {
    assertThat(Owner.parse(label)).isEmpty();
  }

  @Test
  void thisProcessIsNotGone() {
    Owner self = Owner.parse(Owner.thisProcess().label()).orElseThrow();

    assertThat(self.pid()).isEqualTo(ProcessHandle.current().pid());
    assertThat(self.isGone()).isFalse();
  }

  @Test
  void aProcessIsGoneOnceItHasEnded() throws Exception {
    Process process = new ProcessBuilder("sleep", "60").start();
    Owner owner = Owner.of(process.toHandle());
    try {
      assertThat(owner.isGone()).isFalse();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();

    assertThat(owner.isGone()).isTrue();
  }

  @Test
  void anotherProcessThatGotItsIdIsNotTheOwner() {
    Owner self = Owner.thisProcess();

    assertThat(new Owner(self.scope(), self.pid(), self.started() - 60_000).isGone()).isTrue();
  }

  @Test
  void anOwnerWhoseStartIsNotKnownIsNotKnownToBeGone() {
    Owner self = Owner.thisProcess();

    assertThat(new Owner(self.scope(), self.pid(), -1).isGone()).isFalse();
  }

  /** Field 22 of proc_pid_stat(5), behind a name that may have anything in it. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void itsStartIsLinuxsTickWhateverItsName(@TempDir Path directory) throws Exception {
    Path program = directory.resolve("a) b (c");
    Files.copy(Path.of("/bin/sleep"), program);
    Process process = new ProcessBuilder(program.toString(), "60").start();
    try {
      Owner owner = Owner.of(process.toHandle());
      long ticksPerSecond = 100;
      double uptime =
          Double.parseDouble(Files.readString(Path.of("/proc/uptime")).split(" ", -1)[0]);

      assertThat((double) owner.started() / ticksPerSecond).isBetween(uptime - 30, uptime + 1);
      assertThat(owner.isGone()).isFalse();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void anOwnerElsewhereIsNotKnownToBeGone() {
    Owner self = Owner.thisProcess();

    assertThat(new Owner("another machine", self.pid(), self.started() - 60_000).isGone())
        .isFalse();
  }
}
