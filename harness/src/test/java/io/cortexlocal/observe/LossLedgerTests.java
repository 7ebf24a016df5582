package io.cortexlocal.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.cluster.Kubernetes.LostLines;
import io.cortexlocal.timeline.TimelineEvent.LinesLost;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LossLedgerTests {

  private static final Instant ORIGIN = Instant.parse("2026-01-02T03:04:05Z");

  private final LossLedger ledger = new LossLedger();

  private void lose(int second, String pod, OptionalLong count, String reason) {
    ledger.add(pod, "proxy", new LostLines(ORIGIN.plusSeconds(second), count, reason));
  }

  @Test
  void lossesOfOneKindAreOneEvent() {
    lose(1, "p1", OptionalLong.of(3), "slow");
    lose(2, "p1", OptionalLong.of(4), "slow");
    lose(3, "p2", OptionalLong.of(1), "slow");
    lose(4, "p2", OptionalLong.empty(), "slow");
    lose(5, "p2", OptionalLong.of(1), "rotated");

    assertThat(ledger.events())
        .containsExactly(
            new LinesLost(ORIGIN.plusSeconds(1), "p1", "proxy", OptionalLong.of(7), "slow"),
            new LinesLost(ORIGIN.plusSeconds(3), "p2", "proxy", OptionalLong.empty(), "slow"),
            new LinesLost(ORIGIN.plusSeconds(5), "p2", "proxy", OptionalLong.of(1), "rotated"));
  }

  @Test
  void itIsBounded() {
    for (int i = 0; i < 2_000; i++) {
      lose(1, "p" + i, OptionalLong.of(1), "slow");
    }
    assertThat(ledger.events()).hasSize(1_000);
  }
}
