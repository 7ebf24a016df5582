package io.cortexlocal.cluster.embedded.store;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Which objects own which, by their uid. Guarded by the store's lock. */
final class OwnerIndex {

  private final Set<String> uids = new HashSet<>();
  private final Map<String, Set<Reference<?>>> owned = new HashMap<>();

  /** Notes an object that is stored from now on. */
  void add(HasMetadata object, Reference<?> reference) {
    uids.add(object.getMetadata().getUid());
    owners(object)
        .forEach(
            owner -> owned.computeIfAbsent(owner, uid -> new LinkedHashSet<>()).add(reference));
  }

  /** Forgets an object that is stored no longer; what it owns is remembered. */
  void remove(HasMetadata object, Reference<?> reference) {
    uids.remove(object.getMetadata().getUid());
    for (String owner : owners(object)) {
      owned.computeIfPresent(
          owner,
          (uid, references) -> {
            references.remove(reference);
            return references.isEmpty() ? null : references;
          });
    }
  }

  /** Returns whether an owner of the object has gone. */
  boolean isOrphan(HasMetadata object) {
    return !uids.containsAll(owners(object));
  }

  /** Returns what the object with a uid owns. */
  List<Reference<?>> owned(String uid) {
    return List.copyOf(owned.getOrDefault(uid, Set.of()));
  }

  private static List<String> owners(HasMetadata object) {
    List<OwnerReference> references = object.getMetadata().getOwnerReferences();
    return references == null
        ? List.of()
        : references.stream().map(OwnerReference::getUid).filter(Objects::nonNull).toList();
  }

  /** Where an object is. */
  record Reference<T extends HasMetadata>(Kind<T> kind, ObjectKey key) {

    T object() {
      return kind.find(key).object();
    }
  }
}
