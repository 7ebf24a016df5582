package io.cortexlocal.workload.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SidecarSettingsTests {

  @Test
  void takesCortexsPortsInAPod() {
    SidecarSettings settings = SidecarSettings.inPod(8080, 1, 100, "/run/admin.sock");

    assertThat(settings.listenAddress()).isEqualTo("0.0.0.0");
    assertThat(settings.dataPort()).isEqualTo(8888);
    assertThat(settings.adminPort()).isEqualTo(15000);
    assertThat(settings.hasTcpProbe()).isTrue();
    assertThat(settings.answersPath()).isEmpty();
    assertThat(settings.withAnswersPath("/x").answersPath()).contains("/x");
  }

  @Test
  void refusesWhatIsOutOfRange() {
    assertRefused(0, 1, 1, "/s", "userPort must be between 1 and 65535, got 0");
    assertRefused(1, 0, 1, "/s", "maxConcurrency must be between 1 and 30000, got 0");
    assertRefused(1, 1, 30001, "/s", "maxQueueLength must be between 1 and 30000, got 30001");
    String longPath = "/" + "s".repeat(105);
    assertRefused(
        1, 1, 1, longPath, "the path of a unix socket has at most 105 bytes: '" + longPath + "'");
    assertThatThrownBy(() -> SidecarSettings.inPod(1, 1, 1, "/s").withAnswersPath("x"))
        .hasMessage("answersPath must start with a slash: 'x'");
  }

  private static void assertRefused(
      int port, int concurrency, int queue, String socket, String message) {
    assertThatThrownBy(() -> SidecarSettings.inPod(port, concurrency, queue, socket))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
