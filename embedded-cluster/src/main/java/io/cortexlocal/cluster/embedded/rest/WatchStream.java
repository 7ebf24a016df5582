package io.cortexlocal.cluster.embedded.rest;

import io.cortexlocal.cluster.Kubernetes.Change;
import io.cortexlocal.cluster.Kubernetes.Subscription;
import io.cortexlocal.cluster.embedded.store.ObjectStore;
import io.cortexlocal.json.Json;
import io.cortexlocal.time.Deadline;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * The changes of some objects, as they come. A client that does not keep up loses its connection,
 * and can list anew, as with Kubernetes' API server.
 */
final class WatchStream {

  /** How many changes may wait for a client. */
  static final int WAITING = 1_000;

  private static final Duration LONGEST = Duration.ofHours(1);

  private final ObjectStore store;
  private final Responder responder;
  private final Representation representation;

  WatchStream(ObjectStore store, Responder responder, Representation representation) {
    this.store = store;
    this.responder = responder;
    this.representation = representation;
  }

  /** Goes on until the client hangs up, falls behind, or the time is over. */
  <T extends HasMetadata> void run(
      ServedKind<T> kind,
      Optional<String> namespace,
      Predicate<HasMetadata> selected,
      OptionalLong since,
      OptionalLong seconds)
      throws IOException {
    Duration time =
        seconds.isEmpty()
            ? LONGEST
            : Duration.ofSeconds(Math.min(LONGEST.toSeconds(), seconds.getAsLong()));
    Deadline end = Deadline.after(time);
    WaitingPieces<Change<T>> waiting = new WaitingPieces<>(WAITING, responder.client());
    try (Subscription unused = store.watch(kind.type(), namespace, selected, since, waiting::add)) {
      responder.beginJson();
      boolean first = true;
      while (!end.passed()) {
        Optional<Change<T>> change = waiting.next(end.left());
        if (change.isPresent()) {
          responder.piece(event(change.get(), first));
          first = false;
        }
      }
      responder.end();
    }
  }

  private Map<String, Object> event(Change<?> change, boolean first) {
    String type =
        change instanceof Change.Added<?>
            ? "ADDED"
            : change instanceof Change.Modified<?> ? "MODIFIED" : "DELETED";
    return Json.object(
        "type", type, "object", representation.watched((HasMetadata) change.object(), first));
  }
}
