package io.cortexlocal.cli.demo;

import io.cortexlocal.config.PodConfig;
import io.cortexlocal.timeline.Timeline;
import io.cortexlocal.timeline.TimelineEvent;
import io.cortexlocal.timeline.TimelineText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An API's timeline as a page for people. */
final class TimelineReport {

  private TimelineReport() {}

  /**
   * Returns the events of each replica in their order, refusals that follow each other as one line,
   * and how many requests it had in each second.
   *
   * @param origin the moment that seconds are counted from, not after the first event
   */
  static String of(Timeline timeline, PodConfig pod, Instant origin) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s: max_concurrency %d, max_queue_length %d"
            .formatted(timeline.api(), pod.maxConcurrency(), pod.maxQueueLength()));
    for (String replica : timeline.replicas()) {
      lines.add("  " + replica);
      lines.addAll(events(timeline, replica, origin));
      lines.addAll(RequestsPerSecond.lines(timeline, replica, origin));
    }
    return String.join(System.lineSeparator(), lines);
  }

  private static List<String> events(Timeline timeline, String replica, Instant origin) {
    List<String> lines = new ArrayList<>();
    List<TimelineEvent.Request> refusals = new ArrayList<>();
    for (TimelineEvent event : timeline.events()) {
      if (!event.replica().equals(replica)) {
        continue;
      }
      if (event instanceof TimelineEvent.Request request && request.refused()) {
        refusals.add(request);
        continue;
      }
      flush(refusals, origin, lines);
      lines.add(line(origin, event.at(), text(event)));
    }
    flush(refusals, origin, lines);
    return lines;
  }

  private static void flush(
      List<TimelineEvent.Request> refusals, Instant origin, List<String> lines) {
    if (!refusals.isEmpty()) {
      TimelineEvent.Request first = refusals.get(0);
      lines.add(
          line(
              origin,
              first.at(),
              "%d × %s %s → %d  refused, the queue was full"
                  .formatted(refusals.size(), first.method(), first.path(), first.status())));
      refusals.clear();
    }
  }

  private static String line(Instant origin, Instant at, String text) {
    return String.format(
        Locale.ROOT, "  %8.3f s  %s", Duration.between(origin, at).toNanos() / 1e9, text);
  }

  private static String text(TimelineEvent event) {
    if (event instanceof TimelineEvent.Request request) {
      return "%s %s → %d  %s"
          .formatted(request.method(), request.path(), request.status(), outcome(request));
    }
    return TimelineText.of(event);
  }

  private static String outcome(TimelineEvent.Request request) {
    Duration all = Duration.between(request.at(), request.end());
    return request
        .queued()
        .map(
            queued ->
                "queued %s, worked on %s"
                    .formatted(
                        TimelineText.seconds(queued), TimelineText.seconds(all.minus(queued))))
        .orElse("never reached the container");
  }
}
