package io.cortexlocal.timeline;

import io.cortexlocal.text.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Requests or probes that are alike, between two other events of a timeline; or one other event.
 *
 * @param first in time
 * @param alike what they have in common; empty for another event
 */
record TimelineGroup(TimelineEvent first, String alike, int count) {

  /** Returns the events as groups, in the order of their first ones. */
  static List<TimelineGroup> of(List<TimelineEvent> events) {
    List<TimelineGroup> groups = new ArrayList<>();
    Map<String, TimelineGroup> open = new LinkedHashMap<>();
    for (TimelineEvent event : events) {
      String alike = alike(event);
      if (alike.isEmpty()) {
        groups.addAll(open.values());
        open.clear();
        groups.add(new TimelineGroup(event, "", 1));
      } else {
        open.merge(
            event.replica() + " " + alike,
            new TimelineGroup(event, alike, 1),
            (group, one) -> new TimelineGroup(group.first(), alike, group.count() + 1));
      }
    }
    groups.addAll(open.values());
    return groups;
  }

  /** Returns whether it tells what became of a replica. */
  boolean stays() {
    return alike.isEmpty();
  }

  String text() {
    return "%d × %s".formatted(count, alike);
  }

  private static String alike(TimelineEvent event) {
    if (event instanceof TimelineEvent.Probe) {
      return TimelineText.of(event);
    } else if (event instanceof TimelineEvent.Request request) {
      return Printable.of(
          "%s %s → %d%s"
              .formatted(
                  request.method(),
                  request.path(),
                  request.status(),
                  request.refused()
                      ? ", refused, the queue was full"
                      : request.queued().isEmpty() ? ", never reached the container" : ""));
    }
    return "";
  }
}
