package io.cortexlocal.junit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The programs of others that a script of {@code fixtures} builds or installs. */
final class FixtureProgram {

  private FixtureProgram() {}

  /** Runs the script, and returns the path that it prints. */
  static Path path(String script, Path scratch) throws IOException, InterruptedException {
    Path said = Files.createTempFile(scratch, "fixture", "");
    Process process =
        new ProcessBuilder("../fixtures/" + script)
            .redirectOutput(said.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (!process.waitFor(30, TimeUnit.MINUTES) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new AssertionError("fixtures/" + script + " failed; its output stands above");
    }
    return Path.of(Files.readString(said).strip());
  }
}
