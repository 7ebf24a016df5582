package io.cortexlocal.junit;

import io.cortexlocal.time.Deadline;
import io.cortexlocal.time.Signal;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/**
 * Keeps test classes that run at the same time from deploying APIs of the same name, which in a
 * cluster are the same API.
 */
final class ApiLeases {

  /** The setting for the longest wait. */
  static final String SETTING = "cortex.local.lease-timeout";

  private final Map<String, String> holders = new HashMap<>();
  private final Signal released = new Signal();

  /**
   * Waits until all names are free, and takes them at once, so that no two can block each other.
   *
   * @param holder who wants them, for the messages of others
   * @throws ExtensionConfigurationException when the deadline passes, naming who has them
   */
  ApiLease take(Set<String> names, String holder, Deadline deadline) throws InterruptedException {
    Set<String> wanted = Set.copyOf(names);
    if (!released.await(deadline, () -> takeNow(wanted, holder))) {
      throw new ExtensionConfigurationException(
          """
          %s waited %s to deploy what other classes have deployed: %s
          Try: APIs of other names, or a longer %s."""
              .formatted(holder, deadline.budget(), holdersOf(wanted), SETTING));
    }
    return () -> release(wanted);
  }

  private synchronized boolean takeNow(Set<String> wanted, String holder) {
    if (wanted.stream().anyMatch(holders::containsKey)) {
      return false;
    }
    wanted.forEach(name -> holders.put(name, holder));
    return true;
  }

  private synchronized String holdersOf(Set<String> wanted) {
    return wanted.stream()
        .filter(holders::containsKey)
        .sorted()
        .map(name -> name + " by " + holders.get(name))
        .collect(Collectors.joining(", "));
  }

  private void release(Set<String> names) {
    synchronized (this) {
      holders.keySet().removeAll(names);
    }
    released.changed();
  }
}
