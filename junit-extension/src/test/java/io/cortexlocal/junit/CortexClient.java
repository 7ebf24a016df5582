package io.cortexlocal.junit;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs pytest with Cortex's own Python client, whose environment {@code local} is an operator. */
final class CortexClient {

  private static final int MINUTES = 6;

  private final CortexCli cli;
  private final Path packages;
  private final Path directory;

  private CortexClient(CortexCli cli, Path packages, Path directory) {
    this.cli = cli;
    this.packages = packages;
    this.directory = directory;
  }

  /** Installs the client where it is not there yet. */
  static CortexClient of(CortexCli cli, Path directory) throws IOException, InterruptedException {
    Path packages = FixtureProgram.path("cortex-client/install", directory);
    return new CortexClient(cli, packages, directory);
  }

  /** Runs the tests that pytest finds with these arguments, to their end. */
  Pytest pytest(Path from, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("python3", "-m", "pytest", "-rA", "-p", "no:cacheprovider"));
    command.addAll(List.of(arguments));
    File output = Files.createTempFile(directory, "pytest", "").toFile();
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(from.toFile())
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(output);
    builder.environment().putAll(cli.environment());
    builder.environment().put("CORTEX_CLI_PATH", cli.program().toString());
    builder.environment().put("PYTHONPATH", packages.toString());
    builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    builder.environment().putAll(environment);
    Process process = builder.start();
    if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      throw new AssertionError(
          "pytest did not end within %d min; it wrote: %s"
              .formatted(MINUTES, Files.readString(output.toPath())));
    }
    return new Pytest(process.exitValue(), Files.readString(output.toPath()));
  }

  /** What pytest left behind. */
  record Pytest(int exitCode, String output) {

    /** Returns the names that pytest's summary gives a verdict. */
    List<String> with(String verdict) {
      return output
          .lines()
          .filter(line -> line.startsWith(verdict + " "))
          .map(line -> line.substring(line.indexOf("::") + 2))
          .toList();
    }
  }
}
