package io.cortexlocal.config.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A time that a container takes to stop, as its configuration says it.
 *
 * @param what where it is said
 */
record Drain(Location location, String what, long seconds) {

  /** What Kubernetes gives a pod of Cortex between SIGTERM and SIGKILL. */
  private static final long GRACE = 60;

  private static final int LONGEST_NAME = 100;

  /** Returns the longest one above the pod's grace. */
  static Optional<Drain> longest(SectionValue container) {
    List<Drain> drains = new ArrayList<>();
    SectionValue hook = container.section("pre_stop").orElse(null);
    if (hook != null) {
      hook.section("exec").flatMap(Drain::preStop).ifPresent(drains::add);
    }
    options(container, "command", drains);
    options(container, "args", drains);
    for (Map.Entry<String, String> variable : container.textMap("env").entrySet()) {
      if (!startsWithDigit(variable.getValue())) {
        continue;
      }
      Matcher duration = Patterns.DURATION.matcher(variable.getValue());
      boolean drain =
          duration.matches()
              && variable.getKey().length() <= LONGEST_NAME
              && Patterns.VARIABLE.matcher(variable.getKey()).matches();
      if (drain) {
        drains.add(
            new Drain(
                container.textKey("env", variable.getKey()),
                variable.getKey(),
                seconds(duration.group(1), duration.group(2))));
      }
    }
    Drain longest = null;
    for (Drain drain : drains) {
      if (drain.seconds() > (longest == null ? GRACE : longest.seconds())) {
        longest = drain;
      }
    }
    return Optional.ofNullable(longest);
  }

  private static Optional<Drain> preStop(SectionValue exec) {
    Optional<List<String>> command = exec.texts("command");
    if (command.isEmpty()) {
      return Optional.empty();
    }
    long sum = 0;
    Matcher sleep = Patterns.SLEEP.matcher(String.join(" ", command.get()));
    while (sleep.find()) {
      sum += seconds(sleep.group(1), sleep.group(2));
    }
    return sum == 0
        ? Optional.empty()
        : Optional.of(new Drain(exec.locationOf("command"), "pre_stop", sum));
  }

  private static void options(SectionValue container, String name, List<Drain> drains) {
    List<String> texts = container.texts(name).orElse(List.of());
    for (int i = 0; i < texts.size(); i++) {
      Matcher option = texts.get(i).startsWith("-") ? Patterns.OPTION.matcher(texts.get(i)) : null;
      if (option == null || !option.matches()) {
        continue;
      }
      Matcher next = Patterns.DURATION.matcher(i + 1 < texts.size() ? texts.get(i + 1) : "");
      if (option.group(1) != null) {
        drains.add(
            new Drain(
                container.element(name, i),
                texts.get(i),
                seconds(option.group(1), option.group(2))));
      } else if (next.matches()) {
        drains.add(
            new Drain(
                container.element(name, i + 1),
                texts.get(i),
                seconds(next.group(1), next.group(2))));
      }
    }
  }

  private static boolean startsWithDigit(String text) {
    return !text.isEmpty() && text.charAt(0) >= '0' && text.charAt(0) <= '9';
  }

  private static long seconds(String number, String unit) {
    long factor =
        switch (unit) {
          case "m" -> 60;
          case "h" -> 3600;
          case "d" -> 86_400;
          default -> 1;
        };
    return Math.round(Double.parseDouble(number) * factor);
  }

  /** Compiled for the first file that has anything to match. */
  private static final class Patterns {

    static final Pattern SLEEP =
        Pattern.compile(
            "(?:^|[\\s;&|(/])sleep\\s+([0-9]{1,9}(?:\\.[0-9]{1,9})?)([smhd]?)(?![0-9a-zA-Z.])");
    static final Pattern OPTION =
        Pattern.compile(
            "--?[a-z-]*(?:graceful|drain|shutdown)[a-z-]*(?:=([0-9]{1,9})(s|m|h|))?",
            Pattern.CASE_INSENSITIVE);
    static final Pattern VARIABLE =
        Pattern.compile(
            "(?:.*_)?(?:GRACEFUL|DRAIN|SHUTDOWN)(?:_[A-Z]+)*_(?:TIMEOUT|SECONDS|PERIOD|TIME)"
                + "(?:_SECONDS)?");
    static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(s|m|h|)");
  }
}
