package io.cortexlocal.autoscaler;

import io.cortexlocal.config.schema.GoDuration;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/**
 * How many replicas the autoscaler asks for at one tick, and why.
 *
 * @param averageInFlight of all replicas together, over the window
 * @param current the replicas that the Deployment asked for until then
 * @param recommended what is remembered for stabilization
 * @param steps what changed the number on the way, in order
 * @param requested what the Deployment is to ask for
 */
public record ScalingDecision(
    ScalingParameters parameters,
    double averageInFlight,
    int current,
    int recommended,
    List<Step> steps,
    int requested) {

  public ScalingDecision {
    steps = List.copyOf(steps);
  }

  /**
   * A cap that changed the number of replicas.
   *
   * @param replicas what was left of it
   */
  public record Step(ScalingCap cap, int replicas) {}

  /** Returns whether the Deployment is to ask for another number. */
  public boolean scales() {
    return requested != current;
  }

  /** Returns whether a cap had a part in it. */
  public boolean isCappedBy(ScalingCap cap) {
    return steps.stream().anyMatch(step -> step.cap() == cap);
  }

  /** Returns the decision as one line that tells what led to it. */
  public String explain() {
    StringBuilder text = new StringBuilder();
    text.append(scales() ? current + " → " + requested : "stays at " + current)
        .append(requested == 1 ? " replica: " : " replicas: ")
        .append(decimal(averageInFlight))
        .append(" in flight on average over ")
        .append(GoDuration.format(parameters.window()))
        .append(", which at target_in_flight ")
        .append(decimal(parameters.targetInFlight()))
        .append(" is work for ")
        .append(decimal(averageInFlight / parameters.targetInFlight()));
    for (Step step : steps) {
      text.append("; ")
          .append(step.cap().field())
          .append(' ')
          .append(value(step.cap()))
          .append(" makes it ")
          .append(step.replicas());
    }
    return text.toString();
  }

  private String value(ScalingCap cap) {
    return switch (cap) {
      case DOWNSCALE_TOLERANCE -> decimal(parameters.downscaleTolerance());
      case UPSCALE_TOLERANCE -> decimal(parameters.upscaleTolerance());
      case MAX_DOWNSCALE_FACTOR -> decimal(parameters.maxDownscaleFactor());
      case MAX_UPSCALE_FACTOR -> decimal(parameters.maxUpscaleFactor());
      case MIN_REPLICAS -> Integer.toString(parameters.minReplicas());
      case MAX_REPLICAS -> Integer.toString(parameters.maxReplicas());
      case DOWNSCALE_STABILIZATION -> GoDuration.format(parameters.downscaleStabilizationPeriod());
      case UPSCALE_STABILIZATION -> GoDuration.format(parameters.upscaleStabilizationPeriod());
    };
  }

  private static String decimal(double value) {
    return BigDecimal.valueOf(value)
        .setScale(3, RoundingMode.HALF_EVEN)
        .stripTrailingZeros()
        .toPlainString();
  }
}
