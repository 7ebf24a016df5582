package io.cortexlocal.config.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
      if (variable.getValue().contains("--")) {
        Location value = container.textValue("env", variable.getKey());
        drains.addAll(options(value, variable.getValue()));
      }
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
      Matcher duration = Patterns.SLEPT.matcher(sleep.group(1));
      while (duration.find()) {
        sum += seconds(duration.group(1), duration.group(2));
      }
    }
    return sum == 0
        ? Optional.empty()
        : Optional.of(new Drain(exec.locationOf("command"), "pre_stop", sum));
  }

  /** Options with their value in the same text, or in the next one. */
  private static void options(SectionValue container, String name, List<Drain> drains) {
    List<String> texts = container.texts(name).orElse(List.of());
    for (int i = 0; i < texts.size(); i++) {
      if (texts.get(i).indexOf('-') < 0) {
        continue;
      }
      for (Drain drain : options(container.element(name, i), texts.get(i))) {
        drains.add(drain);
      }
      Matcher option = Patterns.OPTION.matcher(texts.get(i));
      Matcher next = Patterns.DURATION.matcher(i + 1 < texts.size() ? texts.get(i + 1) : "");
      if (option.matches() && isTime(option.group(1)) && next.matches()) {
        drains.add(
            new Drain(
                container.element(name, i + 1),
                option.group(1),
                seconds(next.group(1), unit(option.group(1), next.group(2)))));
      }
    }
  }

  private static List<Drain> options(Location location, String text) {
    List<Drain> drains = new ArrayList<>();
    Matcher option = Patterns.VALUED_OPTION.matcher(text);
    while (option.find()) {
      if (isTime(option.group(1))) {
        drains.add(
            new Drain(
                location,
                option.group().strip(),
                seconds(option.group(2), unit(option.group(1), option.group(3)))));
      }
    }
    return drains;
  }

  /** Returns whether an option is about how long a server takes to stop, and not about a port. */
  private static boolean isTime(String option) {
    String name = option.toLowerCase(Locale.ROOT);
    return option.length() <= LONGEST_NAME
        && (name.contains("graceful") || name.contains("drain") || name.contains("shutdown"))
        && Patterns.TIME.matcher(name).find();
  }

  private static String unit(String option, String written) {
    boolean milliseconds = Patterns.MILLISECONDS.matcher(option.toLowerCase(Locale.ROOT)).find();
    return written.isEmpty() && milliseconds ? "ms" : written;
  }

  private static boolean startsWithDigit(String text) {
    return !text.isEmpty() && text.charAt(0) >= '0' && text.charAt(0) <= '9';
  }

  private static long seconds(String number, String unit) {
    double factor =
        switch (unit) {
          case "ms" -> 0.001;
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
            "(?:^|[\\s;&|(/.])sleep(?:\\(|\\s)\\s*+"
                + "([0-9]{1,9}(?:\\.[0-9]{1,9})?[smhd]?"
                + "(?:\\s+[0-9]{1,9}(?:\\.[0-9]{1,9})?[smhd]?){0,9})(?![0-9a-zA-Z.])");
    static final Pattern SLEPT = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)([smhd]?)");
    static final Pattern OPTION = Pattern.compile("(--?[A-Za-z][\\w.-]*+)");
    static final Pattern VALUED_OPTION =
        Pattern.compile(
            "(?<![\\w.-])(--?[A-Za-z][\\w.-]*+)(?:=|\\s++)([0-9]{1,9})(ms|s|m|h|)(?![\\w.])");
    static final Pattern TIME =
        Pattern.compile("time|second|secs?\\b|period|duration|delay|grace-|phase|-m?s$");
    static final Pattern MILLISECONDS = Pattern.compile("milli|[-_.]ms$");
    static final Pattern VARIABLE =
        Pattern.compile(
            "(?:.*_)?(?:GRACEFUL|DRAIN|SHUTDOWN)(?:_[A-Z]+)*_(?:TIMEOUT|SECONDS|PERIOD|TIME)"
                + "(?:_SECONDS)?|SPRING_LIFECYCLE_TIMEOUT_PER_SHUTDOWN_PHASE");
    static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|)");
  }
}
