package io.cortexlocal.cluster.embedded.store;

import io.cortexlocal.cluster.Kubernetes.Change;
import io.cortexlocal.cluster.Kubernetes.Subscription;
import io.cortexlocal.cluster.ResourceType;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * The objects of the embedded cluster, in memory, as an API server keeps them: with uid, resource
 * version, generation and creation time. Safe for use by several threads.
 *
 * <p>What it hands out must not be changed; a changed copy goes back with {@link #update}.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class ObjectStore implements AutoCloseable {

  /** Returns the object, or nothing when there is none of that name. */
  public <T extends HasMetadata> Optional<T> get(
      ResourceType<T> type, String namespace, String name) {
    throw new UnsupportedOperationException();
  }

  /**
   * Returns objects, sorted by namespace and name.
   *
   * @param namespace empty for all namespaces
   * @param labels which an object must all have
   */
  public <T extends HasMetadata> List<T> list(
      ResourceType<T> type, Optional<String> namespace, Map<String, String> labels) {
    throw new UnsupportedOperationException();
  }

  /**
   * Reports the objects that exist as added, then every change, until the subscription is closed.
   *
   * @param namespace empty for all namespaces
   * @param labels which an object must all have
   * @param changes called by one thread at a time, in the order of the changes; it may call the
   *     store
   */
  public <T extends HasMetadata> Subscription watch(
      ResourceType<T> type,
      Optional<String> namespace,
      Map<String, String> labels,
      Consumer<Change<T>> changes) {
    throw new UnsupportedOperationException();
  }

  /**
   * Creates the object, or changes the existing one's labels, annotations and content to it. Its
   * status stays. The generation rises when the spec has changed; nothing happens when nothing has.
   *
   * @return the object as it is now
   */
  public <T extends HasMetadata> T apply(ResourceType<T> type, T object) {
    throw new UnsupportedOperationException();
  }

  /**
   * Creates an object.
   *
   * @throws io.cortexlocal.cluster.ClusterException when there is one of that name
   */
  public <T extends HasMetadata> T create(ResourceType<T> type, T object) {
    throw new UnsupportedOperationException();
  }

  /**
   * Changes an object, status included. The generation rises when the spec has changed.
   *
   * @param change from the object as it is to what it shall be; called under the store's lock, and
   *     must not call the store. What it returns the same means no change
   * @return the object as it is now, or nothing when there is none of that name
   */
  public <T extends HasMetadata> Optional<T> update(
      ResourceType<T> type, String namespace, String name, UnaryOperator<T> change) {
    throw new UnsupportedOperationException();
  }

  /**
   * Deletes an object and, in the background, those that it owns. A pod that is on a node is only
   * marked, with a deletion timestamp and its grace period: the kubelet removes it.
   */
  public void delete(ResourceType<?> type, String namespace, String name) {
    throw new UnsupportedOperationException();
  }

  /** Takes an object away at once. */
  public void remove(ResourceType<?> type, String namespace, String name) {
    throw new UnsupportedOperationException();
  }

  /**
   * Records an event about an object. One that repeats raises the count of the first.
   *
   * @param type {@code Normal} or {@code Warning}
   * @param component that reports it, such as {@code kubelet}
   */
  public void record(
      HasMetadata about, String component, String type, String reason, String message) {
    throw new UnsupportedOperationException();
  }

  /** Returns the events about one object, oldest first. */
  public List<Event> events(String namespace, String kind, String name) {
    throw new UnsupportedOperationException();
  }

  /** Ends every watch. */
  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
