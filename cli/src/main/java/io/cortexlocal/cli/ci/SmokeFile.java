package io.cortexlocal.cli.ci;

import io.cortexlocal.cli.io.UsageException;
import io.cortexlocal.spelling.Spelling;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/** Reads a file of smoke requests: a list of maps, each with the API and what is expected of it. */
public final class SmokeFile {

  private static final String KEYS = "api, path, method, headers, body, status, contains";
  private static final int LEAST_STATUS = 100;
  private static final int MOST_STATUS = 599;

  private final Path file;
  private final Collection<String> apis;

  private SmokeFile(Path file, Collection<String> apis) {
    this.file = file;
    this.apis = apis;
  }

  /**
   * Reads a file.
   *
   * @param apis that are deployed
   * @throws UsageException saying what is wrong, with file, line and column
   */
  public static List<SmokeRequest> read(Path file, Collection<String> apis) {
    return new SmokeFile(file, apis).read();
  }

  private List<SmokeRequest> read() {
    Node root = compose();
    if (!(root instanceof SequenceNode list)) {
      throw root == null
          ? new UsageException(file + ": expected a list of requests, but it is empty")
          : refused(root, "expected a list of requests");
    }
    List<SmokeRequest> requests = new ArrayList<>();
    for (Node node : list.getValue()) {
      requests.add(request(node));
    }
    if (requests.isEmpty()) {
      throw refused(root, "expected at least one request");
    }
    return requests;
  }

  private Node compose() {
    try {
      String text = Files.readString(file, StandardCharsets.UTF_8);
      LoaderOptions options = new LoaderOptions();
      StreamReader reader = new StreamReader(text);
      return new Composer(new ParserImpl(reader, options), new Resolver(), options).getSingleNode();
    } catch (NoSuchFileException e) {
      throw new UsageException("cannot read " + file + ": it does not exist");
    } catch (IOException e) {
      throw new UsageException("cannot read " + file + ": " + e.getMessage());
    } catch (MarkedYAMLException e) {
      throw new UsageException(
          "%s:%d:%d: %s"
              .formatted(
                  file,
                  e.getProblemMark().getLine() + 1,
                  e.getProblemMark().getColumn() + 1,
                  e.getProblem()));
    } catch (YAMLException e) {
      throw new UsageException("%s: %s".formatted(file, e.getMessage()));
    }
  }

  private SmokeRequest request(Node node) {
    Map<String, Node> values = values(node, "a request with the keys " + KEYS);
    for (NodeTuple entry : ((MappingNode) node).getValue()) {
      String key = text(entry.getKeyNode());
      if (!List.of(KEYS.split(", ")).contains(key)) {
        throw refused(entry.getKeyNode(), "unknown key \"%s\"; known are: %s".formatted(key, KEYS));
      }
    }
    if (!values.containsKey("api")) {
      throw refused(node, "expected the key api");
    }
    SmokeRequest request =
        new SmokeRequest(
            location(node),
            api(values.get("api")),
            text(values, "method")
                .map(it -> it.toUpperCase(Locale.ROOT))
                .orElse(values.containsKey("body") ? "POST" : "GET"),
            text(values, "path").map(SmokeFile::path).orElse(""),
            values.containsKey("headers") ? headers(values.get("headers")) : Map.of(),
            text(values, "body"),
            values.containsKey("status") ? status(values.get("status")) : 200,
            text(values, "contains"));
    try {
      request.request();
    } catch (IllegalArgumentException e) {
      throw refused(node, e.getMessage());
    }
    return request;
  }

  private String api(Node node) {
    String api = text(node);
    if (!apis.contains(api)) {
      throw refused(
          node,
          "no API %s is deployed%s"
              .formatted(
                  api,
                  Spelling.closest(api, apis)
                      .map("; did you mean %s?"::formatted)
                      .orElse("; there are: " + String.join(", ", apis))));
    }
    return api;
  }

  private static String path(String path) {
    return path.isEmpty() || path.startsWith("/") || path.startsWith("?") ? path : "/" + path;
  }

  private int status(Node node) {
    String text = text(node);
    if (!text.matches("\\d{3}")
        || Integer.parseInt(text) < LEAST_STATUS
        || Integer.parseInt(text) > MOST_STATUS) {
      throw refused(
          node,
          "status: expected %d to %d, but it is \"%s\"".formatted(LEAST_STATUS, MOST_STATUS, text));
    }
    return Integer.parseInt(text);
  }

  private Map<String, String> headers(Node node) {
    Map<String, String> headers = new LinkedHashMap<>();
    values(node, "headers: a map from names to values")
        .forEach((name, value) -> headers.put(name, text(value)));
    return headers;
  }

  private Map<String, Node> values(Node node, String expected) {
    if (!(node instanceof MappingNode mapping)) {
      throw refused(node, "expected " + expected);
    }
    Map<String, Node> values = new LinkedHashMap<>();
    for (NodeTuple entry : mapping.getValue()) {
      if (values.put(text(entry.getKeyNode()), entry.getValueNode()) != null) {
        throw refused(
            entry.getKeyNode(), "key \"%s\" is there twice".formatted(text(entry.getKeyNode())));
      }
    }
    return values;
  }

  private Optional<String> text(Map<String, Node> values, String key) {
    return Optional.ofNullable(values.get(key)).map(this::text);
  }

  private String text(Node node) {
    if (node instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    throw refused(node, "expected a text");
  }

  private UsageException refused(Node node, String problem) {
    return new UsageException(location(node) + ": " + problem);
  }

  private String location(Node node) {
    return "%s:%d:%d"
        .formatted(file, node.getStartMark().getLine() + 1, node.getStartMark().getColumn() + 1);
  }
}
