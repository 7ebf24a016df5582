package io.cortexlocal.cli.running;

import io.cortexlocal.cli.io.Streams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/** Prints what a shell needs so that Cortex's own programs call the {@code up} of this folder. */
@Command(
    name = "env",
    mixinStandardHelpOptions = true,
    description = {
      "Print what makes Cortex's own CLI and client call the up of this folder:",
      "",
      "  eval \"$(cortex-local env)\" && cortex get",
      "",
      "It is an environment named local in a directory of its own; ~/.cortex is left alone.",
      "It holds for this shell. Cortex's CLI wants AWS credentials, which nothing reads here: where",
      "none are found, they are the word \"none\"."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:It was printed.", "1:Nothing runs in this folder.", "2:Wrong usage."})
public final class EnvCommand implements Callable<Integer> {

  private static final String KEY = "AWS_ACCESS_KEY_ID";
  private static final String SECRET = "AWS_SECRET_ACCESS_KEY";

  /** Where AWS's programs look for credentials, or for how they are had. */
  private static final List<String> CREDENTIALS =
      List.of(
          KEY,
          "AWS_PROFILE",
          "AWS_SHARED_CREDENTIALS_FILE",
          "AWS_CONFIG_FILE",
          "AWS_WEB_IDENTITY_TOKEN_FILE",
          "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
          "AWS_CONTAINER_CREDENTIALS_FULL_URI");

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
      // so that eval fails too, and no command after it goes to the user's own environment
      streams.out().println("false");
      return 1;
    }
    streams.out().print(exports(folder.cortexConfiguration(), streams.environment()));
    return 0;
  }

  /** Returns the lines for a POSIX shell. */
  static String exports(Path configuration, Map<String, String> environment) {
    StringBuilder lines = new StringBuilder();
    variables(configuration, environment).forEach((name, value) -> export(lines, name, value));
    return lines.toString();
  }

  /**
   * Returns the variables that Cortex's own programs need.
   *
   * @param configuration the directory with their configuration
   * @param environment that they are added to
   */
  public static Map<String, String> variables(Path configuration, Map<String, String> environment) {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("CORTEX_CLI_CONFIG_DIR", configuration.toString());
    if (!hasCredentials(environment)) {
      variables.put(KEY, "none");
      variables.put(SECRET, "none");
    }
    return variables;
  }

  private static boolean hasCredentials(Map<String, String> environment) {
    Path home = Path.of(environment.getOrDefault("HOME", "/"), ".aws");
    return CREDENTIALS.stream().anyMatch(environment::containsKey)
        || Files.exists(home.resolve("credentials"))
        || leadsToCredentials(home.resolve("config"));
  }

  /** Most such files have a region alone. */
  private static boolean leadsToCredentials(Path config) {
    try {
      String text = Files.readString(config);
      return Stream.of("sso_", "credential_process", "role_arn", "aws_access_key_id")
          .anyMatch(text::contains);
    } catch (IOException e) {
      return false;
    }
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
