package io.cortexlocal.inflight;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.OptionalDouble;

/** What a gauge was at each scrape. Moments are those of one ticker, in nanoseconds. */
final class GaugeSeries {

  private final Deque<Scraped> scraped = new ArrayDeque<>();

  void add(long at, double value) {
    scraped.addLast(new Scraped(at, value));
  }

  /** Forgets what was scraped at a moment or before, and returns whether nothing is left. */
  boolean forget(long until) {
    while (!scraped.isEmpty() && scraped.getFirst().at() - until <= 0) {
      scraped.removeFirst();
    }
    return scraped.isEmpty();
  }

  /**
   * Returns the average over all replicas together of what was scraped after a moment, as Cortex
   * asks Prometheus for it: the sum of all samples through the most that one of them has. So a
   * sample that is missing counts as zero, and a replica that is gone counts for as long as the
   * window reaches back to it.
   *
   * @return empty when nothing was scraped
   */
  static OptionalDouble average(Collection<GaugeSeries> all, long after) {
    double sum = 0;
    long most = 0;
    for (GaugeSeries series : all) {
      long count = 0;
      for (Scraped one : series.scraped) {
        if (one.at() - after > 0) {
          sum += one.value();
          count++;
        }
      }
      most = Math.max(most, count);
    }
    return most == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / most);
  }

  private record Scraped(long at, double value) {}
}
