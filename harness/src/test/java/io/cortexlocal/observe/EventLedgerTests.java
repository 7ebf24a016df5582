package io.cortexlocal.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.timeline.TimelineEvent;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventLedgerTests {

  private final EventLedger ledger = new EventLedger(2, 1);

  @Test
  void keepsTheLastRequestsAndSaysWhichWereDropped() {
    for (int second = 1; second <= 5; second++) {
      ledger.add(request(second));
    }

    assertThat(ledger.events())
        .containsExactly(
            request(4),
            request(5),
            new TimelineEvent.Incomplete(
                at(3),
                "p1",
                "the oldest 3 requests of the API are no longer kept, the last 2 are"));
  }

  @Test
  void requestsDoNotPushOutWhatBefellReplicas() {
    TimelineEvent ready = new TimelineEvent.Ready(at(0), "p1");
    ledger.add(ready);
    ledger.add(request(1));
    ledger.add(new TimelineEvent.Probe(at(2), "p1", "GET", "/", 200));

    assertThat(ledger.events()).hasSize(3).contains(ready);
  }

  @Test
  void sharesTexts() {
    String first = ledger.shared("GET");

    assertThat(ledger.shared(String.valueOf("GET".toCharArray()))).isSameAs(first);
  }

  private static TimelineEvent.Request request(int second) {
    return new TimelineEvent.Request(
        at(second), "p1", "r" + second, "GET", "/", Optional.empty(), at(second), 200, false);
  }

  private static Instant at(int second) {
    return Instant.ofEpochSecond(second);
  }
}
