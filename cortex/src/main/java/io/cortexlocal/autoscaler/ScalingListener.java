package io.cortexlocal.autoscaler;

/** Is told of each decision of the autoscaler. */
@FunctionalInterface
public interface ScalingListener {

  /** Is told of one, before the Deployment is changed; it must return soon. */
  void decided(String api, ScalingDecision decision);
}
