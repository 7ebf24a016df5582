package io.cortexlocal.cluster.embedded.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Kubernetes' strategic merge patch: a merge patch in which some lists are merged too, by a key of
 * their elements, and in which fields that begin with a dollar give directions.
 */
final class StrategicMergePatch {

  private static final String DIRECTIVE = "$patch";
  private static final String RETAIN = "$retainKeys";
  private static final String ORDER = "$setElementOrder/";
  private static final String DELETE = "$deleteFromPrimitiveList/";

  /** The lists that are merged, by the names that they have in the kinds of this cluster. */
  private static final Map<String, List<String>> KEYS =
      Map.ofEntries(
          Map.entry("conditions", List.of("type")),
          Map.entry("containers", List.of("name")),
          Map.entry("env", List.of("name")),
          Map.entry("ephemeralContainers", List.of("name")),
          Map.entry("hostAliases", List.of("ip")),
          Map.entry("imagePullSecrets", List.of("name")),
          Map.entry("initContainers", List.of("name")),
          Map.entry("ownerReferences", List.of("uid")),
          Map.entry("ports", List.of("containerPort", "port")),
          Map.entry("resourceClaims", List.of("name")),
          Map.entry("secrets", List.of("name")),
          Map.entry("topologySpreadConstraints", List.of("topologyKey")),
          Map.entry("volumeDevices", List.of("devicePath")),
          Map.entry("volumeMounts", List.of("mountPath")),
          Map.entry("volumes", List.of("name")));

  private static final Set<String> MERGED_VALUES = Set.of("finalizers");

  private StrategicMergePatch() {}

  /**
   * Returns the target changed by the patch; neither is itself changed.
   *
   * @throws ApiFailure when a direction of the patch is not one
   */
  static ObjectNode apply(ObjectNode target, ObjectNode patch) {
    String directive = patch.path(DIRECTIVE).asText("merge");
    if (directive.equals("replace")) {
      ObjectNode replaced = patch.deepCopy();
      replaced.remove(DIRECTIVE);
      return replaced;
    }
    if (directive.equals("delete")) {
      return JsonNodeFactory.instance.objectNode();
    }
    if (!directive.equals("merge")) {
      throw ApiFailure.badRequest("Unknown patch type found: " + directive);
    }
    ObjectNode result = target.deepCopy();
    for (Map.Entry<String, JsonNode> change : patch.properties()) {
      String name = change.getKey();
      if (name.startsWith(DELETE)) {
        deleteValues(result, name.substring(DELETE.length()), change.getValue());
      } else if (!name.startsWith("$")) {
        apply(result, name, change.getValue());
      }
    }
    for (Map.Entry<String, JsonNode> change : patch.properties()) {
      if (change.getKey().startsWith(ORDER)) {
        sort(result, change.getKey().substring(ORDER.length()), change.getValue());
      }
    }
    if (patch.has(RETAIN)) {
      List<String> retained = new ArrayList<>();
      patch.get(RETAIN).forEach(key -> retained.add(key.asText()));
      result.retain(retained);
    }
    return result;
  }

  private static void apply(ObjectNode result, String name, JsonNode change) {
    JsonNode before = result.path(name);
    if (change.isNull()) {
      result.remove(name);
    } else if (change instanceof ObjectNode object) {
      ObjectNode inner =
          before instanceof ObjectNode old ? old : JsonNodeFactory.instance.objectNode();
      result.set(name, apply(inner, object));
    } else if (change instanceof ArrayNode list && before instanceof ArrayNode old) {
      result.set(name, merge(name, old, list));
    } else if (change instanceof ArrayNode list) {
      result.set(name, merge(name, JsonNodeFactory.instance.arrayNode(), list));
    } else {
      result.set(name, change.deepCopy());
    }
  }

