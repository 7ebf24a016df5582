package io.cortexlocal.autoscaler;

/** What keeps a decision from what the requests in flight alone would ask for. */
public enum ScalingCap {
  DOWNSCALE_TOLERANCE("downscale_tolerance"),
  UPSCALE_TOLERANCE("upscale_tolerance"),
  MAX_DOWNSCALE_FACTOR("max_downscale_factor"),
  MAX_UPSCALE_FACTOR("max_upscale_factor"),
  MIN_REPLICAS("min_replicas"),
  MAX_REPLICAS("max_replicas"),
  DOWNSCALE_STABILIZATION("downscale_stabilization_period"),
  UPSCALE_STABILIZATION("upscale_stabilization_period");

  private final String field;

  ScalingCap(String field) {
    this.field = field;
  }

  /** Returns the field of {@code autoscaling} that sets it. */
  public String field() {
    return field;
  }
}
