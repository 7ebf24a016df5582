package io.cortexlocal.http;

import java.util.Optional;

/**
 * An answer, as far as those care who ask within this machine.
 *
 * @param location of a redirect
 * @param body its beginning, as long as whoever asked wanted it at most
 * @param isWhole whether it is the whole of it, and its end is known to have come
 */
public record HttpAnswer(int status, Optional<String> location, String body, boolean isWhole) {

  /** Returns whether it says where else to look. */
  public boolean isRedirect() {
    return location.isPresent()
        && switch (status) {
          case 301, 302, 303, 307, 308 -> true;
          default -> false;
        };
  }
}
