package io.cortexlocal.cluster.embedded.gateway;

import java.util.ArrayDeque;
import java.util.Deque;

/** Envoy's own last lines, without those of its access log. Safe for use by several threads. */
final class EnvoyLog {

  private static final int LINES = 200;

  private final Deque<String> lines = new ArrayDeque<>();

  synchronized void add(String line) {
    if (line.startsWith("{")) {
      return;
    }
    if (lines.size() == LINES) {
      lines.removeFirst();
    }
    lines.addLast(line);
  }

  synchronized String text() {
    return String.join("\n", lines);
  }
}
