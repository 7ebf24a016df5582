package io.cortexlocal.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.istio.AccessLog;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SidecarClockTests {

  private static final long ORIGIN = 1_767_323_045;

  private final SidecarClock clock = new SidecarClock();

  @Test
  void leavesMomentsAsTheyAreWhileTheClockGoesOn() {
    assertThat(end(request(1_000, 2_000, 1_000))).isEqualTo(at(2_000));
    assertThat(start(request(500, 3_000, 2_500))).isEqualTo(at(500));
    assertThat(start(request(9_000, 9_100, 100))).isEqualTo(at(9_000));
  }

  @Test
  void aRequestAfterTheClockWasSetBackIsBehindWhatWasWrittenBefore() {
    assertThat(clock.line(at(10_000)).setBack()).isEmpty();

    AccessLog later = request(8_000, 8_100, 100);
    SidecarClock.Read read = clock.line(later.end());

    assertThat(read.setBack()).contains(Duration.ofMillis(1_900));
    assertThat(read.at()).isEqualTo(at(10_000));
    assertThat(clock.start(later)).isEqualTo(at(10_000));
    AccessLog next = request(8_200, 8_300, 100);
    assertThat(start(next)).isEqualTo(at(10_100));
  }

  @Test
  void aRequestDuringWhichTheClockWasSetBackBeganBeforeThat() {
    clock.line(at(10_000));

    assertThat(start(request(9_500, 8_500, 1_000))).isEqualTo(at(9_500));
  }

  private Instant start(AccessLog log) {
    clock.line(log.end());
    return clock.start(log);
  }

  private Instant end(AccessLog log) {
    return clock.line(log.end()).at();
  }

  private static AccessLog request(long start, long end, long took) {
    return AccessLog.parse(
            "{\"kind\":\"request\",\"start\":\"%s\",\"end\":\"%s\",\"last_byte_downstream_ns\":%d}"
                .formatted(text(start), text(end), took * 1_000_000))
        .orElseThrow();
  }

  private static String text(long millis) {
    return "%d.%03d000000".formatted(ORIGIN + millis / 1_000, millis % 1_000);
  }

  private static Instant at(long millis) {
    return Instant.ofEpochSecond(ORIGIN).plusMillis(millis);
  }
}
