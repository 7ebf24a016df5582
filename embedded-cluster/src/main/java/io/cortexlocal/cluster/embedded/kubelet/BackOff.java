package io.cortexlocal.cluster.embedded.kubelet;

import java.time.Duration;

/**
 * Ever longer pauses between tries: none before the first repetition, then 10 s, 20 s and so on up
 * to 5 min; from the start again once a try has lasted longer than 10 min. Kubernetes' defaults.
 */
final class BackOff {

  static final Duration FIRST = Duration.ofSeconds(10);
  static final Duration LONGEST = Duration.ofMinutes(5);
  static final Duration RECOVERED_AFTER = LONGEST.multipliedBy(2);

  private Duration pause = Duration.ZERO;
  private long triedAt;

  /** Returns the pause as a whole, zero before the first repetition. */
  Duration pause() {
    return pause;
  }

  /**
   * Returns what is left of the pause.
   *
   * @param endedAt when the last try ended, in a ticker's nanoseconds
   */
  Duration left(long endedAt, long now) {
    if (recovered(endedAt)) {
      return Duration.ZERO;
    }
    Duration left = pause.minusNanos(now - endedAt);
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** Says that a next try begins now. */
  void trying(long endedAt, long now) {
    if (pause.isZero() || recovered(endedAt)) {
      pause = FIRST;
    } else {
      Duration twice = pause.multipliedBy(2);
      pause = twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
    }
    triedAt = now;
  }

  private boolean recovered(long endedAt) {
    return Duration.ofNanos(endedAt - triedAt).compareTo(RECOVERED_AFTER) > 0;
  }
}
