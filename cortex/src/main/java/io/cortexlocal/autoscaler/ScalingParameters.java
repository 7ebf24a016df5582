package io.cortexlocal.autoscaler;

import io.cortexlocal.config.schema.GoDuration;
import io.cortexlocal.workload.Names;
import java.time.Duration;
import java.util.Map;

/**
 * What an API's {@code autoscaling} says, as the annotations of its Deployment tell it.
 *
 * @param targetInFlight the requests in flight per replica that are aimed at
 * @param window over which requests in flight are averaged
 */
public record ScalingParameters(
    int minReplicas,
    int maxReplicas,
    double targetInFlight,
    Duration window,
    Duration downscaleStabilizationPeriod,
    Duration upscaleStabilizationPeriod,
    double maxDownscaleFactor,
    double maxUpscaleFactor,
    double downscaleTolerance,
    double upscaleTolerance) {

  /**
   * Reads the annotations that Cortex's autoscaler reads.
   *
   * @throws IllegalArgumentException naming one that is missing or is no number or duration
   */
  public static ScalingParameters of(Map<String, String> annotations) {
    return new ScalingParameters(
        whole(annotations, Names.ANNOTATION_MIN_REPLICAS),
        whole(annotations, Names.ANNOTATION_MAX_REPLICAS),
        number(annotations, Names.ANNOTATION_TARGET_IN_FLIGHT),
        duration(annotations, Names.ANNOTATION_WINDOW),
        duration(annotations, Names.ANNOTATION_DOWNSCALE_STABILIZATION_PERIOD),
        duration(annotations, Names.ANNOTATION_UPSCALE_STABILIZATION_PERIOD),
        number(annotations, Names.ANNOTATION_MAX_DOWNSCALE_FACTOR),
        number(annotations, Names.ANNOTATION_MAX_UPSCALE_FACTOR),
        number(annotations, Names.ANNOTATION_DOWNSCALE_TOLERANCE),
        number(annotations, Names.ANNOTATION_UPSCALE_TOLERANCE));
  }

  /** Returns how far back recommendations matter. */
  Duration memory() {
    return downscaleStabilizationPeriod.compareTo(upscaleStabilizationPeriod) > 0
        ? downscaleStabilizationPeriod
        : upscaleStabilizationPeriod;
  }

  private static int whole(Map<String, String> annotations, String name) {
    String text = text(annotations, name);
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "annotation %s is no whole number: %s".formatted(name, text), e);
    }
  }

  private static double number(Map<String, String> annotations, String name) {
    String text = text(annotations, name);
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("annotation %s is no number: %s".formatted(name, text), e);
    }
  }

  private static Duration duration(Map<String, String> annotations, String name) {
    String text = text(annotations, name);
    try {
      return GoDuration.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "annotation %s is no duration: %s".formatted(name, text), e);
    }
  }

  private static String text(Map<String, String> annotations, String name) {
    String text = annotations.get(name);
    if (text == null) {
      throw new IllegalArgumentException("annotation %s is missing".formatted(name));
    }
    return text;
  }
}
