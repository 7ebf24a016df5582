package io.cortexlocal.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands that only read files need two modules, SnakeYAML, picocli and the JSON writer. */
class ShortClassPathTests {

  /** A class of each, by the name that the launcher knows the jar by. */
  private static final Map<String, String> LIBRARIES =
      Map.of(
          "config-0", "io.cortexlocal.config.CortexConfig",
          "foundation", "io.cortexlocal.spelling.Spelling",
          "jackson-core", "com.fasterxml.jackson.core.JsonGenerator",
          "picocli", "picocli.CommandLine",
          "snakeyaml-2", "org.yaml.snakeyaml.Yaml");

  @TempDir private Path directory;

  @Test
  void isTheLaunchers() throws IOException {
    Matcher matcher =
        Pattern.compile("lib/\\{([^}]*)}\\*\\.jar")
            .matcher(Files.readString(Path.of("..", "cortex-local")));

    assertThat(matcher.find()).isTrue();
    assertThat(matcher.group(1).split(",")).containsExactlyInAnyOrderElementsOf(LIBRARIES.keySet());
  }

  @ParameterizedTest
  @CsvSource({
    "0, validate src/main/training/valid.yaml",
    "0, validate --format json src/main/training/valid.yaml",
    "1, validate src/main/training/broken.yaml",
    "1, validate --format json src/main/training/broken.yaml",
    "1, validate --format sarif src/main/training/broken.yaml",
    "1, validate --format github src/main/training/broken.yaml",
    "1, validate --format gitlab src/main/training/broken.yaml",
    "1, validate --format junit src/main/training/broken.yaml",
    "0, migrate src/main/training/valid.yaml",
    "0, explain configreader.must_be_defined",
    "0, schema",
    "0, schema cortex-local.yaml"
  })
  void isEnough(int exitCode, String arguments)
      throws IOException, InterruptedException, ReflectiveOperationException, URISyntaxException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", classPath()));
    command.add(Launcher.class.getName());
    command.addAll(List.of(arguments.split(" ")));
    Path output = directory.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().remove("GITHUB_STEP_SUMMARY");
    Process process = builder.start();
    try {
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).as("ended within a minute").isTrue();
    } finally {
      process.destroyForcibly();
    }

    String written = Files.readString(output, UTF_8);
    assertThat(written).doesNotContain("NoClassDefFoundError", "Exception in thread");
    assertThat(process.exitValue()).as(written).isEqualTo(exitCode);
  }

  private static String classPath() throws ReflectiveOperationException, URISyntaxException {
    List<String> all = new ArrayList<>(List.of(place(Launcher.class)));
    for (String type : LIBRARIES.values()) {
      all.add(place(Class.forName(type)));
    }
    return String.join(File.pathSeparator, all);
  }

  private static String place(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }
}
