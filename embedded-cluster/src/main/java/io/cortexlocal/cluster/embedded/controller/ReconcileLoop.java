package io.cortexlocal.cluster.embedded.controller;

import io.cortexlocal.time.Ticker;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
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
  private final Ticker ticker = Ticker.system();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Set<K> ready = new LinkedHashSet<>();
  private final Map<K, Long> later = new HashMap<>();
  private final Map<K, Duration> retries = new HashMap<>();
  private final Thread thread;
  private boolean closed;

  ReconcileLoop(String name, Consumer<K> reconcile) {
    this.name = name;
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
    lock.lock();
    try {
      later.merge(key, ticker.nanos() + delay.toNanos(), Math::min);
      changed.signal();
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
        long wait = takeDue();
        Iterator<K> keys = ready.iterator();
        if (keys.hasNext()) {
          K key = keys.next();
          keys.remove();
          return Optional.of(key);
        }
        changed.awaitNanos(wait);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
    return Optional.empty();
  }

  private long takeDue() {
    long now = ticker.nanos();
    long wait = TimeUnit.HOURS.toNanos(1);
    for (Iterator<Map.Entry<K, Long>> entries = later.entrySet().iterator(); entries.hasNext(); ) {
      Map.Entry<K, Long> entry = entries.next();
      long left = entry.getValue() - now;
      if (left <= 0) {
        ready.add(entry.getKey());
        entries.remove();
      } else {
        wait = Math.min(wait, left);
      }
    }
    return wait;
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
}
