package io.cortexlocal.cluster.embedded.rest;

import io.cortexlocal.cluster.embedded.store.Listing;
import io.cortexlocal.cluster.embedded.store.ObjectStore;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/** Answers get, list and watch. */
final class Reads {

  private final ObjectStore store;
  private final ObjectJson json;
  private final InstantSource clock;

  Reads(ObjectStore store, ObjectJson json, InstantSource clock) {
    this.store = store;
    this.json = json;
    this.clock = clock;
  }

  void get(RestRequest request, ResourcePath path, Responder responder) throws IOException {
    String name = path.name().orElseThrow();
    HasMetadata found =
        store
            .get(path.kind().type(), path.namespace().orElse(""), name)
            .orElseThrow(() -> ApiFailure.notFound(path.kind().qualified(), name));
    responder.json(200, Representation.of(request, path.kind(), json, clock).one(found));
  }

  void list(RestRequest request, ResourcePath path, Responder responder) throws IOException {
    Query query = request.query();
    Representation representation = Representation.of(request, path.kind(), json, clock);
    Predicate<HasMetadata> selected = selected(query, path);
    if (query.flag("watch")) {
      OptionalLong since = since(query, path);
      new WatchStream(store, responder, representation)
          .run(path.kind(), path.namespace(), selected, since, query.number("timeoutSeconds"));
      return;
    }
    if (query.text("continue").isPresent()) {
      throw ApiFailure.badRequest("continue key is not valid: lists are never cut off here");
    }
    OptionalLong wanted = query.number("resourceVersion");
    Listing<? extends HasMetadata> listing =
        store.list(path.kind().type(), path.namespace(), selected);
    requireNotAhead(wanted, listing.version());
    boolean exact = query.text("resourceVersionMatch").orElse("").equals("Exact");
    if (exact && wanted.orElse(listing.version()) != listing.version()) {
      throw new ApiFailure(410, "Expired", "The provided resource version is no longer kept");
    }
    responder.json(200, representation.all(listing.items(), listing.version()));
  }

  private OptionalLong since(Query query, ResourcePath path) {
    if (query.flag("sendInitialEvents") || query.text("sendInitialEvents").isPresent()) {
      throw new ApiFailure(
          422,
          "Invalid",
          "sendInitialEvents: Forbidden: sendInitialEvents is forbidden for watch unless the"
              + " WatchList feature gate is enabled");
    }
    OptionalLong since = query.number("resourceVersion");
    requireNotAhead(
        since, store.list(path.kind().type(), path.namespace(), object -> false).version());
    return since.orElse(0) == 0 ? OptionalLong.empty() : since;
  }

  private static void requireNotAhead(OptionalLong wanted, long current) {
    if (wanted.orElse(0) > current) {
      throw new ApiFailure(
          504,
          "Timeout",
          "Timeout: Too large resource version: %d, current: %d"
              .formatted(wanted.getAsLong(), current));
    }
  }

  private static Predicate<HasMetadata> selected(Query query, ResourcePath path) {
    Predicate<HasMetadata> selected =
        LabelSelector.parse(query.text("labelSelector").orElse(""))
            .and(FieldSelector.parse(path.kind().type(), query.text("fieldSelector").orElse("")));
    Optional<String> name = path.name();
    return name.isEmpty()
        ? selected
        : selected.and(object -> object.getMetadata().getName().equals(name.get()));
  }
}
