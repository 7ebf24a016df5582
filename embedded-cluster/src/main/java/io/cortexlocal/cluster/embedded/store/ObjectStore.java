package io.cortexlocal.cluster.embedded.store;

import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.cluster.Kubernetes.Change;
import io.cortexlocal.cluster.Kubernetes.Subscription;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.cluster.embedded.store.Kind.Stored;
import io.cortexlocal.cluster.embedded.store.OwnerIndex.Reference;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * The objects of the embedded cluster, in memory, as an API server keeps them: with uid, resource
 * version, generation and creation time. Safe for use by several threads.
 *
 * <p>What it hands out must not be changed; a changed copy goes back with {@link #update}. What it
 * is given it copies. A call that would change something after {@link #close} fails with {@link
 * ClusterException}.
 */
public final class ObjectStore implements AutoCloseable {

  /** How many events are kept; the oldest go first, and those that are an hour old. */
  static final int MAX_EVENTS = 1_000;

  private static final Duration EVENT_TTL = Duration.ofHours(1);
  private static final long DEFAULT_GRACE_SECONDS = 30;
  private static final long IDLE_SECONDS = 10;

  private final InstantSource clock;
  private final ThreadPoolExecutor deliveries =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          ObjectStore::deliveryThread);
  private final Object lock = new Object();
  private final Map<ResourceType<?>, Kind<?>> kinds = new LinkedHashMap<>();
  private final ChangeHistory history = new ChangeHistory();
  private final OwnerIndex owners = new OwnerIndex();
  private final Map<EventSeries, ObjectKey> events = new LinkedHashMap<>();
  private long version;
  private boolean closed;

  /** Returns a store without objects, whose objects' times are those of a clock. */
  public ObjectStore(InstantSource clock) {
    this.clock = clock;
  }

  /** Returns the object, or nothing when there is none of that name. */
  public <T extends HasMetadata> Optional<T> get(
      ResourceType<T> type, String namespace, String name) {
    synchronized (lock) {
      return Optional.ofNullable(kind(type).find(ObjectKey.of(type, namespace, name)))
          .map(Stored::object);
    }
  }

  /**
   * Returns objects, sorted by namespace and name.
   *
   * @param namespace empty for all namespaces
   * @param labels which an object must all have
   */
  public <T extends HasMetadata> List<T> list(
      ResourceType<T> type, Optional<String> namespace, Map<String, String> labels) {
    return list(type, namespace, object -> Labels.match(object, labels)).items();
  }

  /**
   * Returns objects, and the version of the store at that moment.
   *
   * @param namespace empty for all namespaces
   * @param selected called under the store's lock, and must not call the store
   */
  public <T extends HasMetadata> Listing<T> list(
      ResourceType<T> type, Optional<String> namespace, Predicate<? super T> selected) {
    synchronized (lock) {
      List<T> items = new ArrayList<>();
      for (Stored<T> stored : kind(type).in(namespace)) {
        if (selected.test(stored.object())) {
          items.add(stored.object());
        }
      }
      return new Listing<>(items, version);
    }
  }

  /**
   * Returns the objects of a kind that another one owns, sorted by namespace and name.
   *
   * @param uid the owner's
   */
  @SuppressWarnings("unchecked")
  public <T extends HasMetadata> List<T> owned(ResourceType<T> type, String uid) {
    synchronized (lock) {
      Kind<T> kind = kind(type);
      return owners.owned(uid).stream()
          .filter(reference -> reference.kind() == kind)
          .map(reference -> ((Reference<T>) reference).object())
          .sorted(Comparator.comparing(object -> ObjectKey.of(type, object)))
          .toList();
    }
  }

  /**
   * Reports the objects that exist as added, then every change, until the subscription is closed.
   * An object whose labels no longer match is reported as deleted.
   *
   * @param namespace empty for all namespaces
   * @param labels which an object must all have
   * @param changes called by one thread at a time, in the order of the changes; it may call the
   *     store. What it throws is logged, and it is called on
   */
  public <T extends HasMetadata> Subscription watch(
      ResourceType<T> type,
      Optional<String> namespace,
      Map<String, String> labels,
      Consumer<Change<T>> changes) {
    return watch(
        type, namespace, object -> Labels.match(object, labels), OptionalLong.empty(), changes);
  }

  /**
   * Reports every change of the selected objects since a version of the store, until the
   * subscription is closed. An object that is no longer selected is reported as deleted.
   *
   * @param namespace empty for all namespaces
   * @param selected called under the store's lock, and must not call the store
   * @param since empty to begin with the objects that exist, as added
   * @param changes called by one thread at a time, in the order of the changes
   * @throws RefusedException when the changes since then are no longer known
   */
  public <T extends HasMetadata> Subscription watch(
      ResourceType<T> type,
      Optional<String> namespace,
      Predicate<? super T> selected,
      OptionalLong since,
      Consumer<Change<T>> changes) {
    Optional<String> within = type.namespaced() ? namespace : Optional.empty();
    Watcher<T> watcher = new Watcher<>(within, selected, changes, deliveries, clock);
    synchronized (lock) {
      requireOpen();
      if (since.isPresent()) {
        kind(type).watch(watcher, since.getAsLong());
      } else {
        kind(type).watch(watcher, within);
      }
    }
    return () -> {
      watcher.close();
      synchronized (lock) {
        kind(type).unwatch(watcher);
      }
    };
  }

  /**
   * Creates the object, or changes the existing one's labels, annotations and content to it. Its
   * status stays, and so do labels and annotations that {@link #update} has set. The generation
   * rises when the spec has changed; nothing happens when nothing has.
   *
   * @return the object as it is now
   */
  public <T extends HasMetadata> T apply(ResourceType<T> type, T object) {
    return apply(type, object, (existing, applied) -> applied);
  }

  /**
   * Creates the object, or changes the existing one to it.
   *
   * @param admission from the existing object, null when there is none, and a copy of the given one
   *     to what is to be stored; may throw. Called under the store's lock
   */
  <T extends HasMetadata> T apply(ResourceType<T> type, T object, BinaryOperator<T> admission) {
    T copy = ObjectParts.copy(object);
    ObjectKey key = ObjectKey.of(type, copy);
    synchronized (lock) {
      requireOpen();
      Stored<T> existing = kind(type).find(key);
      if (existing == null) {
        return insert(type, key, admission.apply(null, copy), true);
      }
      T before = existing.object();
      T next = admission.apply(before, copy);
      AppliedKeys labels = AppliedKeys.of(next.getMetadata().getLabels());
      AppliedKeys annotations = AppliedKeys.of(next.getMetadata().getAnnotations());
      ObjectMeta metadata = next.getMetadata();
      metadata.setLabels(
          existing.labels().merge(before.getMetadata().getLabels(), metadata.getLabels()));
      metadata.setAnnotations(
          existing
              .annotations()
              .merge(before.getMetadata().getAnnotations(), metadata.getAnnotations()));
      if (metadata.getOwnerReferences() == null || metadata.getOwnerReferences().isEmpty()) {
        metadata.setOwnerReferences(before.getMetadata().getOwnerReferences());
      }
      StoredKinds.of(type).status().keep().accept(before, next);
      return replace(type, key, existing, next, labels, annotations);
    }
  }

  /**
   * Creates an object.
   *
   * @throws ClusterException when there is one of that name
   */
  public <T extends HasMetadata> T create(ResourceType<T> type, T object) {
    T copy = ObjectParts.copy(object);
    ObjectKey key = ObjectKey.of(type, copy);
    synchronized (lock) {
      requireOpen();
      if (kind(type).find(key) != null) {
        throw new RefusedException(
            RefusedException.Reason.ALREADY_EXISTS,
            "cannot create %s %s: %s \"%s\" already exists"
                .formatted(type.kind(), key, type.plural(), key.name()));
      }
      return insert(type, key, copy, false);
    }
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
    ObjectKey key = ObjectKey.of(type, namespace, name);
    synchronized (lock) {
      requireOpen();
      Stored<T> existing = kind(type).find(key);
      if (existing == null) {
        return Optional.empty();
      }
      T before = existing.object();
      T changed = change.apply(before);
      if (changed == before) {
        return Optional.of(before);
      }
      T next = ObjectParts.copy(changed);
      AppliedKeys labels =
          existing
              .labels()
              .without(before.getMetadata().getLabels(), next.getMetadata().getLabels());
      AppliedKeys annotations =
          existing
              .annotations()
              .without(before.getMetadata().getAnnotations(), next.getMetadata().getAnnotations());
      return Optional.of(replace(type, key, existing, next, labels, annotations));
    }
  }

  /**
   * Deletes an object and, in the background, those that it owns. A pod that is on a node is only
   * marked, with a deletion timestamp and its grace period: the kubelet removes it.
   */
  public void delete(ResourceType<?> type, String namespace, String name) {
    synchronized (lock) {
      deleteOne(kind(type), ObjectKey.of(type, namespace, name));
    }
  }

  /**
   * Deletes a pod with a grace period of its own.
   *
   * @param graceSeconds 0 takes it away at once; of a pod that is being deleted, only a shorter one
   *     than before counts
   */
  public void deletePod(String namespace, String name, long graceSeconds) {
    synchronized (lock) {
      Kind<Pod> pods = kind(ResourceType.POD);
      ObjectKey key = ObjectKey.of(ResourceType.POD, namespace, name);
      Stored<Pod> stored = pods.find(key);
      if (stored == null) {
        return;
      }
      requireOpen();
      if (graceSeconds <= 0 || stored.object().getSpec().getNodeName() == null) {
        removeOne(pods, key);
      } else {
        mark(stored.object(), graceSeconds);
      }
    }
  }

  /** Takes an object away at once, and deletes those that it owns. */
  public void remove(ResourceType<?> type, String namespace, String name) {
    synchronized (lock) {
      removeOne(kind(type), ObjectKey.of(type, namespace, name));
    }
  }

  /**
   * Records an event about an object. One that repeats raises the count of the first.
   *
   * @param type {@code Normal} or {@code Warning}
   * @param component that reports it, such as {@code kubelet}
   */
  public void record(
      HasMetadata about, String component, String type, String reason, String message) {
    record(EventSeries.of(about, null, component, type, reason, message));
  }

  /** Records the same about one part of an object, as {@code spec.containers{api}}. */
  public void record(
      HasMetadata about,
      String fieldPath,
      String component,
      String type,
      String reason,
      String message) {
    record(EventSeries.of(about, fieldPath, component, type, reason, message));
  }

  private void record(EventSeries series) {
    Instant now = clock.instant();
    synchronized (lock) {
      requireOpen();
      ObjectKey key = events.remove(series);
      Stored<Event> existing = key == null ? null : kind(ResourceType.EVENT).find(key);
      if (existing == null) {
        Event first = series.first(version + 1, now);
        key = ObjectKey.of(ResourceType.EVENT, first);
        insert(ResourceType.EVENT, key, first, false);
      } else {
        Event next = EventSeries.repeated(existing.object(), now);
        replace(ResourceType.EVENT, key, existing, next, existing.labels(), existing.annotations());
      }
      events.put(series, key);
      forgetOldEvents(now);
    }
  }

  /** Returns the events about one object, oldest first. */
  public List<Event> events(String namespace, String kind, String name) {
    synchronized (lock) {
      return kind(ResourceType.EVENT).in(Optional.of(namespace)).stream()
          .map(Stored::object)
          .filter(
              event ->
                  kind.equals(event.getInvolvedObject().getKind())
                      && name.equals(event.getInvolvedObject().getName()))
          .sorted(
              Comparator.comparingLong(
                  event -> Long.parseLong(event.getMetadata().getResourceVersion())))
          .toList();
    }
  }

  /** Ends every watch. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      for (Kind<?> kind : kinds.values()) {
        kind.watchers().forEach(Watcher::close);
      }
    }
    deliveries.shutdown();
  }

  @SuppressWarnings("unchecked")
  private <T extends HasMetadata> Kind<T> kind(ResourceType<T> type) {
    return (Kind<T>) kinds.computeIfAbsent(type, missing -> new Kind<>(missing, history));
  }

  private void requireOpen() {
    if (closed) {
      throw new ClusterException("the embedded cluster has been closed");
    }
  }

  private <T extends HasMetadata> T insert(
      ResourceType<T> type, ObjectKey key, T object, boolean applied) {
    ObjectMeta metadata = object.getMetadata();
    metadata.setNamespace(type.namespaced() ? key.namespace() : null);
    metadata.setUid(randomUid());
    metadata.setCreationTimestamp(Timestamps.of(clock.instant()));
    metadata.setResourceVersion(nextVersion());
    metadata.setGeneration(StoredKinds.of(type).newGeneration().isPresent() ? 1L : null);
    metadata.setDeletionTimestamp(null);
    metadata.setDeletionGracePeriodSeconds(null);
    metadata.setLabels(new LinkedHashMap<>(Labels.orEmpty(metadata.getLabels())));
    metadata.setAnnotations(new LinkedHashMap<>(Labels.orEmpty(metadata.getAnnotations())));
    if (object instanceof Pod pod
        && (pod.getStatus() == null || pod.getStatus().getPhase() == null)) {
      pod.setStatus(new PodStatusBuilder(pod.getStatus()).withPhase("Pending").build());
    }
    owners.add(object, new Reference<>(kind(type), key));
    kind(type)
        .put(
            key,
            new Stored<>(
                object,
                applied ? AppliedKeys.of(metadata.getLabels()) : AppliedKeys.NONE,
                applied ? AppliedKeys.of(metadata.getAnnotations()) : AppliedKeys.NONE));
    if (owners.isOrphan(object)) {
      deleteOne(kind(type), key);
    }
    return object;
  }

  private <T extends HasMetadata> T replace(
      ResourceType<T> type,
      ObjectKey key,
      Stored<T> existing,
      T next,
      AppliedKeys labels,
      AppliedKeys annotations) {
    T before = existing.object();
    ObjectMeta was = before.getMetadata();
    ObjectMeta metadata = next.getMetadata();
    metadata.setName(was.getName());
    metadata.setGenerateName(was.getGenerateName());
    metadata.setNamespace(was.getNamespace());
    metadata.setUid(was.getUid());
    metadata.setCreationTimestamp(was.getCreationTimestamp());
    metadata.setDeletionTimestamp(was.getDeletionTimestamp());
    metadata.setDeletionGracePeriodSeconds(was.getDeletionGracePeriodSeconds());
    metadata.setResourceVersion(was.getResourceVersion());
    metadata.setGeneration(was.getGeneration());
    if (next.equals(before)) {
      kind(type).put(key, new Stored<>(before, labels, annotations));
      return before;
    }
    metadata.setResourceVersion(nextVersion());
    boolean newGeneration =
        StoredKinds.of(type).newGeneration().filter(it -> it.test(before, next)).isPresent();
    if (was.getGeneration() != null && newGeneration) {
      metadata.setGeneration(was.getGeneration() + 1);
    }
    Reference<T> reference = new Reference<>(kind(type), key);
    owners.remove(before, reference);
    owners.add(next, reference);
    kind(type).put(key, new Stored<>(next, labels, annotations));
    return next;
  }

  private <T extends HasMetadata> void deleteOne(Kind<T> kind, ObjectKey key) {
    Stored<T> stored = kind.find(key);
    if (stored == null) {
      return;
    }
    requireOpen();
    if (stored.object() instanceof Pod pod
        && pod.getSpec() != null
        && pod.getSpec().getNodeName() != null) {
      mark(pod);
    } else if (stored.object() instanceof Namespace namespace) {
      deleteNamespace(namespace);
    } else {
      removeOne(kind, key);
    }
  }

  private void mark(Pod pod) {
    if (pod.getMetadata().getDeletionTimestamp() == null) {
      Long seconds = pod.getSpec().getTerminationGracePeriodSeconds();
      mark(pod, seconds == null ? DEFAULT_GRACE_SECONDS : Math.max(0, seconds));
    }
  }

  private void mark(Pod pod, long grace) {
    ObjectMeta metadata = pod.getMetadata();
    Instant begun = clock.instant();
    if (metadata.getDeletionTimestamp() != null) {
      Long before = metadata.getDeletionGracePeriodSeconds();
      if (before == null || grace >= before) {
        return;
      }
      begun = Instant.parse(metadata.getDeletionTimestamp()).minusSeconds(before);
    }
    Pod marked =
        new PodBuilder(pod)
            .editMetadata()
            .withDeletionTimestamp(Timestamps.of(begun.plusSeconds(grace)))
            .withDeletionGracePeriodSeconds(grace)
            .withGeneration(pod.getMetadata().getGeneration() + 1)
            .withResourceVersion(nextVersion())
            .endMetadata()
            .build();
    Kind<Pod> pods = kind(ResourceType.POD);
    ObjectKey key = ObjectKey.of(ResourceType.POD, pod);
    Stored<Pod> stored = pods.find(key);
    pods.put(key, new Stored<>(marked, stored.labels(), stored.annotations()));
  }

  private void deleteNamespace(Namespace namespace) {
    String name = namespace.getMetadata().getName();
    Kind<Namespace> namespaces = kind(ResourceType.NAMESPACE);
    ObjectKey key = ObjectKey.of(ResourceType.NAMESPACE, namespace);
    if (namespace.getMetadata().getDeletionTimestamp() == null) {
      Stored<Namespace> stored = namespaces.find(key);
      Namespace terminating =
          new NamespaceBuilder(namespace)
              .editMetadata()
              .withDeletionTimestamp(Timestamps.of(clock.instant()))
              .withResourceVersion(nextVersion())
              .endMetadata()
              .withNewStatus()
              .withPhase("Terminating")
              .endStatus()
              .build();
      namespaces.put(key, new Stored<>(terminating, stored.labels(), stored.annotations()));
    }
    for (Kind<?> kind : namespacedKinds()) {
      for (ObjectKey inside : kind.keysIn(name)) {
        deleteOne(kind, inside);
      }
    }
    endNamespace(name);
  }

  /** A namespace that is being deleted goes with its last object. */
  private void endNamespace(String name) {
    Kind<Namespace> namespaces = kind(ResourceType.NAMESPACE);
    ObjectKey key = ObjectKey.of(ResourceType.NAMESPACE, "", name);
    Stored<Namespace> namespace = namespaces.find(key);
    if (namespace == null
        || namespace.object().getMetadata().getDeletionTimestamp() == null
        || namespacedKinds().stream()
            .anyMatch(
                kind -> !kind.type().equals(ResourceType.EVENT) && !kind.keysIn(name).isEmpty())) {
      return;
    }
    removeOne(namespaces, key);
    Kind<Event> leftOver = kind(ResourceType.EVENT);
    leftOver.keysIn(name).forEach(event -> removeOne(leftOver, event));
  }

  private List<Kind<?>> namespacedKinds() {
    return kinds.values().stream().filter(kind -> kind.type().namespaced()).toList();
  }

  private <T extends HasMetadata> void removeOne(Kind<T> kind, ObjectKey key) {
    Stored<T> stored = kind.find(key);
    if (stored == null) {
      return;
    }
    requireOpen();
    T last = ObjectParts.copy(stored.object());
    last.getMetadata().setResourceVersion(nextVersion());
    String uid = last.getMetadata().getUid();
    owners.remove(last, new Reference<>(kind, key));
    kind.remove(key, last);
    for (Reference<?> dependent : owners.owned(uid)) {
      deleteOne(dependent.kind(), dependent.key());
    }
    if (kind.type().namespaced()) {
      endNamespace(key.namespace());
    }
  }

  private void forgetOldEvents(Instant now) {
    String oldest = Timestamps.of(now.minus(EVENT_TTL));
    Iterator<ObjectKey> keys = events.values().iterator();
    while (keys.hasNext()) {
      ObjectKey key = keys.next();
      Stored<Event> event = kind(ResourceType.EVENT).find(key);
      if (event != null
          && events.size() <= MAX_EVENTS
          && event.object().getLastTimestamp().compareTo(oldest) > 0) {
        return;
      }
      keys.remove();
      removeOne(kind(ResourceType.EVENT), key);
    }
  }

  private String nextVersion() {
    version++;
    return Long.toString(version);
  }

  /** A uid need not be unguessable, and the JDK's secure random would cost its start-up time. */
  private static String randomUid() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return new UUID(
            (random.nextLong() & ~0xF000L) | 0x4000L,
            (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L)
        .toString();
  }

  private static Thread deliveryThread(Runnable delivery) {
    Thread thread = new Thread(delivery, "cortex-local-watch");
    thread.setDaemon(true);
    return thread;
  }
}
