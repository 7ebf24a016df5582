package io.cortexlocal.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cortexlocal.cli.io.Streams;
import io.cortexlocal.cli.io.UsageException;
import io.cortexlocal.cluster.embedded.inspect.ReadableKind;
import io.cortexlocal.cluster.embedded.inspect.Request;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
      print(request());
    }
  }

  private Request.Get request() {
    int slash = kind.indexOf('/');
    if (slash >= 0 && name != null) {
      throw new UsageException(
          "expected KIND/NAME or KIND NAME, but it is \"%s %s\"".formatted(kind, name));
    }
    String wanted = slash < 0 ? kind : kind.substring(0, slash);
    Optional<String> object = Optional.ofNullable(slash < 0 ? name : kind.substring(slash + 1));
    ReadableKind known =
        ReadableKind.named(wanted)
            .orElseThrow(
                () ->
                    new UsageException(
                        "there is no kind \"%s\"; the kinds are %s".formatted(wanted, kinds())));
    if (allNamespaces && namespace != null) {
      throw new UsageException("-n and -A exclude each other");
    }
    if (allNamespaces && object.isPresent()) {
      throw new UsageException("a name cannot be looked for in all namespaces: leave out -A");
    }
    if (object.isPresent() && !labels.isEmpty()) {
      throw new UsageException("a name cannot be given when -l selects");
    }
    return new Request.Get(
        known,
        allNamespaces || !known.namespaced()
            ? Optional.empty()
            : Optional.of(namespace == null ? "default" : namespace),
        object,
        selector());
  }

  private static String kinds() {
    return Arrays.stream(ReadableKind.values())
        .map(kind -> String.join("/", kind.names()))
        .collect(Collectors.joining(", "));
  }

  private Map<String, String> selector() {
    Map<String, String> selector = new LinkedHashMap<>();
    for (String label : labels) {
      String[] parts = label.split("==?", 2);
      if (parts.length != 2 || parts[0].isEmpty() || parts[0].endsWith("!")) {
        throw new UsageException("-l: expected KEY=VALUE, but it is \"%s\"".formatted(label));
      }
      selector.put(parts[0], parts[1]);
    }
    return selector;
  }

  private void print(Request.Get request) {
    List<JsonNode> objects = Fields.list(cluster().ask(request).path("items"));
    if (output == OutputFormat.YAML || output == OutputFormat.JSON) {
      streams()
          .out()
          .print(output.whole(request.name().isPresent() ? objects.get(0) : list(objects)));
      return;
    }
    if (objects.isEmpty()) {
      streams()
          .err()
          .println(
              request
                  .namespace()
                  .map(in -> "No resources found in %s namespace.".formatted(in))
                  .orElse("No resources found"));
      return;
    }
    boolean namespaces = allNamespaces && request.kind().namespaced();
    streams()
        .out()
        .print(
            new Columns(request.kind(), output == OutputFormat.WIDE, namespaces, Instant.now())
                .table(objects)
                .text());
  }

  private static ObjectNode list(List<JsonNode> objects) {
    ObjectNode list = JsonNodeFactory.instance.objectNode();
    list.put("apiVersion", "v1").put("kind", "List");
    list.putArray("items").addAll(objects);
    return list;
  }
}
