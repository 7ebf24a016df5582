package io.cortexlocal.cluster.embedded.store;

import io.cortexlocal.cluster.Kubernetes.Change;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One who follows the objects of a kind. Changes wait in a queue of its own, so that a slow watcher
 * holds up nobody, and are handed on one at a time.
 */
final class Watcher<T extends HasMetadata> {

  private static final Logger LOG = LoggerFactory.getLogger(Watcher.class);

  private final Optional<String> namespace;
  private final Predicate<? super T> selected;
  private final Consumer<Change<T>> changes;
  private final Executor executor;
  private final InstantSource clock;
  private final Queue<Change<T>> waiting = new ArrayDeque<>();
  private boolean running;
  private boolean closed;

  Watcher(
      Optional<String> namespace,
      Predicate<? super T> selected,
      Consumer<Change<T>> changes,
      Executor executor,
      InstantSource clock) {
    this.clock = clock;
    this.namespace = namespace;
    this.selected = selected;
    this.changes = changes;
    this.executor = executor;
  }

  /** Tells of an object that was there before this watcher. */
  void existing(T object) {
    if (selects(object)) {
      offer(new Change.Added<>(object));
    }
  }

  /** Tells of an object that is new. */
  void added(T object) {
    if (selects(object)) {
      offer(new Change.Added<>(object, now()));
    }
  }

  /** Tells of a change. An object that no longer has the labels is gone for this watcher. */
  void modified(T before, T after) {
    boolean had = selects(before);
    if (selects(after)) {
      offer(had ? new Change.Modified<>(after, now()) : new Change.Added<>(after, now()));
    } else if (had) {
      offer(new Change.Deleted<>(before, now()));
    }
  }

  /** Tells of an object that has been deleted, in its last state. */
  void deleted(T last) {
    if (selects(last)) {
      offer(new Change.Deleted<>(last, now()));
    }
  }

  /** Tells of a change that was before this watcher; when it was, nobody has noted. */
  void replay(ChangeHistory.Entry<T> entry) {
    T after = entry.after();
    boolean had = entry.before() != null && selects(entry.before());
    if (entry.deleted() || !selects(after)) {
      if (had) {
        offer(new Change.Deleted<>(entry.deleted() ? after : entry.before()));
      }
    } else {
      offer(had ? new Change.Modified<>(after) : new Change.Added<>(after));
    }
  }

  private Optional<Instant> now() {
    return Optional.of(clock.instant());
  }

  private boolean selects(T object) {
    return (namespace.isEmpty() || namespace.get().equals(object.getMetadata().getNamespace()))
        && selected.test(object);
  }

  private synchronized void offer(Change<T> change) {
    if (closed) {
      return;
    }
    waiting.add(change);
    if (!running) {
      running = true;
      executor.execute(this::deliver);
    }
  }

  private void deliver() {
    for (Change<T> change = next(); change != null; change = next()) {
      try {
        changes.accept(change);
      } catch (RuntimeException | Error e) {
        LOG.error(
            "a watcher failed on a change of {} {}",
            change.object().getKind(),
            change.object().getMetadata().getName(),
            e);
      }
    }
  }

  private synchronized Change<T> next() {
    Change<T> change = waiting.poll();
    if (change == null) {
      running = false;
    }
    return change;
  }

  /** No further change is handed on; one that is being handed on may still be under way. */
  synchronized void close() {
    closed = true;
    waiting.clear();
  }
}
