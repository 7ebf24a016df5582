package io.cortexlocal.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigFileTests {

  @Test
  void isAPathFromTheModule() {
    assertThat(CortexYamlFile.find("src/test/apis/cortex.yaml", getClass()))
        .isEqualTo(Path.of("src/test/apis/cortex.yaml"));
  }

  @Test
  void isAnAbsolutePath(@TempDir Path directory) throws Exception {
    Path file = Files.createFile(directory.resolve("cortex.yaml"));

    assertThat(CortexYamlFile.find(file.toString(), getClass())).isEqualTo(file);
  }

  @Test
  void isAResourceOnTheClassPath() {
    Path found = CortexYamlFile.find("io/cortexlocal/junit/ConfigFileTests.class", getClass());

    assertThat(found).isRegularFile().hasFileName("ConfigFileTests.class").isAbsolute();
  }

  @ParameterizedTest
  @ValueSource(strings = {"missing.yaml", "src/test/apis", "java/lang/Object.class"})
  void isNoneOfThese(String name) {
    assertThatThrownBy(() -> CortexYamlFile.find(name, getClass()))
        .isExactlyInstanceOf(ExtensionConfigurationException.class)
        .hasMessage(
            "@CortexApi(\"%s\") on io.cortexlocal.junit.ConfigFileTests: there is no file %s, and"
                    .formatted(name, Path.of(name).toAbsolutePath())
                + " no such resource on the class path");
  }
}
