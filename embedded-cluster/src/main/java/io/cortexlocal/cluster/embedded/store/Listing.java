package io.cortexlocal.cluster.embedded.store;

import java.util.List;

/**
 * Objects as they were at one moment.
 *
 * @param items sorted by namespace and name
 * @param version the store's, from which a watch goes on
 */
public record Listing<T>(List<T> items, long version) {

  public Listing {
    items = List.copyOf(items);
  }
}
