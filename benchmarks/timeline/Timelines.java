import static io.cortexlocal.assertions.CortexAssertions.assertThat;

import io.cortexlocal.timeline.ReadinessEvidence;
import io.cortexlocal.timeline.Timeline;
import io.cortexlocal.timeline.TimelineEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * How long each assertion takes on a timeline of a million requests, and what a request costs in
 * memory. Usage: java -cp CLASSES Timelines.java [REQUESTS]
 */
public class Timelines {

  private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
  private static final int REPLICAS = 20;

  public static void main(String[] arguments) {
    int requests = arguments.length == 0 ? 1_000_000 : Integer.parseInt(arguments[0]);
    List<TimelineEvent> events = new ArrayList<>(requests + 3 * REPLICAS);
    long before = used();
    for (int i = 0; i < REPLICAS; i++) {
      events.add(new TimelineEvent.Created(START, "p" + i));
      events.add(new TimelineEvent.Answering(START.plusMillis(500), "p" + i));
      events.add(new TimelineEvent.Ready(START.plusSeconds(1), "p" + i));
    }
    for (int i = 0; i < requests; i++) {
      Instant at = START.plusSeconds(2).plusNanos(i * 100_000L);
      events.add(
          new TimelineEvent.Request(
              at,
              "p" + i % REPLICAS,
              UUID.randomUUID().toString(),
              "GET",
              "/v1",
              Optional.of(Duration.ofNanos(i % 1_000)),
              at.plusMillis(5),
              200,
              false,
              true));
    }
    System.out.printf("a request: %d bytes%n", (used() - before) / requests);
    long start = System.nanoTime();
    Timeline timeline = new Timeline("a1", ReadinessEvidence.OBSERVED, events);
    say("the timeline", start);
    start = System.nanoTime();
    assertThat(timeline).receivedNoTrafficBeforeReady();
    say("receivedNoTrafficBeforeReady", start);
    start = System.nanoTime();
    assertThat(timeline).maxInFlightPerReplica(1_000);
    say("maxInFlightPerReplica", start);
    start = System.nanoTime();
    assertThat(timeline).becameReadyWithin(Duration.ofSeconds(2));
    say("becameReadyWithin", start);
  }

  private static void say(String what, long start) {
    System.out.printf("%s: %d ms%n", what, (System.nanoTime() - start) / 1_000_000);
  }

  private static long used() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
