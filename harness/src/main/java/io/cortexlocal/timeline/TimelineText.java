package io.cortexlocal.timeline;

import io.cortexlocal.text.Printable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apiguardian.api.API;

/** A timeline as lines of text, for messages and logs. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class TimelineText {

  private TimelineText() {}

  /**
   * Returns one line per event with the seconds since the first one. Of a long timeline, requests
   * and probes that follow each other and are alike become one line with their number, and then
   * those in the middle are left out, which a line tells. What became of a replica always stays,
   * even where that makes more lines than {@code most}.
   *
   * @param most lines at the most, at least 3
   */
  public static String of(Timeline timeline, int most) {
    List<TimelineEvent> events = timeline.events();
    if (events.isEmpty()) {
      return "  nothing has happened yet";
    }
    Instant origin = events.get(0).at();
    if (events.size() <= most) {
      return lines(events, origin);
    }
    List<TimelineGroup> groups = TimelineGroup.of(events);
    int room = Math.max(2, most - 1 - (int) groups.stream().filter(TimelineGroup::stays).count());
    long traffic = groups.stream().filter(group -> !group.stays()).count();
    List<String> lines = new ArrayList<>();
    int seen = 0;
    int leftOut = 0;
    for (TimelineGroup group : groups) {
      boolean shown =
          group.stays()
              || traffic <= room
              || seen < room / 2
              || seen >= traffic - (room - room / 2);
      seen += group.stays() ? 0 : 1;
      if (!shown) {
        leftOut += group.count();
        continue;
      }
      if (leftOut > 0) {
        lines.add("  … %d more requests and probes …".formatted(leftOut));
        leftOut = 0;
      }
      lines.add(
          group.count() == 1
              ? line(group.first(), origin)
              : "  %s  %s  %s"
                  .formatted(
                      seconds(Duration.between(origin, group.first().at())),
                      group.first().replica(),
                      group.text()));
    }
    return String.join("\n", lines);
  }

  private static String lines(List<TimelineEvent> events, Instant origin) {
    return events.stream().map(event -> line(event, origin)).collect(Collectors.joining("\n"));
  }

  private static String line(TimelineEvent event, Instant origin) {
    return "  %s  %s  %s"
        .formatted(seconds(Duration.between(origin, event.at())), event.replica(), of(event));
  }

  /**
   * Returns what happened, without when and to which replica; what would act on a terminal is
   * escaped.
   */
  public static String of(TimelineEvent event) {
    return Printable.of(plain(event));
  }

  private static String plain(TimelineEvent event) {
    if (event instanceof TimelineEvent.Created) {
      return "created";
    } else if (event instanceof TimelineEvent.Restarted restarted) {
      return "container %s restarted".formatted(restarted.container());
    } else if (event instanceof TimelineEvent.PortBound) {
      return "port accepts connections";
    } else if (event instanceof TimelineEvent.PortLost) {
      return "port no longer accepts connections";
    } else if (event instanceof TimelineEvent.Answering) {
      return "workers answer";
    } else if (event instanceof TimelineEvent.SidecarReady) {
      return "sidecar ready";
    } else if (event instanceof TimelineEvent.ProbeNotRun probe) {
      return "the %s probe%s cannot run: %s"
          .formatted(
              probe.probe(),
              probe.container().isEmpty() ? "" : " of container " + probe.container(),
              probe.reason());
    } else if (event instanceof TimelineEvent.Incomplete incomplete) {
      return incomplete.reason();
    } else if (event instanceof TimelineEvent.ClockSetBack setBack) {
      return "the node's clock was set back by %s".formatted(seconds(setBack.by()));
    } else if (event instanceof TimelineEvent.Ready) {
      return "Ready";
    } else if (event instanceof TimelineEvent.NotReady) {
      return "not Ready";
    } else if (event instanceof TimelineEvent.Gone) {
      return "gone";
    } else if (event instanceof TimelineEvent.LinesLost lost) {
      return lost(lost);
    } else if (event instanceof TimelineEvent.Probe probe) {
      return "probe %s %s → %d".formatted(probe.method(), probe.path(), probe.status());
    }
    return request((TimelineEvent.Request) event);
  }

  private static String lost(TimelineEvent.LinesLost lost) {
    String lines =
        lost.count().isEmpty()
            ? "an unknown number of lines"
            : lost.count().getAsLong() == 1 ? "1 line" : lost.count().getAsLong() + " lines";
    return "%s of the log of %s lost: %s".formatted(lines, lost.container(), lost.reason());
  }

  private static String request(TimelineEvent.Request request) {
    String outcome =
        request.refused()
            ? "refused, the queue was full"
            : request
                .queued()
                .map(
                    queued ->
                        "queued %s, answered after %s"
                            .formatted(
                                seconds(queued),
                                seconds(Duration.between(request.at(), request.end()))))
                .orElse("never reached the container");
    return "%s %s → %d, %s".formatted(request.method(), request.path(), request.status(), outcome);
  }

  /** Returns a duration in seconds with milliseconds, such as {@code 1.250 s}. */
  public static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.3f s", duration.toNanos() / 1e9);
  }
}
