package io.cortexlocal.cli.running;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvCommandTests {

  @TempDir private Path home;

  @Test
  void aShellGetsTheDirectoryAndWordsForCredentials() throws Exception {
    Path strange = Path.of("/tmp/it's $HOME \"here\"");
    String exports = EnvCommand.exports(strange, Map.of("HOME", home.toString()));

    Process shell =
        new ProcessBuilder(
                "sh",
                "-c",
                exports + "printf '%s|%s' \"$CORTEX_CLI_CONFIG_DIR\" \"$AWS_ACCESS_KEY_ID\"")
            .start();
    assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo(strange + "|none");
  }

  @Test
  void credentialsThatThereAreAreLeftAlone() throws IOException {
    Path directory = Path.of("/x");
    assertThat(
            EnvCommand.exports(
                directory, Map.of("HOME", home.toString(), "AWS_ACCESS_KEY_ID", "AKIA")))
        .isEqualTo("export CORTEX_CLI_CONFIG_DIR='/x'\n");

    Files.writeString(
        Files.createDirectory(home.resolve(".aws")).resolve("credentials"), "[default]\n");
    assertThat(EnvCommand.exports(directory, Map.of("HOME", home.toString())))
        .isEqualTo("export CORTEX_CLI_CONFIG_DIR='/x'\n");
  }

  @Test
  void aConfigurationThatLeadsToCredentialsIsOneWithARegionIsNot() throws IOException {
    Path config = Files.createDirectory(home.resolve(".aws")).resolve("config");
    Map<String, String> environment = Map.of("HOME", home.toString());

    Files.writeString(config, "[default]\nregion = us-west-2\n");
    assertThat(EnvCommand.exports(Path.of("/x"), environment)).contains("AWS_ACCESS_KEY_ID='none'");

    Files.writeString(config, "[default]\nsso_session = mine\n");
    assertThat(EnvCommand.exports(Path.of("/x"), environment)).doesNotContain("AWS_");
  }
}
