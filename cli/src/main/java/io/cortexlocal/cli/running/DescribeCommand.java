package io.cortexlocal.cli.running;

import com.fasterxml.jackson.databind.JsonNode;
import io.cortexlocal.cli.io.Streams;
import io.cortexlocal.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says how an API is, and why it is not Ready. */
@Command(
    name = "describe",
    mixinStandardHelpOptions = true,
    description = {
      "Say how an API of this folder's up is: whether it serves, why it does not and what to try,",
      "and of each replica its state, its last events, and its last lines of log."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:It was described, whether or not it serves.",
      "1:It is not deployed, or nothing runs here.",
      "2:Wrong usage."
    })
public final class DescribeCommand extends RunningCommand {

  @Parameters(index = "0", paramLabel = "API", description = "Its name.")
  private String api;

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
  public DescribeCommand(Streams streams) {
    super(streams);
  }

  @Override
  protected int act(RunningUp running, OperatorClient operator) {
    JsonNode described = UpClient.of(running).get(ApiPath.of(api, "describe"));
    streams()
        .out()
        .print(
            format == TextOrJson.JSON
                ? Json.write(described)
                : text(described, operator.api(api).path("endpoint").asText()));
    return 0;
  }

  static String text(JsonNode described, String endpoint) {
    StringBuilder text =
        new StringBuilder(
            "%s  %s  %s%n"
                .formatted(
                    described.path("api").asText(), described.path("state").asText(), endpoint));
    if (!described.path("serving").asBoolean()) {
      if (described.has("hopeless")) {
        text.append("It cannot come up any more: ")
            .append(described.path("hopeless").asText())
            .append(".\n");
      }
      if (described.has("try")) {
        text.append("Try: ").append(described.path("try").asText()).append('\n');
      }
    }
    return text.append(described.path("report").asText()).append('\n').toString();
  }
}
