package io.cortexlocal.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Objects as they can be printed: without the values of Secrets. */
final class Redaction {

  private static final String REDACTED = "<redacted>";

  /** What {@code kubectl apply} keeps of the object that it was given. */
  private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  private Redaction() {}

  /** Returns an object, or a list of objects, changed in place. */
  static JsonNode of(JsonNode found) {
    JsonNode items = found.path("items");
    if (items.isArray()) {
      boolean secrets = found.path("kind").asText().equals("SecretList");
      items.forEach(item -> redact(item, secrets));
    } else {
      redact(found, false);
    }
    return found;
  }

  private static void redact(JsonNode object, boolean secret) {
    if (!secret && !object.path("kind").asText().equals("Secret")) {
      return;
    }
    if (object.path("data") instanceof ObjectNode data) {
      List<String> keys = new ArrayList<>();
      data.fieldNames().forEachRemaining(keys::add);
      keys.forEach(key -> data.put(key, REDACTED));
    }
    if (object.path("metadata").path("annotations") instanceof ObjectNode annotations) {
      annotations.remove(LAST_APPLIED);
    }
  }
}
