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

  private static final Pattern SLEEP =
      Pattern.compile(
          "(?:^|[\\s;&|(/])sleep\\s+([0-9]{1,9}(?:\\.[0-9]{1,9})?)([smhd]?)(?![0-9a-zA-Z.])");
  private static final Pattern OPTION =
      Pattern.compile(
          "--?[a-z-]*(?:graceful|drain|shutdown)[a-z-]*(?:=([0-9]{1,9})(s|m|h|))?",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern VARIABLE =
      Pattern.compile(
          "(?:.*_)?(?:GRACEFUL|DRAIN|SHUTDOWN)(?:_[A-Z]+)*_(?:TIMEOUT|SECONDS|PERIOD|TIME)"
              + "(?:_SECONDS)?");
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(s|m|h|)");

  /** Returns the longest one above the pod's grace. */
  static Optional<Drain> longest(SectionValue container) {
    List<Drain> drains = new ArrayList<>();
    container
        .section("pre_stop")
        .flatMap(hook -> hook.section("exec"))
        .flatMap(exec -> preStop(exec))
        .ifPresent(drains::add);
    options(container, "command", drains);
    options(container, "args", drains);
    for (Map.Entry<String, String> variable : container.textMap("env").entrySet()) {
      Matcher duration = DURATION.matcher(variable.getValue());
      boolean drain =
          variable.getKey().length() <= LONGEST_NAME
              && VARIABLE.matcher(variable.getKey()).matches();
      if (drain && duration.matches()) {
        drains.add(
            new Drain(
                container
                    .locationOf("env")
                    .key(variable.getKey(), container.environmentSpan(variable.getKey())),
                variable.getKey(),
                seconds(duration.group(1), duration.group(2))));
      }
    }
    return drains.stream()
        .filter(drain -> drain.seconds() > GRACE)
        .reduce((one, other) -> other.seconds() > one.seconds() ? other : one);
  }

  private static Optional<Drain> preStop(SectionValue exec) {
    Optional<List<String>> command = exec.texts("command");
    if (command.isEmpty()) {
      return Optional.empty();
    }
    long sum = 0;
    Matcher sleep = SLEEP.matcher(String.join(" ", command.get()));
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
      Matcher option = OPTION.matcher(texts.get(i));
      if (!option.matches()) {
        continue;
      }
      Matcher next = DURATION.matcher(i + 1 < texts.size() ? texts.get(i + 1) : "");
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
}
