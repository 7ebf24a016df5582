package io.cortexlocal.cluster.embedded.kubelet;

import java.util.Optional;

/**
 * An answer, as far as a probe cares.
 *
 * @param location of a redirect
 * @param body at most its first 10 KiB
 */
record HttpResponse(int status, Optional<String> location, String body) {

  /** Returns whether it says where else to look. */
  boolean isRedirect() {
    return location.isPresent()
        && switch (status) {
          case 301, 302, 303, 307, 308 -> true;
          default -> false;
        };
  }
}
