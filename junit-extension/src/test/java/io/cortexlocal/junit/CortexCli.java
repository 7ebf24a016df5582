package io.cortexlocal.junit;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Cortex's own command line program, with a configuration and a directory of its own. */
final class CortexCli {

  private static final int SECONDS = 180;

  private final Path program;
  private final Path directory;

  private CortexCli(Path program, Path directory) {
    this.program = program;
    this.directory = directory;
  }

  /** Compiles the program where it is not there yet, and points it to an operator. */
  static CortexCli of(URI operator, Path directory) throws IOException, InterruptedException {
    CortexCli cli = new CortexCli(FixtureProgram.path("cortex-cli/build", directory), directory);
    Files.createDirectories(cli.configuration());
    Files.writeString(cli.configuration().resolve("cli.yaml"), "telemetry: false\n");
    Result configured =
        cli.run("env", "configure", "local", "--operator-endpoint", operator.toString());
    if (configured.exitCode() != 0) {
      throw new AssertionError("cortex env configure: " + configured);
    }
    return cli;
  }

  Path program() {
    return program;
  }

  /** Returns what the program and those that run it read their configuration from. */
  Map<String, String> environment() {
    return Map.of(
        "CORTEX_CLI_CONFIG_DIR",
        configuration().toString(),
        // signed with locally, and never looked at here
        "AWS_ACCESS_KEY_ID",
        "none",
        "AWS_SECRET_ACCESS_KEY",
        "none",
        "AWS_EC2_METADATA_DISABLED",
        "true",
        "AWS_VPC_K8S_CNI_LOG_FILE",
        "/dev/null",
        "CORTEX_TELEMETRY_DISABLE",
        "true");
  }

  private Path configuration() {
    return directory.resolve("cli");
  }

  /** Runs a command to its end. */
  Result run(String... arguments) throws IOException, InterruptedException {
    Path output = Files.createTempFile(directory, "output", "");
    Path error = Files.createTempFile(directory, "error", "");
    Process process = start(output, error, arguments);
    if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError(
          "cortex %s did not end within %d s; it wrote: %s%s"
              .formatted(
                  String.join(" ", arguments),
                  SECONDS,
                  Files.readString(output),
                  Files.readString(error)));
    }
    return new Result(
        process.exitValue(),
        new String(Files.readAllBytes(output), StandardCharsets.UTF_8),
        new String(Files.readAllBytes(error), StandardCharsets.UTF_8));
  }

  private Process start(Path output, Path error, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(output.toFile())
            .redirectError(error.toFile());
    builder.environment().putAll(environment());
    return builder.start();
  }

  /** What a command left behind. */
  record Result(int exitCode, String output, String error) {}
}
