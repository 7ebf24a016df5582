package io.cortexlocal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.cli.io.Streams;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Outputs that do not take what a command writes. */
class OutputTests {

  private static final String FULL = "No space left on device";
  private static final Path FULL_DEVICE = Path.of("/dev/full");

  @TempDir private Path folder;

  private final StringWriter err = new StringWriter();
  private Path file;

  @BeforeEach
  void writeAFile() throws IOException {
    file = folder.resolve("cortex.yaml");
    Files.writeString(file, "- {name: a, kind: SyncApi}\n");
  }

  private int run(OutputStream out, Map<String, String> environment, String... arguments) {
    Streams streams =
        new Streams(
            InputStream.nullInputStream(),
            Streams.writer(out),
            new PrintWriter(err),
            false,
            environment);
    return Launcher.execute(streams, arguments);
  }

  private String[] arguments(String line) {
    return line.replace("FILE", file.toString()).split(" ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "validate FILE",
        "validate --format json FILE",
        "validate --format sarif FILE",
        "validate --format junit FILE",
        "validate --format github FILE",
        "validate --color always FILE",
        "explain",
        "explain latest-tag",
        "schema",
        "help",
        "--help",
        "--version",
        "validate --help"
      })
  void aFullStandardOutputEndsWithTwoAndTheReason(String line) {
    assertThat(run(new Refusing(FULL), Map.of(), arguments(line))).isEqualTo(2);
    assertThat(err).hasToString("cortex-local: cannot write to standard output: " + FULL + "\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"validate FILE", "validate --format sarif FILE", "explain", "schema"})
  void aPipeThatNobodyReadsEndsQuietly(String line) {
    assertThat(run(new Refusing("Broken pipe"), Map.of(), arguments(line))).isEqualTo(141);
    assertThat(err.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "json", "sarif", "junit", "github"})
  @EnabledIf("deviceIsThere")
  void aFullReportFileEndsWithTwoAndTheReason(String format) {
    int exitCode =
        run(
            OutputStream.nullOutputStream(),
            Map.of(),
            "validate",
            "--format",
            format,
            "--output",
            FULL_DEVICE.toString(),
            file.toString());

    assertThat(exitCode).isEqualTo(2);
    assertThat(err).hasToString("cortex-local: cannot write /dev/full: " + FULL + "\n");
  }

  @Test
  @EnabledIf("deviceIsThere")
  void aFullStepSummaryEndsWithTwoAndTheReason() {
    int exitCode =
        run(
            OutputStream.nullOutputStream(),
            Map.of("GITHUB_STEP_SUMMARY", FULL_DEVICE.toString()),
            arguments("validate --format github FILE"));

    assertThat(exitCode).isEqualTo(2);
    assertThat(err)
        .hasToString("cortex-local: cannot write the step's summary /dev/full: " + FULL + "\n");
  }

  static boolean deviceIsThere() {
    return Files.exists(FULL_DEVICE);
  }

  private static final class Refusing extends OutputStream {

    private final String reason;

    Refusing(String reason) {
      this.reason = reason;
    }

    @Override
    public void write(int b) throws IOException {
      throw new IOException(reason);
    }
  }
}
