package io.cortexlocal.deploy;

import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.time.Deadline;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
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

  private final Set<String> underWay = new HashSet<>();

  /**
   * Waits until no other turn has one of the APIs, and takes them all at once.
   *
   * @throws DeployException when the deadline passes first
   */
  synchronized Turn take(Collection<String> apis, Deadline deadline) {
    boolean said = false;
    for (List<String> busy = busy(apis); !busy.isEmpty(); busy = busy(apis)) {
      if (deadline.passed()) {
        throw new DeployException(
            """
            API %s was not deployed: another deployment of it has not ended within %s s.
            Try: one deployment after the other, or a longer cortex.local.timeout."""
                .formatted(busy.get(0), deadline.budget().toMillis() / 1e3));
      }
      if (!said) {
        said = true;
        LOG.info("waiting for another deployment of {} to end", String.join(", ", busy));
      }
      await(deadline, busy);
    }
    underWay.addAll(apis);
    return new Turn(Set.copyOf(apis));
  }

  private List<String> busy(Collection<String> apis) {
    return apis.stream().filter(underWay::contains).toList();
  }

  private void await(Deadline deadline, List<String> busy) {
    try {
      TimeUnit.NANOSECONDS.timedWait(this, deadline.left().toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException(
          "interrupted while waiting for another deployment of " + String.join(", ", busy), e);
    }
  }

  private synchronized void end(Set<String> apis) {
    underWay.removeAll(apis);
    notifyAll();
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
