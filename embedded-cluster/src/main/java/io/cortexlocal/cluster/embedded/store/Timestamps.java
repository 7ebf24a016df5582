package io.cortexlocal.cluster.embedded.store;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times as the API server writes them. */
public final class Timestamps {

  private Timestamps() {}

  /** Returns a time in whole seconds of UTC, as RFC 3339 spells it. */
  public static String of(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
