package io.cortexlocal.cluster.embedded.store;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The last changes of all objects, oldest first. Guarded by the store's lock. */
final class ChangeHistory {

  /** How many changes are kept; whoever has seen fewer than these has to list anew. */
  static final int KEPT = 1_000;

  private final Deque<Entry<?>> entries = new ArrayDeque<>();
  private long forgotten;

  void add(Entry<?> entry) {
    entries.add(entry);
    if (entries.size() > KEPT) {
      forgotten = entries.remove().version();
    }
  }

  /**
   * Returns the changes of a kind since a version.
   *
   * @throws RefusedException when some of them are no longer known
   */
  @SuppressWarnings("unchecked")
  <T extends HasMetadata> List<Entry<T>> since(Kind<T> kind, long version) {
    if (version < forgotten) {
      throw new RefusedException(
          RefusedException.Reason.EXPIRED,
          "too old resource version: %d (%d)".formatted(version, forgotten));
    }
    List<Entry<T>> since = new ArrayList<>();
    for (Entry<?> entry : entries) {
      if (entry.version() > version && entry.kind() == kind) {
        since.add((Entry<T>) entry);
      }
    }
    return since;
  }

  /**
   * A change.
   *
   * @param before null for an object that is new
   * @param after for one that has been deleted, its last state
   */
  record Entry<T extends HasMetadata>(Kind<T> kind, T before, T after, boolean deleted) {

    long version() {
      return Long.parseLong(after.getMetadata().getResourceVersion());
    }
  }
}
