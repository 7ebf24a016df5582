package io.cortexlocal.spelling;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds what a user may have meant. */
public final class Spelling {

  private static final int LONGEST = 64;

  private Spelling() {}

  /** Returns the choice that differs least from the text, when it differs little. */
  public static Optional<String> closest(String text, Collection<String> choices) {
    if (text.length() > LONGEST) {
      return Optional.empty();
    }
    String written = comparable(text);
    String best = null;
    int bestDistance = Integer.MAX_VALUE;
    for (String choice : choices) {
      int distance = distance(written, comparable(choice));
      if (distance < bestDistance) {
        best = choice;
        bestDistance = distance;
      }
    }
    return best != null && bestDistance <= Math.max(1, best.length() / 4)
        ? Optional.of(best)
        : Optional.empty();
  }

  private static String comparable(String text) {
    return text.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
  }

  private static int distance(String left, String right) {
    int[] previous = new int[right.length() + 1];
    for (int j = 0; j <= right.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      int[] current = new int[right.length() + 1];
      current[0] = i;
      for (int j = 1; j <= right.length(); j++) {
        int changed = previous[j - 1] + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(changed, Math.min(previous[j], current[j - 1]) + 1);
      }
      previous = current;
    }
    return previous[right.length()];
  }
}
