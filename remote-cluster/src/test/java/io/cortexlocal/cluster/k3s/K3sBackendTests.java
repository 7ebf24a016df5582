package io.cortexlocal.cluster.k3s;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.image.ImageException;
import io.cortexlocal.image.ImageSource;
import io.cortexlocal.image.LocalImages;
import io.cortexlocal.settings.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class K3sBackendTests {

  @Test
  void aCommandAloneIsRefusedBeforeAnythingStarts(@TempDir Path directory) {
    LocalImages local =
        new LocalImages(Map.of("web", new ImageSource.Run(List.of("java"), directory)));
    assertThatThrownBy(
            () ->
                new K3sBackend()
                    .requireImages(Settings.ofThisProcess(), List.of("other", "web"), local))
        .isExactlyInstanceOf(ImageException.class)
        .hasMessageStartingWith("image web is declared with run:");
  }
}
