package io.cortexlocal.cluster.embedded.kubelet;

/** What came of probing a container once. */
sealed interface ProbeOutcome {

  /** The container is as it should be. */
  record Passed() implements ProbeOutcome {}

  /** It passes, with something to tell. */
  record Warned(String message) implements ProbeOutcome {}

  /** It is not as it should be. */
  record Failed(String output) implements ProbeOutcome {}

  /**
   * The probe could not be made; it counts neither as passed nor as failed.
   *
   * @param state as which the kubelet reports it, {@code failure} or {@code unknown}
   */
  record Errored(String state, String message) implements ProbeOutcome {}
}
