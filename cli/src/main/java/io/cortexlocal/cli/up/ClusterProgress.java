package io.cortexlocal.cli.up;

import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.config.RealtimeApiConfig;
import io.cortexlocal.observe.Rollout;
import io.cortexlocal.observe.Rollouts;
import io.cortexlocal.time.Signal;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * That of the APIs of this process's cluster.
 *
 * @param ending whether the cluster is being ended by this process
 */
record ClusterProgress(Rollouts rollouts, BooleanSupplier ending) implements ApiProgress {

  @Override
  public Signal signal() {
    return rollouts.signal();
  }

  @Override
  public void requireAlive() {
    if (ending.getAsBoolean()) {
      throw new ClusterException("the cluster is being ended");
    }
    rollouts.requireAlive();
  }

  @Override
  public Optional<Rollout> of(String api) {
    return rollouts.of(api);
  }

  @Override
  public Optional<String> hopeless(String api) {
    return rollouts.hopeless(api);
  }

  @Override
  public String describe(String api) {
    return rollouts.describe(api);
  }

  @Override
  public String hint(RealtimeApiConfig api) {
    return rollouts.hint(api);
  }
}
