package io.cortexlocal.cluster.embedded.rest;

import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The documents in which the API says what it has. */
final class Discovery {

  private static final List<String> VERBS =
      List.of("create", "delete", "get", "list", "patch", "update", "watch");
  private static final List<String> LOG_VERBS = List.of("get");
  private static final List<String> SCALE_VERBS = List.of("get", "patch", "update");

  private Discovery() {}

  /** Returns the document at a path, where there is one. */
  static Optional<Map<String, Object>> document(List<String> path) {
    return switch (String.join("/", path)) {
      case "" -> Optional.of(Json.object("paths", paths()));
      case "version" -> Optional.of(ApiVersion.tree());
      case "api" ->
          Optional.of(
              Json.object("kind", "APIVersions", "versions", List.of(ResourceType.POD.version())));
      case "apis" ->
          Optional.of(
              Json.object(
                  "kind",
                  "APIGroupList",
                  "apiVersion",
                  "v1",
                  "groups",
                  groups().stream()
                      .filter(name -> !name.isEmpty())
                      .map(Discovery::group)
                      .toList()));
      case "openapi/v3" -> Optional.of(OpenApi.index(apiVersions()));
      default -> deeper(path);
    };
  }

  private static Optional<Map<String, Object>> deeper(List<String> path) {
    if (path.size() > 2 && path.subList(0, 2).equals(List.of("openapi", "v3"))) {
      return apiVersion(path.subList(2, path.size()))
          .filter(apiVersions()::contains)
          .map(OpenApi::document);
    }
    if (path.size() == 2 && path.get(0).equals("apis") && groups().contains(path.get(1))) {
      Map<String, Object> group = Json.object("kind", "APIGroup", "apiVersion", "v1");
      group.putAll(group(path.get(1)));
      return Optional.of(group);
    }
    return apiVersion(path).filter(apiVersions()::contains).map(Discovery::resources);
  }

  private static Optional<String> apiVersion(List<String> path) {
    if (path.size() == 2 && path.get(0).equals("api")) {
      return Optional.of(path.get(1));
    }
    return path.size() == 3 && path.get(0).equals("apis")
        ? Optional.of(path.get(1) + "/" + path.get(2))
        : Optional.empty();
  }

  private static Set<String> apiVersions() {
    return Stream.concat(
            ServedKinds.all().stream().map(kind -> kind.type().apiVersion()),
            AccessReviews.ALL.stream().map(AccessReviews.Review::apiVersion))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Returns the groups; that of the core has no name. */
  static Set<String> groups() {
    return Stream.concat(
            ServedKinds.all().stream().map(kind -> kind.type().group()),
            AccessReviews.ALL.stream().map(AccessReviews.Review::group))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Returns what can be done in a group, by what it is done to. */
  static Map<String, List<String>> verbs(String group) {
    Map<String, List<String>> verbs = new LinkedHashMap<>();
    for (ServedKind<?> kind : ServedKinds.all()) {
      if (kind.type().group().equals(group)) {
        verbs.put(kind.type().plural(), VERBS);
      }
    }
    if (group.equals(ResourceType.POD.group())) {
      verbs.put("pods/log", LOG_VERBS);
    }
    if (group.equals(ResourceType.DEPLOYMENT.group())) {
      verbs.put("deployments/scale", SCALE_VERBS);
    }
    for (AccessReviews.Review review : AccessReviews.ALL) {
      if (review.group().equals(group)) {
        verbs.put(review.plural(), AccessReviews.Review.VERBS);
      }
    }
    return verbs;
  }

  private static Map<String, Object> group(String name) {
    List<Map<String, Object>> versions =
        apiVersions().stream()
            .filter(version -> version.startsWith(name + "/"))
            .map(
                version ->
                    Json.object(
                        "groupVersion", version, "version", version.substring(name.length() + 1)))
            .toList();
    return Json.object("name", name, "versions", versions, "preferredVersion", versions.get(0));
  }

  private static Map<String, Object> resources(String apiVersion) {
    List<Object> resources = new ArrayList<>();
    for (ServedKind<?> kind : ServedKinds.in(apiVersion)) {
      resources.add(
          Json.object(
              "name",
              kind.type().plural(),
              "singularName",
              kind.singular(),
              "namespaced",
              kind.type().namespaced(),
              "kind",
              kind.type().kind(),
              "verbs",
              VERBS,
              "shortNames",
              kind.shortNames().isEmpty() ? Optional.empty() : kind.shortNames(),
              "categories",
              kind.inAll() ? List.of("all") : Optional.empty()));
      if (kind.isOf(ResourceType.POD)) {
        resources.add(part("pods/log", "Pod", LOG_VERBS));
      } else if (kind.isOf(ResourceType.DEPLOYMENT)) {
        resources.add(part("deployments/scale", "Scale", SCALE_VERBS));
      }
    }
    for (AccessReviews.Review review : AccessReviews.ALL) {
      if (review.apiVersion().equals(apiVersion)) {
        resources.add(
            Json.object(
                "name",
                review.plural(),
                "singularName",
                review.kind().toLowerCase(Locale.ROOT),
                "namespaced",
                false,
                "kind",
                review.kind(),
                "verbs",
                AccessReviews.Review.VERBS));
      }
    }
    return Json.object(
        "kind",
        "APIResourceList",
        "apiVersion",
        "v1",
        "groupVersion",
        apiVersion,
        "resources",
        resources);
  }

  private static Map<String, Object> part(String name, String kind, List<String> verbs) {
    Map<String, Object> part =
        Json.object("name", name, "singularName", "", "namespaced", true, "kind", kind);
    if (kind.equals("Scale")) {
      part.put("group", "autoscaling");
      part.put("version", "v1");
    }
    part.put("verbs", verbs);
    return part;
  }

  private static List<String> paths() {
    List<String> paths = new ArrayList<>(List.of("/api", "/apis", "/openapi/v3", "/version"));
    apiVersions().forEach(version -> paths.add(OpenApi.path(version)));
    return paths;
  }
}
