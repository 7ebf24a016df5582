package io.cortexlocal.cli.running;

import com.fasterxml.jackson.databind.JsonNode;
import io.cortexlocal.cli.io.Streams;
import io.cortexlocal.cli.io.UsageException;
import io.cortexlocal.json.Json;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sets how many replicas an API has. */
@Command(
    name = "scale",
    mixinStandardHelpOptions = true,
    description = {
      "Set how many replicas an API of this folder's up has, and do not wait for them.",
      "",
      "The autoscaler goes on from there, as Cortex's does: in its own time it brings the number",
      "back to what the requests in flight ask for, between min_replicas and max_replicas. Where",
      "cortex.local.autoscaler is false, the number stays."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:It is done.", "1:Refused, or nothing runs here.", "2:Wrong usage."})
public final class ScaleCommand extends RunningCommand {

  @Parameters(index = "0", paramLabel = "API", description = "Its name.")
  private String api;

  @Parameters(index = "1", paramLabel = "N", description = "The number of replicas, 0 or more.")
  private int replicas;

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
  public ScaleCommand(Streams streams) {
    super(streams);
  }

  @Override
  protected int act(RunningUp running, OperatorClient operator) {
    if (replicas < 0) {
      throw new UsageException("N: expected a number from 0 on, but it is " + replicas);
    }
    JsonNode scaled =
        UpClient.of(running)
            .post(
                ApiPath.of(api, "scale"), Json.object("replicas", replicas), Duration.ofSeconds(0));
    streams().out().print(format == TextOrJson.JSON ? Json.write(scaled) : text(scaled));
    return 0;
  }

  private static String text(JsonNode scaled) {
    int wanted = scaled.path("to").asInt();
    int least = scaled.path("min_replicas").asInt();
    int most = scaled.path("max_replicas").asInt(Integer.MAX_VALUE);
    String line =
        "scaling %s from %d to %d%n"
            .formatted(scaled.path("api").asText(), scaled.path("from").asInt(), wanted);
    return wanted >= least && wanted <= most
        ? line
        : line
            + "the autoscaler brings it back, as Cortex's does: min_replicas is %d, max_replicas is %d%n"
                .formatted(least, most);
  }
}
