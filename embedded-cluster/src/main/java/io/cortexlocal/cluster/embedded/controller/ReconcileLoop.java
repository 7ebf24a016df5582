package io.cortexlocal.cluster.embedded.controller;

import io.cortexlocal.time.Time;
import io.cortexlocal.time.Time.Timer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reconciles what has changed, one key after the other on a thread of its own. A key that is added
 * several times before its turn is reconciled once; one that fails is logged and tried again later,
 * at first after 100 ms, at last every 30 s.
 */
final class ReconcileLoop<K> implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ReconcileLoop.class);
  private static final Duration FIRST_RETRY = Duration.ofMillis(100);
  private static final Duration LAST_RETRY = Duration.ofSeconds(30);
  private static final Duration CLOSE = Duration.ofSeconds(5);

  private final String name;
  private final Consumer<K> reconcile;
  private final Time time;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Set<K> ready = new LinkedHashSet<>();
  private final Map<K, Later> later = new HashMap<>();
  private final Map<K, Duration> retries = new HashMap<>();
  private final Thread thread;
  private boolean closed;

  ReconcileLoop(String name, Time time, Consumer<K> reconcile) {
    this.name = name;
    this.time = time;
    this.reconcile = reconcile;
    this.thread = new Thread(this::run, "cortex-local-" + name);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  void add(K key) {
    lock.lock();
    try {
      ready.add(key);
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Adds a key after some time, unless it is to be added earlier anyway. */
  void addAfter(K key, Duration delay) {
    if (delay.isZero() || delay.isNegative()) {
      add(key);
      return;
    }
    long at = time.nanos() + delay.toNanos();
    lock.lock();
    try {
      Later before = later.get(key);
      if (closed || (before != null && before.at() - at <= 0)) {
        return;
      }
      if (before != null) {
        before.timer().cancel();
      }
      later.put(key, new Later(at, time.after(delay, () -> due(key, at))));
    } finally {
      lock.unlock();
    }
  }

  private void due(K key, long at) {
    lock.lock();
    try {
      Later now = later.get(key);
      if (now != null && now.at() == at) {
        later.remove(key);
      }
      add(key);
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    for (Optional<K> key = next(); key.isPresent(); key = next()) {
      reconcile(key.get());
    }
  }

  private void reconcile(K key) {
    try {
      reconcile.accept(key);
      retries.remove(key);
    } catch (RuntimeException | Error e) {
      if (isClosed()) {
        return;
      }
      Duration delay = retries.getOrDefault(key, FIRST_RETRY);
      Duration doubled = delay.multipliedBy(2);
      retries.put(key, doubled.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : doubled);
      LOG.error("{}: {} failed, and is tried again in {}", name, key, delay, e);
      addAfter(key, delay);
    }
  }

  private Optional<K> next() {
    lock.lock();
    try {
      while (!closed) {
        Iterator<K> keys = ready.iterator();
        if (keys.hasNext()) {
          K key = keys.next();
          keys.remove();
          return Optional.of(key);
        }
        changed.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
    return Optional.empty();
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** Ends the loop, once the key whose turn it is has been reconciled. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      later.values().forEach(one -> one.timer().cancel());
      later.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (Thread.currentThread() == thread) {
      return;
    }
    try {
      thread.join(CLOSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private record Later(long at, Timer timer) {}
}
