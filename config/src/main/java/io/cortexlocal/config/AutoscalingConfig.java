package io.cortexlocal.config;

import java.time.Duration;
import org.apiguardian.api.API;

/**
 * How the number of replicas follows the traffic.
 *
 * @param targetInFlight requests in flight per replica that the autoscaler aims at
 * @param window the time over which requests in flight are averaged, a multiple of 10 s
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record AutoscalingConfig(
    int minReplicas,
    int maxReplicas,
    int initReplicas,
    double targetInFlight,
    Duration window,
    Duration downscaleStabilizationPeriod,
    Duration upscaleStabilizationPeriod,
    double maxDownscaleFactor,
    double maxUpscaleFactor,
    double downscaleTolerance,
    double upscaleTolerance) {

  @API(status = API.Status.INTERNAL)
  public AutoscalingConfig {}
}
