package io.cortexlocal.cluster.embedded.rest;

import java.util.List;
import java.util.Optional;

/**
 * What a path of the API names.
 *
 * @param namespace empty for all, and for kinds that have none
 * @param name empty for all objects
 * @param part a subresource such as {@code log}
 */
record ResourcePath(
    ServedKind<?> kind, Optional<String> namespace, Optional<String> name, Optional<String> part) {

  private static final String NAMESPACES = "namespaces";

  /**
   * Reads a path such as {@code apis/apps/v1/namespaces/default/deployments/api}.
   *
   * @throws ApiFailure when the API has no such kind
   */
  static ResourcePath of(List<String> path) {
    boolean core = !path.isEmpty() && path.get(0).equals("api");
    int start = core ? 2 : 3;
    if (path.size() <= start || !(core || path.get(0).equals("apis"))) {
      throw ApiFailure.noSuchPath();
    }
    String apiVersion = core ? path.get(1) : path.get(1) + "/" + path.get(2);
    List<String> rest = path.subList(start, path.size());
    Optional<String> namespace = Optional.empty();
    if (rest.get(0).equals(NAMESPACES) && rest.size() >= 3) {
      Optional<ServedKind<?>> inside = ServedKinds.find(apiVersion, rest.get(2));
      if (inside.isPresent() && inside.get().type().namespaced()) {
        namespace = Optional.of(rest.get(1));
        rest = rest.subList(2, rest.size());
      }
    }
    ServedKind<?> kind =
        ServedKinds.find(apiVersion, rest.get(0)).orElseThrow(ApiFailure::noSuchPath);
    boolean unnamed = kind.type().namespaced() && namespace.isEmpty() && rest.size() > 1;
    if (unnamed || rest.size() > 3 || rest.contains("")) {
      throw ApiFailure.noSuchPath();
    }
    return new ResourcePath(kind, namespace, element(rest, 1), element(rest, 2));
  }

  private static Optional<String> element(List<String> list, int index) {
    return index < list.size() ? Optional.of(list.get(index)) : Optional.empty();
  }
}
