package io.cortexlocal.junit;

import java.util.HashSet;
import java.util.Set;

/**
 * Keeps test classes that run at the same time from deploying APIs of the same name, which in a
 * cluster are the same API.
 */
final class ApiLeases {

  private final Set<String> taken = new HashSet<>();

  /**
   * Waits until all names are free, and takes them at once, so that no two can block each other.
   */
  ApiLease take(Set<String> names) throws InterruptedException {
    Set<String> wanted = Set.copyOf(names);
    synchronized (taken) {
      while (wanted.stream().anyMatch(taken::contains)) {
        taken.wait();
      }
      taken.addAll(wanted);
    }
    return () -> release(wanted);
  }

  private void release(Set<String> names) {
    synchronized (taken) {
      taken.removeAll(names);
      taken.notifyAll();
    }
  }
}
