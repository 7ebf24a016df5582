package io.cortexlocal.autoscaler;

import io.cortexlocal.autoscaler.ScalingDecision.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Decides how many replicas an API gets, as Cortex 0.42's autoscaler does, step by step: tolerance,
 * factors, bounds, stabilization. Comparisons at the edge of a tolerance are strict, and of
 * doubles, as there.
 */
public final class ScalingRule {

  private final ScalingParameters parameters;
  private final int current;
  private final double average;
  private final List<Step> steps = new ArrayList<>();
  private int replicas;

  private ScalingRule(ScalingParameters parameters, int current, double average) {
    this.parameters = parameters;
    this.current = current;
    this.average = average;
  }

  /**
   * Decides.
   *
   * @param current the replicas that the Deployment asks for, not negative
   * @param average the requests in flight of all replicas together, over the window
   * @param earlier what was recommended before, this tick's not included
   * @param now by the ticker of {@code earlier}
   */
  public static ScalingDecision decide(
      ScalingParameters parameters,
      int current,
      double average,
      Recommendations earlier,
      long now) {
    return new ScalingRule(parameters, current, average).decide(earlier, now);
  }

  private ScalingDecision decide(Recommendations earlier, long now) {
    recommend();
    int recommended = replicas;
    stabilize(earlier.with(now, recommended, parameters.memory()), now);
    return new ScalingDecision(parameters, average, current, recommended, steps, replicas);
  }

  private void recommend() {
    double wanted = average / parameters.targetInFlight();
    replicas = (int) Math.ceil(wanted);
    if (wanted < current && wanted > current * (1 - parameters.downscaleTolerance())) {
      become(current, ScalingCap.DOWNSCALE_TOLERANCE);
    }
    if (wanted > current && wanted < current * (1 + parameters.upscaleTolerance())) {
      become(current, ScalingCap.UPSCALE_TOLERANCE);
    }
    int floor = Math.min(current - 1, (int) Math.ceil(current * parameters.maxDownscaleFactor()));
    become(Math.max(replicas, floor), ScalingCap.MAX_DOWNSCALE_FACTOR);
    int ceiling = Math.max(current + 1, (int) Math.ceil(current * parameters.maxUpscaleFactor()));
    become(Math.min(replicas, ceiling), ScalingCap.MAX_UPSCALE_FACTOR);
    become(Math.max(replicas, parameters.minReplicas()), ScalingCap.MIN_REPLICAS);
    become(Math.min(replicas, parameters.maxReplicas()), ScalingCap.MAX_REPLICAS);
  }

  private void stabilize(Recommendations all, long now) {
    if (replicas < current) {
      Duration period = parameters.downscaleStabilizationPeriod();
      int least = Math.min(all.most(period, now).orElse(replicas), current);
      become(
          all.isYoungerThan(period, now) ? current : Math.max(replicas, least),
          ScalingCap.DOWNSCALE_STABILIZATION);
    } else if (replicas > current) {
      Duration period = parameters.upscaleStabilizationPeriod();
      int most = Math.max(all.fewest(period, now).orElse(replicas), current);
      become(
          all.isYoungerThan(period, now) ? current : Math.min(replicas, most),
          ScalingCap.UPSCALE_STABILIZATION);
    }
  }

  private void become(int other, ScalingCap cap) {
    if (other != replicas) {
      replicas = other;
      steps.add(new Step(cap, other));
    }
  }
}
