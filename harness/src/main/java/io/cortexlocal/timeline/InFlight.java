package io.cortexlocal.timeline;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/** How many requests a container worked on, over time. Never changes. */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class InFlight {

  private final Map<Instant, Integer> steps;

  private InFlight(Map<Instant, Integer> steps) {
    this.steps = Collections.unmodifiableMap(steps);
  }

  /** Returns from each moment on the number of requests, until the next moment; in their order. */
  public Map<Instant, Integer> steps() {
    return steps;
  }

  /**
   * Counts requests from the moment when they reached the container until their answer's end. A
   * request that ends at a moment is gone before another that starts at it.
   */
  static InFlight of(Collection<TimelineEvent.Request> requests) {
    TreeMap<Instant, Integer> changes = new TreeMap<>();
    for (TimelineEvent.Request request : requests) {
      request
          .reachedContainer()
          .ifPresent(
              start -> {
                changes.merge(start, 1, Integer::sum);
                changes.merge(request.end(), -1, Integer::sum);
              });
    }
    TreeMap<Instant, Integer> steps = new TreeMap<>();
    int current = 0;
    for (Map.Entry<Instant, Integer> change : changes.entrySet()) {
      current += change.getValue();
      steps.put(change.getKey(), current);
    }
    return new InFlight(steps);
  }

  /** Returns {@link #max()} of requests, without the steps. */
  static int max(Collection<TimelineEvent.Request> requests) {
    long[] starts = new long[requests.size()];
    long[] ends = new long[requests.size()];
    int count = 0;
    for (TimelineEvent.Request request : requests) {
      if (request.hasReachedContainer()) {
        starts[count] = request.reachedNanos();
        ends[count] = request.endNanos();
        count++;
      }
    }
    Arrays.sort(starts, 0, count);
    Arrays.sort(ends, 0, count);
    int ended = 0;
    int max = 0;
    for (int started = 0; started < count; started++) {
      while (ended < count && ends[ended] <= starts[started]) {
        ended++;
      }
      max = Math.max(max, started + 1 - ended);
    }
    return max;
  }

  /** Returns the largest number of requests at a time, 0 when there were none. */
  public int max() {
    return steps.values().stream().mapToInt(Integer::intValue).max().orElse(0);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof InFlight that && steps.equals(that.steps);
  }

  @Override
  public int hashCode() {
    return steps.hashCode();
  }

  @Override
  public String toString() {
    return steps.toString();
  }
}
