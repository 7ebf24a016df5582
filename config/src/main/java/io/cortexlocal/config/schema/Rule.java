package io.cortexlocal.config.schema;

import io.cortexlocal.config.Severity;
import java.util.List;

/**
 * Something that can be wrong with a {@code cortex.yaml}.
 *
 * @param kind Cortex's error kind, or {@code cortex-local.…} for a warning of our own
 * @param title what is wrong, in a few words
 * @param template the message; every {@code {}} stands for one argument
 * @param documentation why the rule is there and what to do
 */
public record Rule(
    String kind, String title, String template, String documentation, Severity severity) {

  /** Returns the message with the arguments in their places. */
  public String message(List<String> arguments) {
    StringBuilder message = new StringBuilder(template.length() + 32);
    int from = 0;
    for (String argument : arguments) {
      int slot = template.indexOf("{}", from);
      message.append(template, from, slot).append(argument);
      from = slot + 2;
    }
    return message.append(template, from, template.length()).toString();
  }
}
