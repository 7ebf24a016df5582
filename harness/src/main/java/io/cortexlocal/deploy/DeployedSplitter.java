package io.cortexlocal.deploy;

import io.cortexlocal.config.TrafficSplitterConfig;
import io.cortexlocal.operator.Operator;

/** A TrafficSplitter in a cluster. */
public final class DeployedSplitter implements AutoCloseable {

  private final TrafficSplitterConfig config;
  private final Operator operator;
  private final Claims claims;
  private final Claims.Claim claim;

  DeployedSplitter(
      TrafficSplitterConfig config, Operator operator, Claims claims, Claims.Claim claim) {
    this.config = config;
    this.operator = operator;
    this.claims = claims;
    this.claim = claim;
  }

  /** Returns the configuration that is deployed. */
  public TrafficSplitterConfig config() {
    return config;
  }

  /**
   * Takes it out of the cluster, unless it has been deployed once more since: it then belongs to
   * that deployment. What no deployment created stays, and so do its targets.
   */
  @Override
  public void close() {
    operator.remove(config.name(), claims.end(claim));
  }
}
