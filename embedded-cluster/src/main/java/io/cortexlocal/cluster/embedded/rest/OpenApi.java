package io.cortexlocal.cluster.embedded.rest;

import io.cortexlocal.json.Json;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What kubectl reads of OpenAPI before it writes: which kinds can be patched, and that the server
 * checks their fields. There are no schemas, so {@code kubectl explain} finds none.
 */
final class OpenApi {

  private OpenApi() {}

  /** Returns the path of a group and version. */
  static String path(String apiVersion) {
    return (apiVersion.contains("/") ? "/apis/" : "/api/") + apiVersion;
  }

  static Map<String, Object> index(Collection<String> apiVersions) {
    Map<String, Object> paths = new LinkedHashMap<>();
    for (String version : apiVersions) {
      paths.put(
          path(version).substring(1),
          Json.object("serverRelativeURL", "/openapi/v3" + path(version)));
    }
    return Json.object("paths", paths);
  }

  static Map<String, Object> document(String apiVersion) {
    Map<String, Object> paths = new LinkedHashMap<>();
    for (ServedKind<?> kind : ServedKinds.in(apiVersion)) {
      String within = kind.type().namespaced() ? "/namespaces/{namespace}" : "";
      paths.put(
          path(apiVersion) + within + "/" + kind.type().plural() + "/{name}",
          Json.object("patch", patch(kind)));
    }
    return Json.object(
        "openapi",
        "3.0.0",
        "info",
        Json.object("title", "Kubernetes", "version", ApiVersion.tree().get("gitVersion")),
        "paths",
        paths);
  }

  private static Map<String, Object> patch(ServedKind<?> kind) {
    return Json.object(
        "operationId",
        "patch" + kind.type().kind(),
        "parameters",
        List.of(
            Json.object(
                "name", "fieldValidation", "in", "query", "schema", Json.object("type", "string"))),
        "responses",
        Json.object("200", Json.object("description", "OK")),
        "x-kubernetes-action",
        "patch",
        "x-kubernetes-group-version-kind",
        Json.object(
            "group",
            kind.type().group(),
            "version",
            kind.type().version(),
            "kind",
            kind.type().kind()));
  }
}
