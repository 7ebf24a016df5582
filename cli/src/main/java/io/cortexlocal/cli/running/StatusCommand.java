package io.cortexlocal.cli.running;

import com.fasterxml.jackson.databind.JsonNode;
import io.cortexlocal.cli.cluster.Table;
import io.cortexlocal.cli.io.Streams;
import io.cortexlocal.json.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows what runs in this folder. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description =
        "Show the up of this folder: its APIs, how many of their replicas are Ready, and URLs.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:It was shown.", "1:Nothing runs in this folder.", "2:Wrong usage."})
public final class StatusCommand extends RunningCommand {

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
  public StatusCommand(Streams streams) {
    super(streams);
  }

  @Override
  protected int act(RunningUp running, OperatorClient operator) {
    List<JsonNode> apis = new ArrayList<>();
    operator.list().forEach(api -> apis.add(operator.api(name(api))));
    streams().out().print(format == TextOrJson.JSON ? json(running, apis) : text(running, apis));
    return 0;
  }

  private static String name(JsonNode api) {
    return api.path("metadata").path("name").asText();
  }

  static String json(RunningUp running, List<JsonNode> apis) {
    return Json.write(
            Json.object(
                "folder",
                running.folder().toString(),
                "pid",
                running.process().pid(),
                "backend",
                running.backend(),
                "operator",
                running.operator().toString(),
                "gateway",
                running.gateway().toString(),
                "kubeconfig",
                running.kubeconfig().map(Path::toString),
                "log",
                running.log().map(Path::toString),
                "apis",
                apis.stream()
                    .map(
                        api ->
                            Json.object(
                                "name",
                                name(api),
                                "kind",
                                api.path("metadata").path("kind").asText(),
                                "endpoint",
                                api.path("endpoint").asText(),
                                "requested",
                                api.path("status").path("requested").asInt(),
                                "ready",
                                api.path("status").path("ready").asInt(),
                                "up_to_date",
                                api.path("status").path("up_to_date").asInt()))
                    .toList()))
        + "\n";
  }

  static String text(RunningUp running, List<JsonNode> apis) {
    String head =
        "%s, process %d, operator %s%s%s\n"
            .formatted(
                running.backend(),
                running.process().pid(),
                running.operator(),
                running.kubeconfig().map(file -> "\nkubectl --kubeconfig " + file).orElse(""),
                running.log().map(file -> "\nin the background; its log: " + file).orElse(""));
    if (apis.isEmpty()) {
      return head + "no APIs are deployed\n";
    }
    Table table = new Table(List.of("API", "KIND", "READY", "UP-TO-DATE", "ENDPOINT"));
    for (JsonNode api : apis) {
      JsonNode status = api.path("status");
      boolean replicas = !status.isMissingNode();
      table.add(
          List.of(
              name(api),
              api.path("metadata").path("kind").asText(),
              replicas
                  ? status.path("ready").asInt() + "/" + status.path("requested").asInt()
                  : "-",
              replicas ? status.path("up_to_date").asText("0") : "-",
              api.path("endpoint").asText()));
    }
    return head + "\n" + table.text();
  }
}
