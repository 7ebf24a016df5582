package io.cortexlocal.cluster.embedded.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class GoTextTests {

  @Test
  void durations() {
    assertThat(GoText.duration(Duration.ofSeconds(10))).isEqualTo("10s");
    assertThat(GoText.duration(Duration.ofSeconds(80))).isEqualTo("1m20s");
    assertThat(GoText.duration(Duration.ofMinutes(5))).isEqualTo("5m0s");
    assertThat(GoText.duration(Duration.ofSeconds(3_601))).isEqualTo("1h0m1s");
  }

  @Test
  void listsAndQuotedTexts() {
    assertThat(GoText.list(List.of("a", "b"))).isEqualTo("[a b]");
    assertThat(GoText.quoted("a \"b\" \\ \n")).isEqualTo("\"a \\\"b\\\" \\\\ \\n\"");
  }
}
