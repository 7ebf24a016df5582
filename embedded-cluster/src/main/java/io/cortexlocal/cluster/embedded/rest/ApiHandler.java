package io.cortexlocal.cluster.embedded.rest;

import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.cluster.embedded.store.EmbeddedKubernetes;
import io.cortexlocal.cluster.embedded.store.ObjectStore;
import io.cortexlocal.cluster.embedded.store.PodAccess;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Answers one request after another: which of Kubernetes' verbs it is, and on what. */
final class ApiHandler {

  private static final String GET = "GET";
  private static final String POST = "POST";

  /** What Kubernetes has below an object; below one of another kind it has its status. */
  private static final Map<String, Set<String>> KUBERNETES_PARTS =
      Map.of(
          "pods",
          Set.of(
              "attach",
              "binding",
              "ephemeralcontainers",
              "eviction",
              "exec",
              "log",
              "portforward",
              "proxy",
              "resize",
              "status"),
          "services",
          Set.of("proxy", "status"),
          "nodes",
          Set.of("proxy", "status"),
          "namespaces",
          Set.of("finalize", "status"),
          "serviceaccounts",
          Set.of("token"),
          "deployments",
          Set.of("scale", "status"));

  private static final List<String> HEALTH = List.of("healthz", "livez", "readyz");

  private final Reads reads;
  private final Writes writes;
  private final Scales scales;
  private final PodLogs logs;
  private final AccessReviews reviews;

  ApiHandler(
      ObjectStore store, EmbeddedKubernetes kubernetes, PodAccess pods, InstantSource clock) {
    ObjectJson json = new ObjectJson();
    this.reads = new Reads(store, json, clock);
    this.writes = new Writes(kubernetes, json, clock);
    this.scales = new Scales(kubernetes, json);
    this.logs = new PodLogs(store, pods, clock);
    this.reviews = new AccessReviews(json);
  }

  /**
   * Answers a request.
   *
   * @throws ApiFailure when it is refused
   */
  void answer(RestRequest request, Responder responder) throws IOException {
    List<String> path = request.segments();
    if (path.size() == 1 && HEALTH.contains(path.get(0))) {
      requireGet(request);
      responder.text(200, "ok");
      return;
    }
    Optional<AccessReviews.Review> review = AccessReviews.at(path);
    if (review.isPresent()) {
      if (!request.method().equals(POST)) {
        throw refused(request, review.get().plural());
      }
      reviews.answer(review.get(), request, responder);
      return;
    }
    Optional<Map<String, Object>> document = Discovery.document(path);
    if (document.isPresent()) {
      requireGet(request);
      responder.json(200, document.get());
      return;
    }
    ResourcePath resource = ResourcePath.of(path);
    if (resource.part().isPresent()) {
      part(request, resource, resource.part().get(), responder);
    } else if (resource.name().isPresent()) {
      one(request, resource, responder);
    } else {
      all(request, resource, responder);
    }
  }

  private void all(RestRequest request, ResourcePath path, Responder responder) throws IOException {
    switch (request.method()) {
      case GET -> reads.list(request, path, responder);
      case POST -> writes.create(request, path, responder);
      case "DELETE" ->
          throw ApiFailure.methodNotAllowed(
              "deletecollection of %s; it deletes them one by one"
                  .formatted(path.kind().qualified()));
      default -> throw refused(request, path.kind().qualified());
    }
  }

  private void one(RestRequest request, ResourcePath path, Responder responder) throws IOException {
    switch (request.method()) {
      case GET -> {
        if (request.query().flag("watch")) {
          reads.list(request, path, responder);
        } else {
          reads.get(request, path, responder);
        }
      }
      case "PUT" -> writes.update(request, path, responder);
      case "PATCH" -> writes.patch(request, path, responder);
      case "DELETE" -> writes.delete(request, path, responder);
      default -> throw refused(request, path.kind().qualified());
    }
  }

  private void part(RestRequest request, ResourcePath path, String part, Responder responder)
      throws IOException {
    ServedKind<?> kind = path.kind();
    String name = kind.type().plural() + "/" + part;
    if (part.equals("log") && kind.isOf(ResourceType.POD)) {
      requireGet(request);
      logs.answer(request, path.namespace().orElseThrow(), path.name().orElseThrow(), responder);
    } else if (part.equals("scale") && kind.isOf(ResourceType.DEPLOYMENT)) {
      if (!List.of(GET, "PUT", "PATCH").contains(request.method())) {
        throw refused(request, name);
      }
      scales.answer(request, path, responder);
    } else if (part.equals("status") && request.method().equals(GET)) {
      reads.get(request, path, responder);
    } else {
      throw KUBERNETES_PARTS.getOrDefault(kind.type().plural(), Set.of("status")).contains(part)
          ? ApiFailure.notServed(name)
          : ApiFailure.noSuchPath();
    }
  }

  private static void requireGet(RestRequest request) {
    if (!request.method().equals(GET)) {
      throw refused(request, "/" + String.join("/", request.segments()));
    }
  }

  private static ApiFailure refused(RestRequest request, String what) {
    return ApiFailure.methodNotAllowed("%s of %s".formatted(request.method(), what));
  }
}
