package io.cortexlocal.cluster.embedded.kubelet;

import io.cortexlocal.cluster.Kubernetes.Subscription;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.cluster.embedded.store.ObjectStore;
import io.cortexlocal.time.Deadline;
import io.cortexlocal.time.Signal;
import io.cortexlocal.time.Time;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps up with the cluster's EndpointSlices. A change is passed on at once; those that follow
 * within {@link #GAP} are passed on together.
 */
final class ClusterNames implements AutoCloseable {

  static final Duration GAP = Duration.ofMillis(100);
  private static final Logger LOG = LoggerFactory.getLogger(ClusterNames.class);

  private final ObjectStore store;
  private final Time time;
  private final Executor threads;
  private final Runnable changed;
  private final Object reading = new Object();
  private final Subscription watch;
  private volatile ServiceNames current = ServiceNames.of(java.util.List.of());
  private final Signal progress = new Signal();
  private boolean due;
  private boolean passedOnBefore;
  private long passedOnAt;

  ClusterNames(ObjectStore store, Time time, Executor threads, Runnable changed) {
    this.store = store;
    this.time = time;
    this.threads = threads;
    this.changed = changed;
    watch =
        store.watch(
            ResourceType.ENDPOINT_SLICE, Optional.empty(), Map.of(), change -> changedOne());
  }

  /** Returns the names as they were passed on, or are about to be. */
  ServiceNames current() {
    return current;
  }

  /** Waits until a condition on what is passed on, and what becomes of that, holds. */
  boolean await(Deadline deadline, BooleanSupplier condition) throws InterruptedException {
    return progress.await(deadline, condition);
  }

  /** Says that a pod knows names that were passed on. */
  void known() {
    progress.changed();
  }

  /** Returns the names as they are this moment. */
  ServiceNames read() {
    synchronized (reading) {
      current =
          ServiceNames.of(store.list(ResourceType.ENDPOINT_SLICE, Optional.empty(), Map.of()));
      return current;
    }
  }

  private void changedOne() {
    Duration delay;
    synchronized (this) {
      if (due) {
        return;
      }
      due = true;
      delay = passedOnBefore ? GAP.minusNanos(time.nanos() - passedOnAt) : Duration.ZERO;
    }
    time.after(delay.isNegative() ? Duration.ZERO : delay, this::passOnSoon);
  }

  private void passOnSoon() {
    try {
      threads.execute(this::passOn);
    } catch (RejectedExecutionException e) {
      LOG.debug("names changed after the end", e);
    }
  }

  private void passOn() {
    synchronized (this) {
      due = false;
      passedOnBefore = true;
      passedOnAt = time.nanos();
    }
    read();
    changed.run();
    progress.changed();
  }

  @Override
  public void close() {
    watch.close();
  }
}
