package io.cortexlocal.inflight;

import io.cortexlocal.workload.sidecar.SidecarLoad;
import java.util.Optional;

/**
 * Is told of replicas, and of each sample of their requests in flight. It must return soon, and
 * takes no lock that is held while the gauges are called.
 */
@FunctionalInterface
public interface InFlightListener {

  /**
   * A replica was asked, once it is followed and before it is left.
   *
   * @param load empty when it did not answer
   */
  void sampled(String api, String replica, Optional<SidecarLoad> load);

  /** A replica is asked from now on. */
  default void followed(String api, String replica) {}

  /** A replica is no longer asked. */
  default void left(String api, String replica) {}
}
