package io.cortexlocal.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cortexlocal.cli.io.Streams;
import io.cortexlocal.cli.io.UsageException;
import io.cortexlocal.cluster.embedded.rest.ApiResource;
import io.cortexlocal.cluster.embedded.rest.ClusterApi;
import io.cortexlocal.http.PlainHttp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints objects of a running embedded cluster. */
@Command(
    name = "get",
    mixinStandardHelpOptions = true,
    description = {
      "Read a running embedded cluster as kubectl reads others.",
      "Without a kind: the clusters of this user, and their APIs."
    })
public final class GetCommand extends ClusterCommand {

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "KIND",
      description = "Such as pods, po, deployments or vs; KIND/NAME is understood too.")
  private String kind;

  @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "One object.")
  private String name;

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAMESPACE",
      description = "Default: default.")
  private String namespace;

  @Option(
      names = {"-A", "--all-namespaces"},
      description = "The objects of all namespaces.")
  private boolean allNamespaces;

  @Option(
      names = {"-l", "--selector"},
      paramLabel = "KEY=VALUE",
      split = ",",
      description = "Only objects with this label; can be repeated.")
  private List<String> labels = List.of();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "table, wide, yaml or json.")
  private OutputFormat output = OutputFormat.TABLE;

  /** Creates the command. */
  public GetCommand(Streams streams) {
    super(streams);
  }

  @Override
  void read() {
    if (kind == null) {
      streams().out().print(new Overview(Instant.now()).of(clusters()));
    } else {
      print(cluster().api());
    }
  }

  private void print(ClusterApi api) {
    int slash = kind.indexOf('/');
    if (slash >= 0 && name != null) {
      throw new UsageException(
          "expected KIND/NAME or KIND NAME, but it is \"%s %s\"".formatted(kind, name));
    }
    String wanted = slash < 0 ? kind : kind.substring(0, slash);
    Optional<String> object = Optional.ofNullable(slash < 0 ? name : kind.substring(slash + 1));
    if (allNamespaces && namespace != null) {
      throw new UsageException("-n and -A exclude each other");
    }
    if (allNamespaces && object.isPresent()) {
      throw new UsageException("a name cannot be looked for in all namespaces: leave out -A");
    }
    if (object.isPresent() && !labels.isEmpty()) {
      throw new UsageException("a name cannot be given when -l selects");
    }
    String selector = selector();
    List<ApiResource> kinds = api.kinds();
    ApiResource known =
        kinds.stream()
            .filter(one -> one.isNamed(wanted))
            .findFirst()
            .orElseThrow(
                () ->
                    new UsageException(
                        "there is no kind \"%s\"; the kinds are %s"
                            .formatted(wanted, names(kinds))));
    Optional<String> within =
        allNamespaces || !known.namespaced()
            ? Optional.empty()
            : Optional.of(namespace == null ? "default" : namespace);
    String path =
        known.path(within)
            + object.map(one -> "/" + PlainHttp.encoded(one)).orElse("")
            + (selector.isEmpty() ? "" : "?labelSelector=" + PlainHttp.encoded(selector));
    if (output == OutputFormat.YAML || output == OutputFormat.JSON) {
      JsonNode found = Redaction.of(api.get(path));
      streams().out().print(output.whole(object.isPresent() ? found : list(found.path("items"))));
    } else {
      printTable(api.table(path), within, allNamespaces && known.namespaced());
    }
  }

  private static String names(List<ApiResource> kinds) {
    return kinds.stream()
        .map(kind -> String.join("/", kind.names()))
        .collect(Collectors.joining(", "));
  }

  private String selector() {
    for (String label : labels) {
      String[] parts = label.split("==?", 2);
      if (parts.length != 2 || parts[0].isEmpty() || parts[0].endsWith("!")) {
        throw new UsageException("-l: expected KEY=VALUE, but it is \"%s\"".formatted(label));
      }
    }
    return String.join(",", labels);
  }

  private void printTable(JsonNode found, Optional<String> within, boolean namespaces) {
    if (found.path("rows").isEmpty()) {
      streams()
          .err()
          .println(
              within
                  .map(in -> "No resources found in %s namespace.".formatted(in))
                  .orElse("No resources found"));
      return;
    }
    boolean wide = output == OutputFormat.WIDE;
    List<String> headings = new ArrayList<>(namespaces ? List.of("NAMESPACE") : List.of());
    List<Integer> columns = new ArrayList<>();
    int at = 0;
    for (JsonNode column : found.path("columnDefinitions")) {
      if (wide || column.path("priority").asInt() == 0) {
        headings.add(column.path("name").asText().toUpperCase(Locale.ROOT));
        columns.add(at);
      }
      at++;
    }
    Table table = new Table(headings);
    for (JsonNode row : found.path("rows")) {
      List<String> cells = new ArrayList<>();
      if (namespaces) {
        cells.add(row.path("object").path("metadata").path("namespace").asText());
      }
      columns.forEach(column -> cells.add(row.path("cells").path(column).asText()));
      table.add(cells);
    }
    streams().out().print(table.text());
  }

  private static ObjectNode list(JsonNode objects) {
    ObjectNode list = JsonNodeFactory.instance.objectNode();
    list.put("apiVersion", "v1").put("kind", "List");
    list.set("items", objects);
    return list;
  }
}
