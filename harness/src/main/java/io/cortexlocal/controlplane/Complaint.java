package io.cortexlocal.controlplane;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.Set;

/**
 * That some objects could not be applied; one line of JSON in the control plane's log.
 *
 * @param kind {@code finding} on an object, {@code envoy-refused} the files made of them, or {@code
 *     failed} otherwise
 */
public record Complaint(String kind, String message) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> KINDS = Set.of("finding", "envoy-refused", "failed");

  /** Returns the line. */
  public String line() {
    ObjectNode node = JSON.createObjectNode();
    node.put("kind", kind);
    node.put("message", message);
    return node.toString();
  }

  /** Reads a line; empty when it says something else. */
  public static Optional<Complaint> parse(String line) {
    JsonNode node;
    try {
      node = JSON.readTree(line);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
    return node != null && KINDS.contains(node.path("kind").asText())
        ? Optional.of(new Complaint(node.path("kind").asText(), node.path("message").asText()))
        : Optional.empty();
  }
}
