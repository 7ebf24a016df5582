package io.cortexlocal.cli.running;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who wrote a line, in front of it; each replica in a colour of its own where there are colours.
 */
final class LogPrefixes {

  /** Cyan, yellow, green, magenta, blue, and the bright ones of them. */
  private static final int[] COLOURS = {36, 33, 32, 35, 34, 96, 93, 92, 95, 94};

  private final boolean coloured;
  private final Map<String, Integer> colours = new LinkedHashMap<>();

  LogPrefixes(boolean coloured) {
    this.coloured = coloured;
  }

  String of(String replica, String container) {
    String text = "%s %s |".formatted(replica, container);
    if (!coloured) {
      return text;
    }
    int colour = colours.computeIfAbsent(replica, it -> COLOURS[colours.size() % COLOURS.length]);
    return "\u001B[%dm%s\u001B[0m".formatted(colour, text);
  }
}
