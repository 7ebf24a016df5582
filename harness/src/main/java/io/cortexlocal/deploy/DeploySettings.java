package io.cortexlocal.deploy;

import io.cortexlocal.workload.WorkloadSettings;
import java.time.Duration;

/**
 * How an API is deployed.
 *
 * @param toleratedRestarts how often a container may be started again without its replica having
 *     become Ready, before the deployment is given up
 * @param timeout from the first object to the last replica's readiness; images are not counted
 */
public record DeploySettings(WorkloadSettings workload, Duration timeout, int toleratedRestarts) {

  /** What a deployment tolerates when nothing is said: it fails at the third end. */
  public static final int TOLERATED_RESTARTS = 2;

  public DeploySettings(WorkloadSettings workload, Duration timeout) {
    this(workload, timeout, TOLERATED_RESTARTS);
  }
}
