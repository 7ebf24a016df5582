package io.cortexlocal.cluster.embedded.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cortexlocal.json.Json;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The form in which a client wants objects: themselves, or a table of them. */
final class Representation {

  private static final String META = "meta.k8s.io/v1";
  private static final List<String> TABLE = List.of("as=table", "v=v1", "g=meta.k8s.io");

  private final ServedKind<?> kind;
  private final boolean table;
  private final String included;
  private final ObjectJson json;
  private final InstantSource clock;

  private Representation(
      ServedKind<?> kind, boolean table, String included, ObjectJson json, InstantSource clock) {
    this.kind = kind;
    this.table = table;
    this.included = included;
    this.json = json;
    this.clock = clock;
  }

  /**
   * Returns the first form that a request accepts and that there is.
   *
   * @throws ApiFailure when there is none
   */
  static Representation of(
      RestRequest request, ServedKind<?> kind, ObjectJson json, InstantSource clock) {
    String included = request.query().text("includeObject").orElse("Metadata");
    if (!List.of("None", "Metadata", "Object").contains(included)) {
      throw ApiFailure.badRequest(
          "includeObject: expected None, Metadata or Object, but it is \"%s\"".formatted(included));
    }
    String accept = request.header("accept");
    for (String range : (accept.isBlank() ? "*/*" : accept).split(",", -1)) {
      String form = range.replace(" ", "").toLowerCase(Locale.ROOT);
      boolean isJson = form.startsWith("application/json") || form.startsWith("*/*");
      if (isJson || form.startsWith("application/*")) {
        if (!form.contains(";as=")) {
          return new Representation(kind, false, included, json, clock);
        }
        if (List.of(form.split(";", -1)).containsAll(TABLE)) {
          return new Representation(kind, true, included, json, clock);
        }
      }
    }
    throw new ApiFailure(
        406,
        "NotAcceptable",
        "only the following media types are accepted: application/json,"
            + " application/json;as=Table;v=v1;g=meta.k8s.io");
  }

  /** Returns one object. */
  Object one(HasMetadata object) {
    return table
        ? table(List.of(object), object.getMetadata().getResourceVersion(), true)
        : json.tree(object);
  }

  /** Returns objects as they were at a version. */
  Object all(List<? extends HasMetadata> objects, long version) {
    if (table) {
      return table(objects, Long.toString(version), true);
    }
    return Json.object(
        "kind",
        kind.type().kind() + "List",
        "apiVersion",
        kind.type().apiVersion(),
        "metadata",
        Json.object("resourceVersion", Long.toString(version)),
        "items",
        objects.stream().map(json::tree).toList());
  }

  /**
   * Returns an object of a watch.
   *
   * @param first whether it is the watch's first one, which has the table's head
   */
  Object watched(HasMetadata object, boolean first) {
    return table
        ? table(List.of(object), object.getMetadata().getResourceVersion(), first)
        : json.tree(object);
  }

  private Map<String, Object> table(
      List<? extends HasMetadata> objects, String version, boolean head) {
    Instant now = clock.instant();
    List<Object> rows = new ArrayList<>();
    for (HasMetadata object : objects) {
      ObjectNode tree = json.tree(object);
      rows.add(
          Json.object(
              "cells",
              kind.columns().stream().map(column -> column.cell().apply(tree, now)).toList(),
              "object",
              included(tree)));
    }
    return Json.object(
        "kind",
        "Table",
        "apiVersion",
        META,
        "metadata",
        Json.object("resourceVersion", version),
        "columnDefinitions",
        head ? kind.columns().stream().map(Representation::head).toList() : List.of(),
        "rows",
        rows);
  }

  private Object included(ObjectNode tree) {
    return switch (included) {
      case "None" -> Optional.empty();
      case "Object" -> tree;
      default ->
          Json.object(
              "kind",
              "PartialObjectMetadata",
              "apiVersion",
              META,
              "metadata",
              tree.get("metadata"));
    };
  }

  private static Map<String, Object> head(Column column) {
    return Json.object(
        "name",
        column.name(),
        "type",
        "string",
        "format",
        column.name().equals("Name") ? "name" : "",
        "description",
        "",
        "priority",
        column.wide() ? 1 : 0);
  }
}
