package io.cortexlocal.deploy;

import io.cortexlocal.workload.WorkloadSettings;
import java.time.Duration;

/**
 * How an API is deployed.
 *
 * @param timeout from the first object to the last replica's readiness; images are not counted
 */
public record DeploySettings(WorkloadSettings workload, Duration timeout) {}