  private static ArrayNode merge(String name, ArrayNode before, ArrayNode patch) {
    if (MERGED_VALUES.contains(name)) {
      ArrayNode merged = before.deepCopy();
      patch.forEach(value -> addOnce(merged, value));
      return merged;
    }
    Optional<String> key = key(name, before, patch);
    if (key.isEmpty()) {
      return patch.deepCopy();
    }
    for (JsonNode element : patch) {
      if (element.path(DIRECTIVE).asText().equals("replace") && element.size() == 1) {
        ArrayNode replaced = JsonNodeFactory.instance.arrayNode();
        patch.forEach(one -> addUnlessDirective(replaced, one));
        return replaced;
      }
    }
    ArrayNode merged = before.deepCopy();
    for (JsonNode element : patch) {
      mergeElement(merged, key.get(), (ObjectNode) element);
    }
    return merged;
  }

  private static void mergeElement(ArrayNode merged, String key, ObjectNode element) {
    if (!element.has(key)) {
      throw ApiFailure.badRequest(
          "map: %s does not contain declared merge key: %s".formatted(element, key));
    }
    int at = indexOf(merged, key, element.get(key));
    if (element.path(DIRECTIVE).asText().equals("delete")) {
      if (at >= 0) {
        merged.remove(at);
      }
    } else if (at < 0) {
      merged.add(apply(JsonNodeFactory.instance.objectNode(), element));
    } else {
      merged.set(at, apply((ObjectNode) merged.get(at), element));
    }
  }

  /** Returns the key by which a list's elements are told apart; empty when it is replaced whole. */
  private static Optional<String> key(String name, ArrayNode before, ArrayNode patch) {
    List<String> keys = KEYS.getOrDefault(name, List.of());
    for (JsonNode element : patch) {
      if (!element.isObject()) {
        return Optional.empty();
      }
    }
    return keys.stream()
        .filter(key -> has(patch, key) || has(before, key))
        .findFirst()
        .or(() -> keys.stream().findFirst());
  }

  private static boolean has(ArrayNode list, String key) {
    for (JsonNode element : list) {
      if (element.has(key)) {
        return true;
      }
    }
    return false;
  }

  private static void sort(ObjectNode result, String name, JsonNode order) {
    if (!(result.get(name) instanceof ArrayNode list) || !(order instanceof ArrayNode wanted)) {
      return;
    }
    Optional<String> key = key(name, list, JsonNodeFactory.instance.arrayNode());
    List<JsonNode> left = new ArrayList<>();
    list.forEach(left::add);
    ArrayNode sorted = JsonNodeFactory.instance.arrayNode();
    for (JsonNode next : wanted) {
      for (JsonNode element : List.copyOf(left)) {
        boolean same =
            element.isObject()
                ? key.isPresent() && element.path(key.get()).equals(next.path(key.get()))
                : element.equals(next);
        if (same && left.remove(element)) {
          sorted.add(element);
        }
      }
    }
    left.forEach(sorted::add);
    result.set(name, sorted);
  }

  private static void deleteValues(ObjectNode result, String name, JsonNode values) {
    if (result.get(name) instanceof ArrayNode list) {
      ArrayNode left = JsonNodeFactory.instance.arrayNode();
      list.forEach(
          value -> {
            if (indexOf(values, value) < 0) {
              left.add(value);
            }
          });
      result.set(name, left);
    }
  }

  private static void addOnce(ArrayNode list, JsonNode value) {
    if (indexOf(list, value) < 0) {
      list.add(value);
    }
  }

  private static void addUnlessDirective(ArrayNode list, JsonNode element) {
    if (!element.has(DIRECTIVE)) {
      list.add(element);
    }
  }

  private static int indexOf(JsonNode list, JsonNode value) {
    for (int at = 0; at < list.size(); at++) {
      if (list.get(at).equals(value)) {
        return at;
      }
    }
    return -1;
  }

  private static int indexOf(ArrayNode list, String key, JsonNode value) {
    for (int at = 0; at < list.size(); at++) {
      if (list.get(at).path(key).equals(value)) {
        return at;
      }
    }
    return -1;
  }
}
