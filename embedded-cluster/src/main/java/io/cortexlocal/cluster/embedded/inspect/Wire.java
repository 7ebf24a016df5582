package io.cortexlocal.cluster.embedded.inspect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** How requests and the first line of an answer are written. */
final class Wire {

  /** The longest request, in bytes with its line feed. */
  static final int LONGEST_REQUEST = 64 << 10;

  private static final String ERROR = "error";

  private final ObjectMapper mapper =
      new ObjectMapper().configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);

  ObjectMapper mapper() {
    return mapper;
  }

  String write(Request request) {
    ObjectNode node = mapper.createObjectNode();
    if (request instanceof Request.Get get) {
      node.put("verb", "get").put("kind", get.kind().plural());
      get.namespace().ifPresent(namespace -> node.put("namespace", namespace));
      get.name().ifPresent(name -> node.put("name", name));
      ObjectNode labels = node.putObject("labels");
      get.labels().forEach(labels::put);
    } else if (request instanceof Request.Logs logs) {
      node.put("verb", "logs")
          .put("namespace", logs.namespace())
          .put("pod", logs.pod())
          .put("container", logs.container())
          .put("lines", logs.lines())
          .put("previous", logs.previous())
          .put("follow", logs.follow());
    } else {
      node.put("verb", "overview");
    }
    return node + "\n";
  }

  /**
   * Reads a request.
   *
   * @throws InspectException saying what is wrong with it
   */
  Request read(String line) {
    JsonNode node = tree(line);
    return switch (node.path("verb").asText()) {
      case "overview" -> new Request.Overview();
      case "get" ->
          new Request.Get(
              ReadableKind.named(node.path("kind").asText())
                  .orElseThrow(() -> new InspectException("unknown kind " + node.path("kind"))),
              text(node, "namespace"),
              text(node, "name"),
              labels(node.path("labels")));
      case "logs" ->
          new Request.Logs(
              node.path("namespace").asText(),
              node.path("pod").asText(),
              node.path("container").asText(),
              Math.max(0, node.path("lines").asInt()),
              node.path("previous").asBoolean(),
              node.path("follow").asBoolean());
      default -> throw new InspectException("unknown verb " + node.path("verb"));
    };
  }

  String accepted() {
    return "{}\n";
  }

  String refused(String message) {
    return mapper.createObjectNode().put(ERROR, message) + "\n";
  }

  /**
   * Reads the first line of an answer.
   *
   * @throws InspectException with the cluster's message, when it refused
   */
  void requireAccepted(String line) {
    JsonNode error = tree(line).get(ERROR);
    if (error != null) {
      throw new InspectException(error.asText());
    }
  }

  private JsonNode tree(String line) {
    try {
      JsonNode node = mapper.readTree(line);
      if (node.isObject()) {
        return node;
      }
    } catch (JsonProcessingException e) {
      throw new InspectException("not a JSON object: " + e.getOriginalMessage(), e);
    }
    throw new InspectException("not a JSON object");
  }

  private static Optional<String> text(JsonNode node, String name) {
    return node.hasNonNull(name) ? Optional.of(node.get(name).asText()) : Optional.empty();
  }

  private static Map<String, String> labels(JsonNode node) {
    Map<String, String> labels = new LinkedHashMap<>();
    node.properties().forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
    return labels;
  }
}
