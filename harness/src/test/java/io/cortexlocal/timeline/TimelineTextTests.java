package io.cortexlocal.timeline;

import static io.cortexlocal.timeline.Events.answering;
import static io.cortexlocal.timeline.Events.at;
import static io.cortexlocal.timeline.Events.created;
import static io.cortexlocal.timeline.Events.ready;
import static io.cortexlocal.timeline.Events.refused;
import static io.cortexlocal.timeline.Events.request;
import static io.cortexlocal.timeline.Events.timeline;
import static io.cortexlocal.timeline.ReadinessEvidence.OBSERVED;
import static io.cortexlocal.timeline.ReadinessEvidence.PROBED;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimelineTextTests {

  @Test
  void everyKindOfEvent() {
    Timeline timeline =
        timeline(
            OBSERVED,
            created(0),
            new TimelineEvent.PortBound(at(1_000), "p1"),
            ready(2_000),
            answering(3_250),
            request(4_000, 125, 4_500),
            refused(4_001),
            request("p1", 4_002, Optional.empty(), 4_003, 502, false),
            new TimelineEvent.Probe(at(4_900), "p1", "GET", "/healthz?deep", 204),
            new TimelineEvent.PortLost(at(5_000), "p1"),
            new TimelineEvent.NotReady(at(5_100), "p1"),
            new TimelineEvent.Restarted(at(5_200), "p1", "web"),
            new TimelineEvent.Gone(at(65_000), "p1"),
            new TimelineEvent.LinesLost(
                at(66_000), "gateway", "envoy", OptionalLong.of(12), "it was slow"),
            new TimelineEvent.LinesLost(
                at(67_000), "p1", "proxy", OptionalLong.empty(), "it was rotated"));

    assertThat(TimelineText.of(timeline, 30).lines())
        .containsExactly(
            "  0.000 s  p1  created",
            "  1.000 s  p1  port accepts connections",
            "  2.000 s  p1  Ready",
            "  3.250 s  p1  workers answer",
            "  4.000 s  p1  GET /v1 → 200, queued 0.125 s, answered after 0.500 s",
            "  4.001 s  p1  GET /v1 → 503, refused, the queue was full",
            "  4.002 s  p1  GET /v1 → 502, never reached the container",
            "  4.900 s  p1  probe GET /healthz?deep → 204",
            "  5.000 s  p1  port no longer accepts connections",
            "  5.100 s  p1  not Ready",
            "  5.200 s  p1  container web restarted",
            "  65.000 s  p1  gone",
            "  66.000 s  gateway  12 lines of the log of envoy lost: it was slow",
            "  67.000 s  p1  an unknown number of lines of the log of proxy lost: it was rotated");
    assertThat(timeline.replicas()).containsExactly("p1");
    assertThat(timeline.linesLost()).hasSize(2);
  }

  @Test
  void nothing() {
    assertThat(TimelineText.of(timeline(PROBED), 3)).isEqualTo("  nothing has happened yet");
  }

  @Test
  void aTerminalIsNotActedOn() {
    TimelineEvent probe = new TimelineEvent.Probe(at(0), "p1", "GET", "/\u001b[2J\u202e", 204);
    List<TimelineEvent> requests = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      requests.add(
          new TimelineEvent.Request(
              at(i), "p1", "id", "GET", "/\u0007", Optional.empty(), at(i), 0, false));
    }

    assertThat(TimelineText.of(timeline(PROBED, probe), 3))
        .endsWith("probe GET /\\u001b[2J\\u202e → 204");
    assertThat(TimelineText.of(new Timeline("a1", PROBED, requests), 3))
        .endsWith("10 × GET /\\u0007 → 0, never reached the container");
  }

  @Test
  void requestsThatAreAlikeAreOneLine() {
    assertThat(TimelineText.of(requests(10), 4).lines())
        .containsExactly("  0.000 s  p1  10 × GET /v1 → 200");
  }

  @Test
  void whatBecameOfAReplicaStaysHoweverManyRequestsThereAre() {
    List<TimelineEvent> events = new ArrayList<>();
    events.add(created(0));
    events.add(ready(1));
    for (int i = 0; i < 100; i++) {
      events.add(new TimelineEvent.Probe(at(10 + i), "p1", "GET", "/" + i, 200));
    }
    events.add(new TimelineEvent.NotReady(at(200), "p1"));
    events.add(new TimelineEvent.Restarted(at(201), "p1", "web"));
    events.add(new TimelineEvent.Gone(at(202), "p1"));

    assertThat(TimelineText.of(timeline(PROBED, events.toArray(TimelineEvent[]::new)), 8).lines())
        .containsExactly(
            "  0.000 s  p1  created",
            "  0.001 s  p1  Ready",
            "  0.010 s  p1  probe GET /0 → 200",
            "  … 98 more requests and probes …",
            "  0.109 s  p1  probe GET /99 → 200",
            "  0.200 s  p1  not Ready",
            "  0.201 s  p1  container web restarted",
            "  0.202 s  p1  gone");
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4, 5, 30})
  void neverHasMoreLinesThanAsked(int most) {
    for (int count : List.of(most - 1, most, most + 1, 10 * most)) {
      List<String> lines = TimelineText.of(probes(count), most).lines().toList();

      assertThat(lines).hasSize(Math.min(count, most));
      assertThat(lines.stream().filter(line -> line.contains("more requests and probes")).count())
          .isEqualTo(count > most ? 1 : 0);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0.000 s",
    "PT0.0005S, 0.001 s",
    "PT1.25S, 1.250 s",
    "PT1M, 60.000 s",
    "PT-1S, -1.000 s"
  })
  void secondsHaveMilliseconds(Duration duration, String expected) {
    assertThat(TimelineText.seconds(duration)).isEqualTo(expected);
  }

  @Test
  void theNumbersAreTheSameInEveryCountry() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertThat(TimelineText.seconds(Duration.ofMillis(1_250))).isEqualTo("1.250 s");
    } finally {
      Locale.setDefault(before);
    }
  }

  private static Timeline requests(int count) {
    return timeline(
        PROBED,
        IntStream.range(0, count)
            .mapToObj(i -> request(i, 0, i))
            .toArray(TimelineEvent.Request[]::new));
  }

  /** No two are alike. */
  private static Timeline probes(int count) {
    return timeline(
        PROBED,
        IntStream.range(0, count)
            .mapToObj(i -> new TimelineEvent.Probe(at(i), "p1", "GET", "/" + i, 200))
            .toArray(TimelineEvent[]::new));
  }
}
