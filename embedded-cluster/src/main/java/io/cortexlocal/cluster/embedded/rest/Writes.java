package io.cortexlocal.cluster.embedded.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.cluster.embedded.store.EmbeddedKubernetes;
import io.cortexlocal.cluster.embedded.store.RefusedException;
import io.cortexlocal.json.Json;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Answers create, update, patch and delete. */
final class Writes {

  private static final String JSON = "application/json";
  private static final String MERGE = "application/merge-patch+json";
  private static final String STRATEGIC = "application/strategic-merge-patch+json";
  private static final String APPLY = "application/apply-patch+yaml";

  /** How often a patch is tried on an object that others change at the same time. */
  private static final int TRIES = 20;

  private final EmbeddedKubernetes kubernetes;
  private final ObjectJson json;
  private final InstantSource clock;

  Writes(EmbeddedKubernetes kubernetes, ObjectJson json, InstantSource clock) {
    this.kubernetes = kubernetes;
    this.json = json;
    this.clock = clock;
  }

  void create(RestRequest request, ResourcePath path, Responder responder) throws IOException {
    create(request, path, path.kind(), responder);
  }

  private <T extends HasMetadata> void create(
      RestRequest request, ResourcePath path, ServedKind<T> kind, Responder responder)
      throws IOException {
    requireNoDryRun(request);
    Given<T> given = given(request, path, kind, body(request));
    T created = kubernetes.create(kind.type(), given.object());
    answer(request, kind, 201, created, given, responder);
  }

  void update(RestRequest request, ResourcePath path, Responder responder) throws IOException {
    update(request, path, path.kind(), responder);
  }

  private <T extends HasMetadata> void update(
      RestRequest request, ResourcePath path, ServedKind<T> kind, Responder responder)
      throws IOException {
    requireNoDryRun(request);
    Given<T> given = given(request, path, kind, body(request));
    T updated =
        kubernetes.replace(
            kind.type(),
            given.object(),
            Optional.ofNullable(given.object().getMetadata().getResourceVersion()));
    answer(request, kind, 200, updated, given, responder);
  }

  void patch(RestRequest request, ResourcePath path, Responder responder) throws IOException {
    patch(request, path, path.kind(), responder);
  }

  private <T extends HasMetadata> void patch(
      RestRequest request, ResourcePath path, ServedKind<T> kind, Responder responder)
      throws IOException {
    requireNoDryRun(request);
    if (request.contentType().equals(APPLY)) {
      Given<T> given = given(request, path, kind, json.parse(request.body().text()));
      boolean isNew = find(path, kind).isEmpty();
      T applied = kubernetes.apply(kind.type(), given.object());
      answer(request, kind, isNew ? 201 : 200, applied, given, responder);
      return;
    }
    for (int tries = 1; ; tries++) {
      T existing = find(path, kind).orElseThrow(() -> notFound(path));
      Given<T> given = given(request, path, kind, patched(request, kind, json.tree(existing)));
      String version = existing.getMetadata().getResourceVersion();
      String wanted = given.object().getMetadata().getResourceVersion();
      boolean asked = wanted != null && !wanted.equals(version);
      try {
        T changed =
            kubernetes.replace(kind.type(), given.object(), Optional.of(asked ? wanted : version));
        answer(request, kind, 200, changed, given, responder);
        return;
      } catch (RefusedException e) {
        if (e.reason() != RefusedException.Reason.CONFLICT || asked || tries == TRIES) {
          throw e;
        }
      }
    }
  }

  private ObjectNode patched(RestRequest request, ServedKind<?> kind, ObjectNode existing) {
    if (request.contentType().equals(MERGE)) {
      return (ObjectNode) MergePatch.apply(existing, json.parse(request.body().text()));
    }
    if (request.contentType().equals(STRATEGIC) && !kind.custom()) {
      return StrategicMergePatch.apply(existing, json.parse(request.body().text()));
    }
    throw ApiFailure.unsupportedMediaType(
        "the embedded cluster patches %s with %s, not with \"%s\""
            .formatted(
                kind.qualified(),
                kind.custom() ? MERGE + " or " + APPLY : MERGE + ", " + STRATEGIC + " or " + APPLY,
                request.contentType()));
  }

  void delete(RestRequest request, ResourcePath path, Responder responder) throws IOException {
    requireNoDryRun(request);
    ObjectNode options =
        request.body().isBlank()
            ? json.parse("{}")
            : ProtobufBody.read(request, json, ProtobufBody.DELETE_OPTIONS);
    HasMetadata existing = find(path, path.kind()).orElseThrow(() -> notFound(path));
    requireServed(request, options);
    String uid = existing.getMetadata().getUid();
    String wanted = options.path("preconditions").path("uid").asText(uid);
    if (!wanted.equals(uid)) {
      throw new ApiFailure(
          409,
          "Conflict",
          "Precondition failed: UID in precondition: %s, UID in object meta: %s"
              .formatted(wanted, uid));
    }
    OptionalLong grace = grace(request, options);
    if (grace.isPresent() && path.kind().isOf(ResourceType.POD)) {
      kubernetes.deletePod(
          path.namespace().orElseThrow(), path.name().orElseThrow(), grace.getAsLong());
    } else {
      kubernetes.delete(path.kind().type(), path.namespace().orElse(""), path.name().orElseThrow());
    }
    responder.json(
        200,
        Json.object(
            "kind",
            "Status",
            "apiVersion",
            "v1",
            "metadata",
            Map.of(),
            "status",
            "Success",
            "details",
            Json.object(
                "name",
                path.name().orElseThrow(),
                "group",
                path.kind().type().group(),
                "kind",
                path.kind().type().plural(),
                "uid",
                uid)));
  }

