package io.cortexlocal.cluster.embedded.store;

import io.cortexlocal.cluster.ResourceType;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The objects of one kind, and who watches them. Guarded by the store's lock. */
final class Kind<T extends HasMetadata> {

  private final ResourceType<T> type;
  private final NavigableMap<ObjectKey, Stored<T>> objects = new TreeMap<>();
  private final Set<Watcher<T>> watchers = new LinkedHashSet<>();
  private final ChangeHistory history;

  Kind(ResourceType<T> type, ChangeHistory history) {
    this.type = type;
    this.history = history;
  }

  ResourceType<T> type() {
    return type;
  }

  Stored<T> find(ObjectKey key) {
    return objects.get(key);
  }

  Collection<Stored<T>> in(Optional<String> namespace) {
    if (namespace.isEmpty() || !type.namespaced()) {
      return objects.values();
    }
    return within(namespace.get()).values();
  }

  private NavigableMap<ObjectKey, Stored<T>> within(String namespace) {
    return objects.subMap(
        new ObjectKey(namespace, ""), true, new ObjectKey(namespace + "\0", ""), false);
  }

  List<ObjectKey> keysIn(String namespace) {
    return List.copyOf(within(namespace).keySet());
  }

  void put(ObjectKey key, Stored<T> stored) {
    Stored<T> before = objects.put(key, stored);
    if (before == null) {
      history.add(new ChangeHistory.Entry<>(this, null, stored.object(), false));
      watchers.forEach(watcher -> watcher.added(stored.object()));
    } else if (before.object() != stored.object()) {
      history.add(new ChangeHistory.Entry<>(this, before.object(), stored.object(), false));
      watchers.forEach(watcher -> watcher.modified(before.object(), stored.object()));
    }
  }

  void remove(ObjectKey key, T last) {
    objects.remove(key);
    history.add(new ChangeHistory.Entry<>(this, last, last, true));
    watchers.forEach(watcher -> watcher.deleted(last));
  }

  void watch(Watcher<T> watcher, Optional<String> namespace) {
    in(namespace).forEach(stored -> watcher.existing(stored.object()));
    watchers.add(watcher);
  }

  /**
   * Reports the changes since a version instead of the objects that there are.
   *
   * @throws RefusedException when some of them are no longer known
   */
  void watch(Watcher<T> watcher, long version) {
    history.since(this, version).forEach(watcher::replay);
    watchers.add(watcher);
  }

  void unwatch(Watcher<T> watcher) {
    watchers.remove(watcher);
  }

  Set<Watcher<T>> watchers() {
    return Set.copyOf(watchers);
  }

  /**
   * One object, and what the API server knows about it besides.
   *
   * @param labels those that the last apply set
   * @param annotations those that the last apply set
   */
  record Stored<T extends HasMetadata>(T object, AppliedKeys labels, AppliedKeys annotations) {}
}
