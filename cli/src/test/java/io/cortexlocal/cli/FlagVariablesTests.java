package io.cortexlocal.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.Backends;
import io.cortexlocal.cli.io.FlagVariables;
import io.cortexlocal.cli.io.Streams;
import io.cortexlocal.cli.io.UsageException;
import io.cortexlocal.settings.Settings;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

class FlagVariablesTests {

  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(Map<String, String> environment, String... arguments) {
    return Launcher.execute(streams(environment), arguments);
  }

  private Streams streams(Map<String, String> environment) {
    return new Streams(
        new ByteArrayInputStream("".getBytes(UTF_8)),
        new PrintWriter(out),
        new PrintWriter(err),
        false,
        environment);
  }

  private static CommandLine commandLine(String... arguments) {
    return Subcommands.commandLine(Streams.ofProcess(), arguments);
  }

  /** Every flag of every command. */
  static Stream<Arguments> flags() {
    return commandLine().getSubcommands().entrySet().stream()
        .filter(command -> !command.getKey().equals("help"))
        .flatMap(
            command ->
                command.getValue().getCommandSpec().options().stream()
                    .filter(option -> !option.hidden())
                    .filter(option -> !option.usageHelp() && !option.versionHelp())
                    .map(option -> Arguments.of(command.getKey(), option.longestName())));
  }

  @ParameterizedTest
  @MethodSource("flags")
  void everyFlagOfEveryCommandIsAVariable(String command, String flag) {
    CommandLine of = commandLine(command).getSubcommands().get(command);
    OptionSpec option = of.getCommandSpec().findOption(flag);
    assertThat(flag).as("a long name, from which the variable's is made").startsWith("--");

    String[] arguments =
        FlagVariables.read(
                () -> commandLine(command), together(command, option), required(command, of))
            .arguments();

    assertThat(commandLine(command).parseArgs(arguments).subcommand().hasMatchedOption(flag))
        .as(String.join(" ", arguments))
        .isTrue();
    assertThat(of.getUsageMessage())
        .contains("CORTEX_LOCAL_CLI_" + command.toUpperCase(Locale.ROOT) + "_");
  }

  /** A flag that has others by its side, such as a format and its file, comes with these. */
  private static Map<String, String> together(String command, OptionSpec option) {
    List<OptionSpec> options = option.group() == null ? List.of(option) : option.group().options();
    return options.stream()
        .collect(
            Collectors.toMap(
                one -> FlagVariables.name(command, one.longestName()), FlagVariablesTests::value));
  }

  private static String value(OptionSpec option) {
    if (option.arity().max() == 0) {
      return "true";
    }
    Class<?> type = option.auxiliaryTypes()[0];
    if (type.isEnum()) {
      return type.getEnumConstants()[0].toString();
    }
    return option.completionCandidates() != null
            && option.completionCandidates().iterator().hasNext()
        ? option.completionCandidates().iterator().next()
        : "7";
  }

  private static String[] required(String name, CommandLine command) {
    List<String> words = new ArrayList<>(List.of(name));
    for (PositionalParamSpec parameter : command.getCommandSpec().positionalParameters()) {
      if (parameter.required()) {
        words.add("1");
      }
    }
    return words.toArray(String[]::new);
  }

  @Test
  void noVariableIsThatOfASetting() {
    Set<String> settings = new HashSet<>();
    Stream.of("embedded", "k3s")
        .flatMap(backend -> Backends.settings(backend).stream())
        .forEach(setting -> settings.add(Settings.environmentVariable(setting.name())));
    assertThat(settings).isNotEmpty();
    assertThat(
            commandLine().getSubcommands().values().stream()
                .flatMap(command -> FlagVariables.of(command.getCommandSpec()).keySet().stream()))
        .isNotEmpty()
        .doesNotContainAnyElementsOf(settings);
  }

  @Test
  void aVariableIsAFlagThatTheCommandLineOverrides() throws Exception {
    String file =
        Files.writeString(folder.resolve("cortex.yaml"), "- name: a\n  kind: realtimeapi\n")
            .toString();
    Map<String, String> environment = Map.of("CORTEX_LOCAL_CLI_VALIDATE_FORMAT", "json");
    assertThat(run(environment, "validate", file)).as(err.toString()).isOne();
    assertThat(out.toString()).startsWith("[");
    out.getBuffer().setLength(0);
    assertThat(run(environment, "validate", "--format", "text", file)).isOne();
    assertThat(out.toString()).startsWith(file + ":2:");
  }

