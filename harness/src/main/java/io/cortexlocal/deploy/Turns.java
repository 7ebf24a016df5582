package io.cortexlocal.deploy;

import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.time.Deadline;
import io.cortexlocal.time.Signal;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets one deployment of an API at a time be under way: of two at once, neither could tell whether
 * it came up, since each replaces what the other waits for.
 *
 * <p>Safe for use by several threads.
 */
final class Turns {

  private static final Logger LOG = LoggerFactory.getLogger(Turns.class);

  private final Signal ended = new Signal();
  private final Set<String> underWay = new HashSet<>();

  /**
   * Waits until no other turn has one of the APIs, and takes them all at once.
   *
   * @throws DeployException when the deadline passes first
   */
  Turn take(Collection<String> apis, Deadline deadline) {
    List<String> busy = begin(apis);
    if (!busy.isEmpty()) {
      LOG.info("waiting for another deployment of {} to end", String.join(", ", busy));
      await(apis, busy, deadline);
    }
    return new Turn(Set.copyOf(apis));
  }

  private void await(Collection<String> apis, List<String> busy, Deadline deadline) {
    AtomicReference<List<String>> last = new AtomicReference<>(busy);
    try {
      boolean begun =
          ended.await(
              deadline,
              () -> {
                List<String> now = begin(apis);
                if (!now.isEmpty()) {
                  last.set(now);
                }
                return now.isEmpty();
              });
      if (!begun) {
        throw new DeployException(
            """
            API %s was not deployed: another deployment of it has not ended within %s s.
            Try: one deployment after the other, or a longer cortex.local.timeout."""
                .formatted(last.get().get(0), deadline.budget().toMillis() / 1e3));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException(
          "interrupted while waiting for another deployment of " + String.join(", ", last.get()),
          e);
    }
  }

  /** Takes them all, or none and returns those that are under way. */
  private synchronized List<String> begin(Collection<String> apis) {
    List<String> busy = apis.stream().filter(underWay::contains).toList();
    if (busy.isEmpty()) {
      underWay.addAll(apis);
    }
    return busy;
  }

  private void end(Set<String> apis) {
    synchronized (this) {
      underWay.removeAll(apis);
    }
    ended.changed();
  }

  /** The right to deploy some APIs, until it is closed. */
  final class Turn implements AutoCloseable {

    private final Set<String> apis;

    private Turn(Set<String> apis) {
      this.apis = apis;
    }

    @Override
    public void close() {
      end(apis);
    }
  }
}
