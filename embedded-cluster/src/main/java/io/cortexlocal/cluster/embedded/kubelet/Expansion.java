package io.cortexlocal.cluster.embedded.kubelet;

import java.util.Map;

/**
 * References to variables in texts, as Kubernetes resolves them: {@code $(NAME)} is the variable's
 * value, or stays when there is no such variable; {@code $$} is one dollar sign, so that {@code
 * $$(NAME)} is {@code $(NAME)}; any other dollar sign is itself.
 */
final class Expansion {

  private Expansion() {}

  static String expand(String text, Map<String, String> variables) {
    StringBuilder expanded = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      char character = text.charAt(at);
      if (character != '$' || at + 1 == text.length()) {
        expanded.append(character);
        at++;
        continue;
      }
      char next = text.charAt(at + 1);
      int close = next == '(' ? text.indexOf(')', at + 2) : -1;
      if (close >= 0) {
        String name = text.substring(at + 2, close);
        expanded.append(variables.getOrDefault(name, "$(" + name + ")"));
        at = close + 1;
      } else {
        expanded.append(next == '$' ? "$" : "$" + next);
        at += 2;
      }
    }
    return expanded.toString();
  }
}
