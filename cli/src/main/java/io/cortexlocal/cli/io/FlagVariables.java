package io.cortexlocal.cli.io;

import io.cortexlocal.spelling.Spelling;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Flags that are given as environment variables: {@code CORTEX_LOCAL_CLI_UP_BACKEND=k3s} is {@code
 * --backend=k3s} of {@code up}. What stands on the command line goes before them. A switch is true
 * or false, and a flag that can be repeated has a value in each line.
 */
public final class FlagVariables {

  /** With which all their names begin. */
  public static final String PREFIX = "CORTEX_LOCAL_CLI_";

  private static final String NEGATED = "--no-";
  private static final String SECTION = "flagVariables";

  private final Supplier<CommandLine> commandLines;
  private final List<String> given;
  private final Map<String, OptionSpec> used = new LinkedHashMap<>();

  private FlagVariables(Supplier<CommandLine> commandLines, List<String> given) {
    this.commandLines = commandLines;
    this.given = given;
  }

  /** Returns the name of the variable for a command's flag, such as {@code --backend}. */
  public static String name(String command, String flag) {
    return prefix(command)
        + flag.replaceFirst("^--?", "").toUpperCase(Locale.ROOT).replace('-', '_');
  }

  private static String prefix(String command) {
    return PREFIX + command.toUpperCase(Locale.ROOT) + "_";
  }

  /** Returns the flags of a command, by the names of their variables. */
  public static Map<String, OptionSpec> of(CommandSpec command) {
    Map<String, OptionSpec> flags = new TreeMap<>();
    for (OptionSpec option : command.options()) {
      if (!option.hidden() && !option.usageHelp() && !option.versionHelp()) {
        flags.put(name(command.name(), option.longestName()), option);
      }
    }
    return flags;
  }

  /** Returns whether the environment has any for a command. */
  private static boolean isSet(String command, Map<String, String> environment) {
    return environment.keySet().stream().anyMatch(name -> name.startsWith(prefix(command)));
  }

  /** Adds to a command's help how its flags are called. */
  public static void describe(CommandSpec command) {
    Map<String, OptionSpec> flags = of(command);
    if (flags.isEmpty()) {
      return;
    }
    Map.Entry<String, OptionSpec> first = flags.entrySet().iterator().next();
    String text =
        """
        \nEach flag can be an environment variable, which the command line overrides:
          %s is %s
        A switch is true or false; a flag that can be repeated has a value in each line.
        """
            .formatted(first.getKey(), first.getValue().longestName());
    List<String> sections = new ArrayList<>(command.usageMessage().sectionKeys());
    sections.add(SECTION);
    command.usageMessage().sectionKeys(sections);
    command.usageMessage().sectionMap().put(SECTION, help -> text);
  }

  /**
   * Reads those of a command.
   *
   * @param commandLines makes command lines, for one can be parsed but once
   * @param arguments the command's name, and what stands after it
   * @throws UsageException when there is no such flag, or it cannot have the value
   */
  public static FlagVariables read(
      Supplier<CommandLine> commandLines, Map<String, String> environment, String... arguments) {
    FlagVariables variables = new FlagVariables(commandLines, new ArrayList<>(List.of(arguments)));
    if (arguments.length > 0 && isSet(arguments[0], environment)) {
      CommandLine command = commandLines.get().getSubcommands().get(arguments[0]);
      if (command != null) {
        variables.add(command.getCommandSpec(), environment);
      }
    }
    return variables;
  }

  private void add(CommandSpec command, Map<String, String> environment) {
    Map<String, OptionSpec> flags = of(command);
    Optional<ParseResult> parsed = parsed();
    List<String> words = new ArrayList<>();
    for (Map.Entry<String, String> variable : new TreeMap<>(environment).entrySet()) {
      String name = variable.getKey();
      if (name.startsWith(prefix(command.name())) && !variable.getValue().isBlank()) {
        OptionSpec option = flags.get(name);
        if (option == null) {
          throw new UsageException(unknown(name, command, flags));
        }
        if (parsed.isPresent() && !isGiven(option, parsed.get())) {
          words.addAll(words(name, option, flags.values(), variable.getValue()));
          used.put(name, option);
        }
      }
    }
    given.addAll(1, words);
    if (!words.isEmpty()) {
      requireParsed();
    }
  }

  /** What cannot be parsed is refused by whoever runs it, and help needs no flags. */
  private Optional<ParseResult> parsed() {
    try {
      ParseResult parsed = commandLines.get().parseArgs(arguments()).subcommand();
      return Optional.ofNullable(parsed).filter(result -> !result.isUsageHelpRequested());
    } catch (ParameterException e) {
      return Optional.empty();
    }
  }

  private static boolean isGiven(OptionSpec option, ParseResult parsed) {
    return parsed.hasMatchedOption(option.longestName())
        || parsed.hasMatchedOption(opposite(option));
  }

  /** Returns what a flag's opposite is called, where there is one. */
  private static String opposite(OptionSpec option) {
    String name = option.longestName();
    return name.startsWith(NEGATED)
        ? "--" + name.substring(NEGATED.length())
        : NEGATED + name.substring("--".length());
  }

  private static String unknown(String name, CommandSpec command, Map<String, OptionSpec> flags) {
    return "%s: cortex-local %s has no such flag%s"
        .formatted(
            name,
            command.name(),
            Spelling.closest(name, List.copyOf(flags.keySet()))
                .map(other -> "; did you mean " + other + "?")
                .orElse(""));
  }

  private void requireParsed() {
    try {
      commandLines.get().parseArgs(arguments());
    } catch (ParameterException e) {
      List<String> meant =
          used.entrySet().stream()
              .filter(variable -> names(variable.getValue(), e))
              .map(Map.Entry::getKey)
              .toList();
      throw new UsageException(
          String.join(", ", meant.isEmpty() ? used.keySet() : meant) + ": " + e.getMessage());
    }
  }

  private static boolean names(OptionSpec option, ParameterException e) {
    return e.getArgSpec() instanceof OptionSpec wrong
        && wrong.longestName().equals(option.longestName());
  }

  private static List<String> words(
      String name, OptionSpec option, Collection<OptionSpec> all, String value) {
    String flag = option.longestName();
    if (option.arity().max() == 0) {
      return switch (value.strip().toLowerCase(Locale.ROOT)) {
        case "true" -> List.of(flag);
        case "false" ->
            all.stream().map(OptionSpec::longestName).filter(opposite(option)::equals).toList();
        default ->
            throw new UsageException(
                "%s: expected true or false, but it is \"%s\"".formatted(name, value.strip()));
      };
    }
    return option.isMultiValue()
        ? value.lines().filter(line -> !line.isBlank()).map(line -> flag + "=" + line).toList()
        : List.of(flag + "=" + value);
  }

  /** Returns the command line with them. */
  public String[] arguments() {
    return given.toArray(String[]::new);
  }

  /** Returns a message about a flag with the variable that it comes from. */
  public String explain(String message) {
    for (Map.Entry<String, OptionSpec> variable : used.entrySet()) {
      if (message.contains(variable.getValue().longestName())) {
        return "%s (%s is from %s)"
            .formatted(message, variable.getValue().longestName(), variable.getKey());
      }
    }
    return message;
  }
}
