package io.cortexlocal.cluster.k3s;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.cluster.ClusterSettings;
import io.cortexlocal.image.ImageException;
import io.cortexlocal.image.ImageSource;
import io.cortexlocal.image.LocalImages;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageLoaderTests {

  @Test
  void aCommandAloneIsRefused(@TempDir Path scratch) {
    ClusterSettings settings = new ClusterSettings("envoy", Duration.ofMinutes(1), Map.of(), false);
    ImageLoader loader = new ImageLoader(new DockerEngine(null), null, settings, scratch);
    LocalImages local =
        new LocalImages(Map.of("web", new ImageSource.Run(List.of("java"), scratch)));

    assertThatThrownBy(() -> loader.load(List.of("web"), local))
        .isExactlyInstanceOf(ImageException.class)
        .hasMessage(
            """
            image web is declared with run:, which only the backend embedded has.
            Try: build: or archive: in cortex-local.yaml.""");
  }
}
