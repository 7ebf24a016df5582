package io.cortexlocal.cli.running;

import io.cortexlocal.cli.io.Streams;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Prints what a shell needs so that Cortex's own programs call the {@code up} of this folder. */
@Command(
    name = "env",
    mixinStandardHelpOptions = true,
    description = {
      "Print what makes Cortex's own CLI and client call the up of this folder:",
      "",
      "  eval \"$(cortex-local env)\"",
      "  cortex get",
      "",
      "It is an environment named local in a directory of its own; ~/.cortex is left alone.",
      "Cortex's CLI wants AWS credentials, which nothing reads here: where you have none, none",
      "are invented but the word \"none\"."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:It was printed.", "1:Nothing runs in this folder.", "2:Wrong usage."})
public final class EnvCommand implements Callable<Integer> {

  private static final String KEY = "AWS_ACCESS_KEY_ID";
  private static final String SECRET = "AWS_SECRET_ACCESS_KEY";

  private final Streams streams;

  /**
   * Creates the command.
   *
   * @param streams where to write
   */
  public EnvCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() {
    UpFolder folder = UpFolder.current(streams.environment());
    try {
      RunningUps.require(folder);
    } catch (NothingRunsException e) {
      streams.err().println("cortex-local: " + e.getMessage());
      return 1;
    }
    streams.out().print(exports(folder.cortexConfiguration(), streams.environment()));
    return 0;
  }

  /** Returns the lines for a POSIX shell. */
  static String exports(Path configuration, Map<String, String> environment) {
    StringBuilder lines = new StringBuilder();
    export(lines, "CORTEX_CLI_CONFIG_DIR", configuration.toString());
    if (!hasCredentials(environment)) {
      export(lines, KEY, "none");
      export(lines, SECRET, "none");
    }
    return lines.toString();
  }

  private static boolean hasCredentials(Map<String, String> environment) {
    return environment.containsKey(KEY)
        || environment.containsKey("AWS_PROFILE")
        || Files.exists(Path.of(environment.getOrDefault("HOME", "/"), ".aws", "credentials"));
  }

  private static void export(StringBuilder lines, String name, String value) {
    lines
        .append("export ")
        .append(name)
        .append("='")
        .append(value.replace("'", "'\\''"))
        .append("'\n");
  }
}
