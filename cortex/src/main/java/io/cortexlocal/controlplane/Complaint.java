package io.cortexlocal.controlplane;

import io.cortexlocal.json.Json;
import java.util.Optional;
import java.util.Set;

/**
 * That some objects could not be applied; one line of JSON in the control plane's log.
 *
 * @param kind {@code finding} on an object, {@code envoy-refused} the files made of them, or {@code
 *     failed} otherwise
 */
public record Complaint(String kind, String message) {

  private static final Set<String> KINDS = Set.of("finding", "envoy-refused", "failed");

  /** Returns the line. */
  public String line() {
    return Json.line(Json.object("kind", kind, "message", message));
  }

  /** Reads a line; empty when it says something else. */
  public static Optional<Complaint> parse(String line) {
    return Json.read(line)
        .filter(node -> KINDS.contains(node.path("kind").asText()))
        .map(node -> new Complaint(node.path("kind").asText(), node.path("message").asText()));
  }
}
