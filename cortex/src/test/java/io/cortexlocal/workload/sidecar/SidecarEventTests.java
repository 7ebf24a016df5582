package io.cortexlocal.workload.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SidecarEventTests {

  private static final Instant AT = Instant.parse("2026-11-23T19:05:49.931Z");

  @Test
  void readsThePortAndTheFirstAnswer() {
    assertThat(SidecarEvent.parse(line("user-port", "add_healthy_event", AT.toString())))
        .contains(new SidecarEvent.PortBound(AT));
    assertThat(SidecarEvent.parse(line("user-port", "eject_unhealthy_event", AT.toString())))
        .contains(new SidecarEvent.PortLost(AT));
    assertThat(SidecarEvent.parse(line("user-answers", "add_healthy_event", AT.toString())))
        .contains(new SidecarEvent.Answering(AT));
  }

  @Test
  void readsARequest() {
    assertThat(
            SidecarEvent.parse(
                """
                {"kind":"request","proxy":"sidecar","start":"1.000000007","end":"2.000000000",\
                "path":"/a","status":200}\
                """))
        .hasValueSatisfying(
            event -> {
              assertThat(event.at()).isEqualTo(Instant.ofEpochSecond(1, 7));
              assertThat(((SidecarEvent.Request) event).log().path()).isEqualTo("/a");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "text", "{}", "[1]", "{\"add_healthy_event\":{}}"})
  void leavesOutWhatIsNoEvent(String line) {
    assertThat(SidecarEvent.parse(line)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"kind\":\"request\",\"path\":\"/aaa", "{", "{\"a\":1}x"})
  void doesNotPassOverAPieceOfALine(String piece) {
    assertThatThrownBy(() -> SidecarEvent.parse(piece))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the sidecar's line is cut off");
  }

  @Test
  void leavesOutAFirstFailureAndStrangeTimes() {
    assertThat(SidecarEvent.parse(line("user-port", "health_check_failure_event", AT.toString())))
        .isEmpty();
    assertThat(SidecarEvent.parse(line("user-port", "add_healthy_event", "yesterday"))).isEmpty();
    assertThat(SidecarEvent.parse(line("other", "add_healthy_event", AT.toString()))).isEmpty();
    assertThat(SidecarEvent.parse(line("user-answers", "eject_unhealthy_event", AT.toString())))
        .isEmpty();
  }

  private static String line(String cluster, String event, String timestamp) {
    return "{\"health_checker_type\":\"TCP\",\"cluster_name\":\"%s\",\"%s\":{},\"timestamp\":\"%s\"}"
        .formatted(cluster, event, timestamp);
  }
}
