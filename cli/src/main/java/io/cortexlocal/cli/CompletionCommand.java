package io.cortexlocal.cli;

import io.cortexlocal.cli.io.Streams;
import io.cortexlocal.cli.io.UsageException;
import io.cortexlocal.cli.running.NothingRunsException;
import io.cortexlocal.cli.running.OperatorClient;
import io.cortexlocal.cli.running.OperatorRefusal;
import io.cortexlocal.cli.running.RunningUps;
import io.cortexlocal.cli.running.UpFolder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints what a shell needs to complete commands, flags, and the names of running APIs. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description = {
      "Print a script with which bash or zsh completes commands, flags and the names of APIs.",
      "",
      "In bash: source <(cortex-local completion bash)",
      "In zsh:  source <(cortex-local completion zsh)"
    })
final class CompletionCommand implements Callable<Integer> {

  /** What the script asks for: the APIs of the folder's up, a line each. */
  private static final String APIS = "apis";

  private static final String NAME = "cortex-local";

  /** Such as {@code logs}: its first parameter is an API. */
  private static final String API = "API";

  /** Picocli's function completes first; where it has nothing to say, the APIs may be meant. */
  private static final String SCRIPT =
      """

      # The names of the APIs of the up that runs in this folder.
      function _cortex_local_with_apis() {
        local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}
        case ${COMP_WORDS[1]-} in
          %s)
            if ((COMP_CWORD == 2)) && [[ $word != -* ]]; then
              COMPREPLY=($(compgen -W "$("${COMP_WORDS[0]}" completion %s 2>/dev/null)" -- "$word"))
              return
            fi
            ;;
        esac
        _complete_cortex-local "$@"
      }
      complete -F _cortex_local_with_apis -o default cortex-local
      """;

  @Parameters(paramLabel = "SHELL", description = "bash or zsh.")
  private String shell;

  private final Streams streams;
  private final Supplier<CommandLine> whole;

  /**
   * @param whole makes the command line with all its commands
   */
  CompletionCommand(Streams streams, Supplier<CommandLine> whole) {
    this.streams = streams;
    this.whole = whole;
  }

  @Override
  public Integer call() {
    switch (shell) {
      // Picocli's script makes zsh load its own imitation of bash's completion.
      case "bash", "zsh" -> streams.out().print(script(whole.get()));
      case APIS -> names().forEach(streams.out()::println);
      default ->
          throw new UsageException(
              "there are completions for bash and zsh, not for \"%s\"".formatted(shell));
    }
    return 0;
  }

  private static String script(CommandLine commandLine) {
    String withApis =
        commandLine.getSubcommands().entrySet().stream()
            .filter(command -> takesAnApi(command.getValue()))
            .map(Map.Entry::getKey)
            .collect(Collectors.joining(" | "));
    return AutoComplete.bash(NAME, commandLine) + SCRIPT.formatted(withApis, APIS);
  }

  private static boolean takesAnApi(CommandLine command) {
    return command.getCommandSpec().positionalParameters().stream()
        .anyMatch(parameter -> parameter.paramLabel().equals(API));
  }

  /** Where nothing runs there are none: a shell has no use for the reason. */
  private List<String> names() {
    try {
      List<String> names = new ArrayList<>();
      OperatorClient.of(RunningUps.require(UpFolder.current(streams.environment())))
          .list()
          .forEach(api -> names.add(api.path("metadata").path("name").asText()));
      return names;
    } catch (NothingRunsException | OperatorRefusal e) {
      return List.of();
    }
  }
}
