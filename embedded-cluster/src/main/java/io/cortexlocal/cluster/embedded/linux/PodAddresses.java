package io.cortexlocal.cluster.embedded.linux;

import io.cortexlocal.cluster.embedded.runtime.RuntimeFailure;
import java.util.HashSet;
import java.util.Set;

/**
 * Gives pods their addresses, from 10.42.0.2 to 10.42.255.254 in turn, so that one is not used
 * again soon.
 */
final class PodAddresses {

  private static final int FIRST = 2;
  private static final int LAST = 0xfffe;

  private final Set<Integer> taken = new HashSet<>();
  private int next = FIRST;

  /** Returns an address that no pod has. */
  synchronized String take() {
    for (int tried = FIRST; tried <= LAST; tried++) {
      int host = next;
      next = host == LAST ? FIRST : host + 1;
      if (taken.add(host)) {
        return "10.42." + (host >> 8) + "." + (host & 0xff);
      }
    }
    throw new RuntimeFailure("No address of 10.42.0.0/16 is free for a pod.");
  }

  /** Takes back the address of a pod that is gone. */
  synchronized void free(String address) {
    String[] parts = address.split("\\.", -1);
    taken.remove(Integer.parseInt(parts[2]) << 8 | Integer.parseInt(parts[3]));
  }
}
