package io.cortexlocal.autoscaler;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * What has been recommended for an API since its loop began, as far back as is remembered. Moments
 * are those of one ticker, in nanoseconds.
 */
public final class Recommendations {

  private final long began;
  private final List<Recommendation> all;

  private Recommendations(long began, List<Recommendation> all) {
    this.began = began;
    this.all = all;
  }

  /** Returns the memory of a loop that begins now, which is empty. */
  public static Recommendations beginning(long now) {
    return new Recommendations(now, List.of());
  }

  /** Returns these and a new one, without those that are older than what is to be remembered. */
  public Recommendations with(long now, int replicas, Duration memory) {
    List<Recommendation> kept = new ArrayList<>();
    for (Recommendation one : all) {
      if (now - one.at() <= memory.toNanos()) {
        kept.add(one);
      }
    }
    kept.add(new Recommendation(now, replicas));
    return new Recommendations(began, List.copyOf(kept));
  }

  /** Returns whether the loop has not gone on for so long yet. */
  boolean isYoungerThan(Duration period, long now) {
    return now - began < period.toNanos();
  }

  /** Returns the most replicas that were recommended within a period until now. */
  OptionalInt most(Duration period, long now) {
    return within(period, now).max();
  }

  /** Returns the fewest replicas that were recommended within a period until now. */
  OptionalInt fewest(Duration period, long now) {
    return within(period, now).min();
  }

  private IntStream within(Duration period, long now) {
    return all.stream()
        .filter(one -> now - one.at() <= period.toNanos())
        .mapToInt(Recommendation::replicas);
  }

  private record Recommendation(long at, int replicas) {}
}
