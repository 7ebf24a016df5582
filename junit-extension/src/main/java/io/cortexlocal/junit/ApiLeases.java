package io.cortexlocal.junit;

import io.cortexlocal.settings.Setting;
import io.cortexlocal.time.Deadline;
import io.cortexlocal.time.Signal;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/**
 * Keeps test classes that run at the same time from deploying APIs of the same name, which in a
 * cluster are the same API.
 *
 * <p>A class takes the names of its nested classes together with its own, and they take theirs from
 * those. So no class waits for a name while it holds another, and no two can block each other.
 */
final class ApiLeases {

  /** The longest wait. */
  static final Setting<Duration> SETTING =
      Setting.duration(
          "cortex.local.lease-timeout",
          "30m",
          "for another class to be done with an API of the same name");

  private final Map<String, String> holders = new HashMap<>();
  private final Signal released = new Signal();
  private final Optional<ApiLeases> around;
  private final Set<String> reserved;

  ApiLeases() {
    this.around = Optional.empty();
    this.reserved = Set.of();
  }

  private ApiLeases(ApiLeases around, Set<String> reserved) {
    this.around = Optional.of(around);
    this.reserved = Set.copyOf(reserved);
  }

  /** Returns leases for classes that are nested in the one that took these names. */
  ApiLeases within(Set<String> taken) {
    return new ApiLeases(this, taken);
  }

  /**
   * Waits until all names are free, and takes them at once.
   *
   * @param holder who wants them, for the messages of others
   * @throws ExtensionConfigurationException when the deadline passes, naming who has them
   */
  ApiLease take(Set<String> names, String holder, Deadline deadline) throws InterruptedException {
    if (around.isEmpty() || reserved.containsAll(names)) {
      return takeAll(Set.copyOf(names), holder, deadline);
    }
    Set<String> elsewhere = new HashSet<>(names);
    elsewhere.removeAll(reserved);
    Set<String> here = new HashSet<>(names);
    here.retainAll(reserved);
    ApiLease outer = around.get().take(elsewhere, holder, deadline);
    try {
      ApiLease inner = takeAll(here, holder, deadline);
      return () -> {
        inner.close();
        outer.close();
      };
    } catch (RuntimeException | Error | InterruptedException e) {
      outer.close();
      throw e;
    }
  }

  private ApiLease takeAll(Set<String> wanted, String holder, Deadline deadline)
      throws InterruptedException {
    if (!released.await(deadline, () -> takeNow(wanted, holder))) {
      throw new ExtensionConfigurationException(
          """
          %s waited %s to deploy what other classes have deployed: %s
          Try: APIs of other names, or a longer %s."""
              .formatted(holder, deadline.budget(), holdersOf(wanted), SETTING));
    }
    AtomicBoolean closed = new AtomicBoolean();
    return () -> {
      if (closed.compareAndSet(false, true)) {
        release(wanted);
      }
    };
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