  private static OptionalLong grace(RestRequest request, JsonNode options) {
    if (!options.hasNonNull("gracePeriodSeconds")) {
      return request.query().number("gracePeriodSeconds");
    }
    JsonNode seconds = options.get("gracePeriodSeconds");
    if (!seconds.canConvertToLong() || seconds.asLong() < 0) {
      throw ApiFailure.badRequest(
          "gracePeriodSeconds: expected a number from 0 on, but it is " + seconds);
    }
    return OptionalLong.of(seconds.asLong());
  }

  private static void requireServed(RestRequest request, JsonNode options) {
    String propagation =
        request
            .query()
            .text("propagationPolicy")
            .orElse(options.path("propagationPolicy").asText("Background"));
    if (!propagation.equals("Background")) {
      throw ApiFailure.notServed("propagationPolicy %s of delete".formatted(propagation));
    }
    if (!options.path("dryRun").isEmpty()) {
      throw ApiFailure.notServed("dryRun");
    }
  }

  private static void requireNoDryRun(RestRequest request) {
    if (request.query().text("dryRun").isPresent()) {
      throw ApiFailure.notServed("dryRun");
    }
  }

  /** What a client gave, with the fields that its kind does not have. */
  private record Given<T>(T object, List<String> unknown) {}

  private ObjectNode body(RestRequest request) {
    if (!request.contentType().equals(JSON)) {
      throw ApiFailure.unsupportedMediaType(
          ("the body of the request was in an unknown format (%s) - the embedded cluster accepts"
                  + " objects as %s: kubectl sends them so with apply or create -f, and client-go"
                  + " with rest.Config's ContentType")
              .formatted(request.contentType(), JSON));
    }
    return json.parse(request.body().text());
  }

  private <T extends HasMetadata> Given<T> given(
      RestRequest request, ResourcePath path, ServedKind<T> kind, ObjectNode tree) {
    requireKind(kind.type(), tree);
    ObjectJson.Read<T> read = json.read(kind.type(), tree);
    List<String> unknown = read.unknown().stream().map("unknown field \"%s\""::formatted).toList();
    String validation = request.query().text("fieldValidation").orElse("Warn");
    if (validation.equals("Strict") && !unknown.isEmpty()) {
      throw ApiFailure.badRequest(
          "%s in version \"%s\" cannot be handled as a %s: strict decoding error: %s"
              .formatted(
                  kind.type().kind(),
                  kind.type().version(),
                  kind.type().kind(),
                  String.join(", ", unknown)));
    }
    T object = read.object();
    if (object.getMetadata() == null) {
      throw ApiFailure.badRequest("the object has no metadata");
    }
    place(object, path);
    return new Given<>(object, validation.equals("Ignore") ? List.of() : unknown);
  }

  private static void requireKind(ResourceType<?> type, ObjectNode tree) {
    tree.put("apiVersion", tree.path("apiVersion").asText(type.apiVersion()));
    tree.put("kind", tree.path("kind").asText(type.kind()));
    if (!tree.path("apiVersion").asText().equals(type.apiVersion())
        || !tree.path("kind").asText().equals(type.kind())) {
      throw ApiFailure.badRequest(
          "the object is a %s (%s), and the address is that of a %s (%s)"
              .formatted(
                  tree.path("kind").asText(),
                  tree.path("apiVersion").asText(),
                  type.kind(),
                  type.apiVersion()));
    }
  }

  /** The address says where the object is; the object may say the same or nothing. */
  private static void place(HasMetadata object, ResourcePath path) {
    String namespace = object.getMetadata().getNamespace();
    if (path.kind().type().namespaced()) {
      if (namespace != null
          && !namespace.isEmpty()
          && !namespace.equals(path.namespace().orElse(""))) {
        throw ApiFailure.badRequest(
            "the namespace of the provided object does not match the namespace sent on the request");
      }
      object.getMetadata().setNamespace(path.namespace().orElseThrow(ApiFailure::noSuchPath));
    }
    if (path.name().isPresent()) {
      String name = object.getMetadata().getName();
      if (name != null && !name.equals(path.name().get())) {
        throw ApiFailure.badRequest(
            "the name of the object (%s) does not match the name on the URL (%s)"
                .formatted(name, path.name().get()));
      }
      object.getMetadata().setName(path.name().get());
    }
  }

  private void answer(
      RestRequest request,
      ServedKind<?> kind,
      int code,
      HasMetadata object,
      Given<?> given,
      Responder responder)
      throws IOException {
    responder.json(
        code, Representation.of(request, kind, json, clock).one(object), given.unknown());
  }

  private <T extends HasMetadata> Optional<T> find(ResourcePath path, ServedKind<T> kind) {
    return kubernetes.get(kind.type(), path.namespace().orElse(""), path.name().orElseThrow());
  }

  private static ApiFailure notFound(ResourcePath path) {
    return ApiFailure.notFound(path.kind().qualified(), path.name().orElse(""));
  }
}
