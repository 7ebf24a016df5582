package io.cortexlocal.cli.running;

import java.net.URI;

/**
 * Where an {@code up} answers what Cortex's operator has no route for.
 *
 * @param token which a request has to bring along; it is told to nobody but this user
 */
public record UpAddress(URI uri, String token) {

  @Override
  public String toString() {
    return uri.toString();
  }
}
