package io.cortexlocal.inflight;

/**
 * One replica's {@code cortex_in_flight_requests}: 0 at first, and from each report on the mean of
 * the samples since the one before, 0 if there were none.
 */
final class InFlightGauge {

  private long sum;
  private int samples;
  private double value;
  private boolean answered;
  private boolean silent;

  synchronized void sample(int inFlight) {
    answered = true;
    silent = false;
    sum += inFlight;
    samples++;
  }

  /** Reports, and returns whether there was a sample since the report before. */
  synchronized boolean report() {
    boolean sampled = samples > 0;
    silent = answered && !sampled;
    value = samples == 0 ? 0 : (double) sum / samples;
    sum = 0;
    samples = 0;
    return sampled;
  }

  /** Returns whether there was no sample for the last report, nor since, and was one before. */
  synchronized boolean isSilent() {
    return silent;
  }

  synchronized double value() {
    return value;
  }
}
