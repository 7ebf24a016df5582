package io.cortexlocal.cli.demo;

import io.cortexlocal.timeline.Timeline;
import io.cortexlocal.timeline.TimelineEvent.Request;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The most requests that a replica worked on, and kept waiting, in each second. */
final class RequestsPerSecond {

  /** Every request takes a moment from the sidecar to the container. */
  private static final Duration NOTICEABLE = Duration.ofMillis(10);

  private RequestsPerSecond() {}

  /**
   * Returns a heading and a line per second, from the second of the first request to that of the
   * last answer; nothing without requests. One mark stands for one request: {@code █} in flight,
   * {@code ░} in the queue for 10 ms or longer, {@code ×} refused in that second.
   */
  static List<String> lines(Timeline timeline, String replica, Instant origin) {
    List<Request> requests = timeline.requests(replica);
    if (requests.isEmpty()) {
      return List.of();
    }
    Map<Instant, Integer> working = timeline.inFlight(replica).steps();
    Map<Instant, Integer> waiting = waiting(requests);
    long first = second(origin, requests.get(0).at());
    long last =
        requests.stream().mapToLong(request -> second(origin, request.end())).max().orElse(first);
    List<String> lines = new ArrayList<>();
    lines.add("  in flight per second (█ worked on, ░ queued 10 ms or longer, × refused)");
    for (long second = first; second <= last; second++) {
      Instant from = origin.plusSeconds(second);
      int most = most(working, from);
      int queued = most(waiting, from);
      int refused = refused(requests, from);
      lines.add(
          String.format(
              Locale.ROOT,
              "  %4d s  %2d  %s",
              second,
              most,
              "█".repeat(most) + "░".repeat(queued) + "×".repeat(refused)));
    }
    return lines.stream().map(String::stripTrailing).toList();
  }

  private static Map<Instant, Integer> waiting(List<Request> requests) {
    TreeMap<Instant, Integer> changes = new TreeMap<>();
    for (Request request : requests) {
      request
          .reachedContainer()
          .filter(reached -> !reached.isBefore(request.at().plus(NOTICEABLE)))
          .ifPresent(
              reached -> {
                changes.merge(request.at(), 1, Integer::sum);
                changes.merge(reached, -1, Integer::sum);
              });
    }
    TreeMap<Instant, Integer> steps = new TreeMap<>();
    int current = 0;
    for (Map.Entry<Instant, Integer> change : changes.entrySet()) {
      current += change.getValue();
      steps.put(change.getKey(), current);
    }
    return steps;
  }

  private static int most(Map<Instant, Integer> steps, Instant from) {
    int atStart = 0;
    int most = 0;
    for (Map.Entry<Instant, Integer> step : steps.entrySet()) {
      if (!step.getKey().isAfter(from)) {
        atStart = step.getValue();
      } else if (step.getKey().isBefore(from.plusSeconds(1))) {
        most = Math.max(most, step.getValue());
      }
    }
    return Math.max(atStart, most);
  }

  private static int refused(List<Request> requests, Instant from) {
    return (int)
        requests.stream()
            .filter(Request::refused)
            .filter(request -> !request.at().isBefore(from))
            .filter(request -> request.at().isBefore(from.plusSeconds(1)))
            .count();
  }

  private static long second(Instant origin, Instant at) {
    return Duration.between(origin, at).toSeconds();
  }
}
