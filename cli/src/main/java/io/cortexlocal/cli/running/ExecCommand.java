package io.cortexlocal.cli.running;

import com.fasterxml.jackson.databind.JsonNode;
import io.cortexlocal.cli.io.Streams;
import io.cortexlocal.cli.io.UsageException;
import io.cortexlocal.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a command in a container of a replica. */
@Command(
    name = "exec",
    mixinStandardHelpOptions = true,
    customSynopsis =
        "cortex-local exec API [--replica R] [--container C] [--timeout S] [-o FORMAT] -- COMMAND…",
    description = {
      "Run a command in a container of an API's replica, and wait for its end.",
      "",
      "It has no standard input and no terminal, and of what it writes the first MiB is shown."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:The command ended with 0.",
      "1:It ended with another code, which is told, or could not be run.",
      "2:Wrong usage."
    })
public final class ExecCommand extends RunningCommand {

  @Parameters(index = "0", paramLabel = "API", description = "Its name.")
  private String api;

  @Parameters(
      index = "1",
      arity = "1..*",
      paramLabel = "COMMAND",
      description = "After --; no shell reads it.")
  private List<String> command = List.of();

  @Option(
      names = "--replica",
      paramLabel = "R",
      description =
          "Its pod's name, or how that ends. Default: any, one that is Ready if it can be.")
  private String replica = "";

  @Option(
      names = {"-c", "--container"},
      paramLabel = "C",
      description = "Default: the first one that is not the sidecar.")
  private String container = "";

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "For the command to end. Default: ${DEFAULT-VALUE}.")
  private int seconds = 60;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "One of: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private TextOrJson format = TextOrJson.TEXT;

  /**
   * Creates the command.
   *
   * @param streams where to write
   */
  public ExecCommand(Streams streams) {
    super(streams);
  }

  @Override
  protected int act(RunningUp running, OperatorClient operator) {
    if (seconds < 1) {
      throw new UsageException("--timeout: expected 1 or more seconds, but it is " + seconds);
    }
    Map<String, Object> body =
        Json.object(
            "replica", replica, "container", container, "command", command, "seconds", seconds);
    JsonNode result =
        UpClient.of(running).post(ApiPath.of(api, "exec"), body, Duration.ofSeconds(seconds));
    Optional<Integer> code =
        result.has("exit_code") ? Optional.of(result.path("exit_code").asInt()) : Optional.empty();
    if (format == TextOrJson.JSON) {
      streams().out().print(Json.write(result));
    } else {
      streams().out().print(result.path("output").asText());
      streams().out().flush();
      streams().err().print(result.path("error").asText());
    }
    if (code.filter(it -> it == 0).isPresent()) {
      return 0;
    }
    streams()
        .err()
        .printf(
            "cortex-local: the command ended with exit code %s in container %s of %s%n",
            code.map(String::valueOf).orElse("unknown"),
            result.path("container").asText(),
            result.path("replica").asText());
    return 1;
  }
}
