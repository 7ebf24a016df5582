package io.cortexlocal.cluster.embedded.store;

import io.cortexlocal.cluster.ResourceType;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Comparator;

/**
 * What tells one object of a kind from the others.
 *
 * @param namespace empty for a kind without namespaces
 */
record ObjectKey(String namespace, String name) implements Comparable<ObjectKey> {

  private static final String DEFAULT_NAMESPACE = "default";
  private static final Comparator<ObjectKey> ORDER =
      Comparator.comparing(ObjectKey::namespace).thenComparing(ObjectKey::name);

  static ObjectKey of(ResourceType<?> type, String namespace, String name) {
    return new ObjectKey(type.namespaced() ? orDefault(namespace) : "", name);
  }

  static ObjectKey of(ResourceType<?> type, HasMetadata object) {
    return of(type, object.getMetadata().getNamespace(), object.getMetadata().getName());
  }

  @Override
  public int compareTo(ObjectKey other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return namespace.isEmpty() ? name : namespace + "/" + name;
  }

  private static String orDefault(String namespace) {
    return namespace == null || namespace.isEmpty() ? DEFAULT_NAMESPACE : namespace;
  }
}