  @Test
  void aFlagThatIsRepeatedHasALineEach() {
    String[] arguments =
        FlagVariables.read(
                FlagVariablesTests::commandLine,
                Map.of("CORTEX_LOCAL_CLI_REQUEST_HEADER", "A: one\nB: two\n"),
                "request",
                "api")
            .arguments();
    assertThat(arguments).containsExactly("request", "--header=A: one", "--header=B: two", "api");
  }

  @ParameterizedTest
  @CsvSource({
    "true, '', up --watch",
    "false, '', up --no-watch",
    "false, --watch, up --watch",
    "' ', '', up",
    "true, --no-watch, up --no-watch",
    "true, --watch, up --watch",
  })
  void aSwitchIsTrueOrFalse(String value, String given, String expected) {
    List<String> words = new ArrayList<>(List.of("up"));
    if (!given.isEmpty()) {
      words.add(given);
    }
    assertThat(
            String.join(
                " ",
                FlagVariables.read(
                        FlagVariablesTests::commandLine,
                        Map.of("CORTEX_LOCAL_CLI_UP_WATCH", value),
                        words.toArray(String[]::new))
                    .arguments()))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CORTEX_LOCAL_CLI_UP_WATCH | yes | up | CORTEX_LOCAL_CLI_UP_WATCH: expected true or false,"
            + " but it is \"yes\"",
        "CORTEX_LOCAL_CLI_UP_BACKED | k3s | up | CORTEX_LOCAL_CLI_UP_BACKED: cortex-local up has no"
            + " such flag; did you mean CORTEX_LOCAL_CLI_UP_BACKEND?",
        "CORTEX_LOCAL_CLI_LOGS_TAIL | all | logs api | CORTEX_LOCAL_CLI_LOGS_TAIL: Invalid value for"
            + " option '--tail'",
        "CORTEX_LOCAL_CLI_UP_OPERATOR_PORT | 99999 | up | --operator-port: expected 0 to 65535, but"
            + " it is 99999 (--operator-port is from CORTEX_LOCAL_CLI_UP_OPERATOR_PORT)",
        "CORTEX_LOCAL_CLI_VALIDATE_FORMAT | toml | validate | CORTEX_LOCAL_CLI_VALIDATE_FORMAT:"
            + " Invalid value for option '--format'",
      })
  void aWrongValueIsRefusedWithTheVariable(
      String variable, String value, String command, String message) {
    assertThat(run(Map.of(variable, value), command.split(" "))).isEqualTo(2);
    assertThat(err.toString()).startsWith("cortex-local: " + message);
  }

  @Test
  void othersCommandsVariablesAreNothingHere() {
    assertThat(run(Map.of("CORTEX_LOCAL_CLI_UP_BACKED", "k3s"), "explain")).isZero();
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void helpIsShownWhateverTheVariablesSay() {
    assertThat(run(Map.of("CORTEX_LOCAL_CLI_LOGS_TAIL", "all"), "logs", "--help")).isZero();
    assertThat(out.toString())
        .endsWith(
            """

            Each flag can be an environment variable, which the command line overrides:
              CORTEX_LOCAL_CLI_LOGS_CLUSTER is --cluster
            A switch is true or false; a flag that can be repeated has a value in each line.
            """);
  }

  @Test
  void whatCannotBeParsedIsRefusedAsWithoutThem() {
    assertThatThrownBy(
            () ->
                FlagVariables.read(
                    FlagVariablesTests::commandLine,
                    Map.of("CORTEX_LOCAL_CLI_SCALE_OUT", "json"),
                    "scale",
                    "api"))
        .isInstanceOf(UsageException.class);
    assertThat(run(Map.of("CORTEX_LOCAL_CLI_SCALE_OUTPUT", "json"), "scale", "api")).isEqualTo(2);
    assertThat(err.toString()).startsWith("Missing required parameter: 'N'");
  }
}
