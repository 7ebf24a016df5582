package io.cortexlocal.observe;

import io.cortexlocal.timeline.TimelineEvent;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The events of one API, the last million of its requests and the last of the others. What was
 * dropped leaves an event behind.
 *
 * <p>Not safe for use by several threads.
 */
final class EventLedger {

  /** How many requests are kept. */
  static final int MOST_REQUESTS = 1_000_000;

  private static final int MOST_OTHERS = 20_000;
  private static final int MOST_TEXTS = 1_000;

  private final Kept requests;
  private final Kept others;
  private final Map<String, String> texts = new HashMap<>();

  EventLedger() {
    this(MOST_REQUESTS, MOST_OTHERS);
  }

  EventLedger(int mostRequests, int mostOthers) {
    this.requests = new Kept(mostRequests, "requests");
    this.others = new Kept(mostOthers, "events");
  }

  void add(TimelineEvent event) {
    boolean traffic =
        event instanceof TimelineEvent.Request || event instanceof TimelineEvent.Probe;
    (traffic ? requests : others).add(event);
  }

  /** Returns one object for texts that are the same, as methods and paths mostly are. */
  String shared(String text) {
    if (texts.size() >= MOST_TEXTS) {
      texts.clear();
    }
    return texts.computeIfAbsent(text, same -> same);
  }

  List<TimelineEvent> events() {
    List<TimelineEvent> all = new ArrayList<>(others.events.size() + requests.events.size() + 2);
    all.addAll(others.events);
    all.addAll(requests.events);
    others.addLoss(all);
    requests.addLoss(all);
    return all;
  }

  private static final class Kept {

    private final int most;
    private final String what;
    private final Deque<TimelineEvent> events = new ArrayDeque<>();
    private long dropped;
    private Instant lastDropped = Instant.MIN;
    private String replica = "";

    Kept(int most, String what) {
      this.most = most;
      this.what = what;
    }

    void add(TimelineEvent event) {
      events.add(event);
      if (events.size() > most) {
        TimelineEvent oldest = events.remove();
        dropped++;
        lastDropped = oldest.at();
        replica = oldest.replica();
      }
    }

    void addLoss(List<TimelineEvent> all) {
      if (dropped > 0) {
        all.add(
            new TimelineEvent.Incomplete(
                lastDropped,
                replica,
                "the oldest %d %s of the API are no longer kept, the last %d are"
                    .formatted(dropped, what, events.size())));
      }
    }
  }
}
