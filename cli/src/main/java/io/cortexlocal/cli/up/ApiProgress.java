package io.cortexlocal.cli.up;

import io.cortexlocal.config.RealtimeApiConfig;
import io.cortexlocal.observe.Rollout;
import io.cortexlocal.time.Signal;
import java.util.Optional;

/** What becomes of the APIs that an operator has taken. */
interface ApiProgress {

  /** Returns what tells of news. */
  Signal signal();

  /**
   * Makes sure that the cluster is still there.
   *
   * @throws io.cortexlocal.cluster.ClusterException saying what is gone, or that it is being ended
   */
  void requireAlive();

  /** Returns how far an API is at this moment; empty when it is not deployed. */
  Optional<Rollout> of(String api);

  /** Returns why an API will not become Ready as it is now; empty as long as one may hope. */
  Optional<String> hopeless(String api);

  /** Returns the state of each replica of an API, its last events, and its last lines of log. */
  String describe(String api);

  /** Returns what to try when an API does not come up. */
  String hint(RealtimeApiConfig api);
}
