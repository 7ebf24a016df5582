package io.cortexlocal.cli.running;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.cli.io.UsageException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpClaimTests {

  @TempDir private Path temporary;

  private UpFolder folder;

  @BeforeEach
  void setFolder() {
    folder = folder("project");
  }

  private UpFolder folder(String name) {
    return UpFolder.of(
        temporary.resolve(name), Map.of("XDG_CACHE_HOME", temporary.resolve("cache").toString()));
  }

  private RunningUp running(UpClaim claim) {
    return new RunningUp(
        folder.folder(),
        claim.process(),
        "embedded",
        URI.create("http://127.0.0.1:1"),
        URI.create("http://127.0.0.1:2"),
        Optional.of(Path.of("/proc/1/kubeconfig")),
        "0.42.1",
        Optional.of(Path.of("/x/up.log")),
        new UpAddress(URI.create("http://127.0.0.1:3"), "secret"));
  }

  @Test
  void oneProcessHasAFolderUntilItGivesItBack() {
    UpClaim claim = UpClaim.take(folder).orElseThrow();

    assertThat(UpClaim.take(folder)).isEmpty();
    assertThat(UpClaim.take(folder("other"))).isPresent();

    claim.close();
    assertThat(folder.directory()).doesNotExist();
    assertThat(UpClaim.take(folder)).isPresent();
  }

  @Test
  void whatIsPublishedIsFound() {
    try (UpClaim claim = UpClaim.take(folder).orElseThrow()) {
      assertThat(RunningUps.find(folder)).isEmpty();
      assertThatThrownBy(() -> RunningUps.require(folder))
          .hasMessage(
              "cortex-local up is still starting in %s (process %d).\nTry: this command again when it has said its URLs.",
              folder.folder(), ProcessHandle.current().pid());

      claim.publish(running(claim));

      assertThat(RunningUps.require(folder)).isEqualTo(running(claim));
    }
    assertThatThrownBy(() -> RunningUps.require(folder))
        .isInstanceOf(NothingRunsException.class)
        .hasMessage(
            "no cortex-local up runs in %s.\nTry: cortex-local up here, in another terminal.",
            folder.folder());
  }

  @Test
  void nobodyElseCanReadIt() throws IOException {
    try (UpClaim claim = UpClaim.take(folder).orElseThrow()) {
      claim.publish(running(claim));

      for (Path file :
          new Path[] {folder.stateFile(), folder.cortexConfiguration().resolve("cli.yaml")}) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .isEqualTo("rw-------");
      }
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.directory())))
          .isEqualTo("rwx------");
    }
  }

  @Test
  void whatAnEndedProcessLeftCountsForNothing() throws Exception {
    Process ended = new ProcessBuilder("true").start();
    ended.waitFor();
    left(ended.pid() + " 1");

    assertThat(RunningUps.find(folder)).isEmpty();
    assertThat(UpClaim.take(folder("other"))).isPresent();
    assertThat(folder.directory()).doesNotExist();
  }

  @Test
  void aProcessThatWasGivenTheIdOfAnEndedOneIsNotIt() throws IOException {
    left(ProcessHandle.current().pid() + " 1");

    assertThat(RunningUps.find(folder)).isEmpty();
    assertThat(UpClaim.take(folder)).isPresent();
  }

  @Test
  void aStateThatIsCutOffIsNone() throws IOException {
    ProcessMark own = ProcessMark.ofThisProcess();
    left(own.pid() + " " + own.started());
    Files.writeString(folder.stateFile(), "{\"folder\": \"/x");

    assertThat(RunningUps.find(folder)).isEmpty();
  }

  @Test
  void whoeverHasLostTheFolderRemovesNothingOfItsNextOwner() throws IOException {
    UpClaim lost = UpClaim.take(folder).orElseThrow();
    Files.writeString(folder.claimFile(), "1 1");

    lost.close();

    assertThat(folder.directory()).exists();
  }

  private void left(String process) throws IOException {
    Files.createDirectories(folder.directory());
    Files.writeString(folder.claimFile(), process);
  }

  @Test
  void aCacheThatCannotBeWrittenIsNamed() throws IOException {
    Files.writeString(temporary.resolve("cache"), "a file");

    assertThatThrownBy(() -> UpClaim.take(folder))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("cannot write below " + folder.base() + ": ");
  }

  @Test
  void thereHasToBeAPlaceForACache() {
    assertThatThrownBy(() -> UpFolder.of(temporary, Map.of("XDG_CACHE_HOME", "not/absolute")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("set HOME or XDG_CACHE_HOME");
    assertThat(UpFolder.of(temporary, Map.of("HOME", "/home/x")).directory().toString())
        .startsWith("/home/x/.cache/cortex-local/up/");
  }
}
