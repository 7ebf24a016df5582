package io.cortexlocal.cluster.embedded.kubelet;

import java.time.Duration;
import java.util.List;

/** Values as Go prints them, for Kubernetes' messages. */
final class GoText {

  private GoText() {}

  /** Returns whole seconds as {@code 10s}, {@code 1m20s} or {@code 1h0m0s}. */
  static String duration(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds < 60) {
      return seconds + "s";
    }
    if (seconds < 3600) {
      return "%dm%ds".formatted(seconds / 60, seconds % 60);
    }
    return "%dh%dm%ds".formatted(seconds / 3600, seconds / 60 % 60, seconds % 60);
  }

  /** Returns a list of texts as {@code [a b]}. */
  static String list(List<String> texts) {
    return "[" + String.join(" ", texts) + "]";
  }

  /** Returns a text in quotation marks. */
  static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }
}
