package io.cortexlocal.inflight;

import io.cortexlocal.workload.sidecar.SidecarLoad;

/** Is told of replicas, and of each sample of their requests in flight. It must return soon. */
@FunctionalInterface
public interface InFlightListener {

  /** A replica was asked. */
  void sampled(String api, String replica, SidecarLoad load);

  /** A replica is asked from now on. */
  default void followed(String api, String replica) {}

  /** A replica is no longer asked. */
  default void left(String api, String replica) {}
}
