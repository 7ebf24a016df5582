package io.cortexlocal;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.settings.Setting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnknownSettingsTests {

  @Test
  void aMisspelledSettingIsNamedWithTheOneThatWasMeant() {
    assertThat(
            UnknownSettings.in(
                List.of("cortex.local.timout", "cortex.local.zzz", "java.version"),
                List.of("CORTEX_LOCAL_TIMOUT", "PATH")))
        .containsExactly(
            "there is no setting cortex.local.timout; did you mean cortex.local.timeout?",
            "there is no setting cortex.local.zzz",
            "there is no setting CORTEX_LOCAL_TIMOUT; did you mean CORTEX_LOCAL_TIMEOUT?");
  }

  @Test
  void nothingIsSaidOfThoseThatThereAreOrThatScriptsHave() {
    assertThat(
            UnknownSettings.in(
                List.of("cortex.local.backend", "cortex.local.home", "cortex.local.test.kills"),
                List.of(
                    "CORTEX_LOCAL_BACKEND",
                    "CORTEX_LOCAL_CLI_REQUEST_TIMEOUT",
                    "CORTEX_LOCAL_K3S_IMAGE",
                    "CORTEX_LOCAL_ENVOY",
                    "CORTEX_LOCAL_OFFLINE",
                    "CORTEX_LOCAL_PYTHON_IMAGE",
                    "CORTEX_LOCAL_DEBIAN_MIRROR",
                    "CORTEX_LOCAL_ENGINE_DIR",
                    "CORTEX_LOCAL_ENGINE_TIMEOUT",
                    "CORTEX_LOCAL_PROC_STATUS")))
        .isEmpty();
  }

  @Test
  void theReadmesTableHasEachAsItIsDeclared() throws Exception {
    List<String> documented =
        Files.readString(Path.of("../README.md"))
            .lines()
            .filter(line -> line.startsWith("| `cortex.local."))
            .toList();

    assertThat(documented)
        .containsExactlyInAnyOrderElementsOf(
            UnknownSettings.known().stream().map(Setting::row).toList());
  }

  @Test
  void eachIsDeclaredOnce() {
    assertThat(UnknownSettings.known()).extracting(Setting::name).doesNotHaveDuplicates();
  }
}
