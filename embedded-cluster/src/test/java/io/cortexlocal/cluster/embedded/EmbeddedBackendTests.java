package io.cortexlocal.cluster.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.image.ImageException;
import io.cortexlocal.image.ImageSource;
import io.cortexlocal.image.LocalImages;
import io.cortexlocal.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBackendTests {

  @TempDir Path directory;

  private void require(ImageSource source) {
    new EmbeddedBackend()
        .requireImages(
            Settings.ofThisProcess(), List.of("web"), new LocalImages(Map.of("web", source)));
  }

  @Test
  void aCommandThatCannotBeRunIsRefusedBeforeAnythingStarts() {
    assertThatThrownBy(() -> require(new ImageSource.Run(List.of("no-such-program"), directory)))
        .isExactlyInstanceOf(ImageException.class)
        .hasMessageStartingWith("image web: run: \"no-such-program\" is not a program");
    Path gone = directory.resolve("gone");
    assertThatThrownBy(() -> require(new ImageSource.Run(List.of("sh"), gone)))
        .isExactlyInstanceOf(ImageException.class)
        .hasMessageStartingWith("image web: run: directory " + gone + " does not exist");
    assertThatCode(() -> require(new ImageSource.Run(List.of("sh"), directory)))
        .doesNotThrowAnyException();
  }

  @Test
  void anEnvoyThatSidecarsCouldNotFindByItsNameIsAnObstacle() throws Exception {
    Path other = directory.resolve("my-envoy");
    Files.createFile(
        other, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    EmbeddedSettings settings =
        EmbeddedSettings.from(
            Settings.ofThisProcess(), Map.of("CORTEX_LOCAL_ENVOY", other.toString()));

    assertThat(EmbeddedCluster.obstacle(settings))
        .contains(
            "CORTEX_LOCAL_ENVOY is '%s', but the sidecars start Envoy by the name envoy. Try: a symbolic link of that name"
                .formatted(other));
  }
}
