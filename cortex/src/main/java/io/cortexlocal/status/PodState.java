package io.cortexlocal.status;

/** The states of a pod that Cortex 0.42 tells apart. */
public enum PodState {
  PENDING("Pending"),
  STALLED("Stalled"),
  CREATING("Creating"),
  NOT_READY("NotReady"),
  READY("Ready"),
  ERR_IMAGE_PULL("ErrImagePull"),
  TERMINATING("Terminating"),
  FAILED("Failed"),
  KILLED("Killed"),
  KILLED_OOM("KilledOOM"),
  SUCCEEDED("Succeeded"),
  UNKNOWN("Unknown");

  private final String text;

  PodState(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
