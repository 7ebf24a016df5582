package io.cortexlocal.cluster.embedded.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ImageSettingsTests {

  @Test
  void theCacheIsTheUsersWhateverTheEnvironmentLacks() {
    Path own = Path.of(System.getProperty("user.home"), ".cache/cortex-local/images");
    assertThat(ImageSettings.cache(Map.of("XDG_CACHE_HOME", "/c", "HOME", "/h")))
        .isEqualTo(Path.of("/c/cortex-local/images"));
    assertThat(ImageSettings.cache(Map.of("XDG_CACHE_HOME", "c", "HOME", "/h")))
        .isEqualTo(Path.of("/h/.cache/cortex-local/images"));
    assertThat(ImageSettings.cache(Map.of("HOME", ""))).isEqualTo(own);
    assertThat(ImageSettings.cache(Map.of())).isEqualTo(own);
  }
}
