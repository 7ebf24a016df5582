package io.cortexlocal.cluster.k3s;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.lifecycle.Closer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchTests {

  @TempDir private Path parent;

  @Test
  void goesWithItsCluster() throws IOException {
    Closer closer = new Closer();
    Path scratch = ScratchFolder.make(closer, parent);
    Files.createFile(scratch.resolve("image.tar"));

    closer.close();

    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void whatAKilledRunLeftGoesWithTheNextOne() throws Exception {
    Path left = directory("cortex-local-k3s-1", gone().label());

    Path scratch = ScratchFolder.make(new Closer(), parent);

    assertThat(left).doesNotExist();
    assertThat(scratch).isDirectory();
  }

  @Test
  void whatIsInUseAndWhatIsNotKnownStays() throws Exception {
    Path used = directory("cortex-local-k3s-1", Owner.thisProcess().label());
    Path unknown = directory("cortex-local-k3s-2", "");
    Path other = directory("other", gone().label());
    Path elsewhere = directory("elsewhere", gone().label());
    Path link = Files.createSymbolicLink(parent.resolve("cortex-local-k3s-3"), elsewhere);

    ScratchFolder.make(new Closer(), parent);

    for (Path kept : new Path[] {used, unknown, other, elsewhere, link}) {
      assertThat(kept.resolve("owner")).exists();
    }
  }

  private Path directory(String name, String owner) throws IOException {
    Path directory = Files.createDirectory(parent.resolve(name));
    Files.writeString(directory.resolve("owner"), owner);
    return directory;
  }

  private static Owner gone() throws Exception {
    Process process = new ProcessBuilder("sleep", "60").start();
    Owner owner = Owner.of(process.toHandle());
    process.destroyForcibly();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return owner;
  }
}
