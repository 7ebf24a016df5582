package io.cortexlocal.junit;

import io.cortexlocal.CortexLocal;
import io.cortexlocal.settings.Settings;

/** The cluster that all test classes of a launcher session share, started by the first. */
final class SessionCluster implements AutoCloseable {

  private final ApiLeases leases = new ApiLeases();
  private CortexLocal local;
  private RuntimeException failure;

  /** Starts the cluster once. A failed start is not tried again: each class reports it. */
  synchronized CortexLocal get(Settings settings) {
    if (failure != null) {
      throw failure;
    }
    if (local == null) {
      try {
        local = CortexLocal.start(settings);
      } catch (RuntimeException e) {
        failure = e;
        throw e;
      }
    }
    return local;
  }

  ApiLeases leases() {
    return leases;
  }

  @Override
  public synchronized void close() {
    if (local != null) {
      local.close();
    }
  }
}
