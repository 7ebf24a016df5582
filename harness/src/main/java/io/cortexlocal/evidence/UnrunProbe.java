package io.cortexlocal.evidence;

import io.cortexlocal.status.EventSubject;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Probe;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A probe that cannot be made, and so neither fails nor passes.
 *
 * @param container whose it is; empty where the cluster does not say
 * @param kind {@code liveness} or {@code readiness}
 * @param reason as the container runtime says it
 * @param line its command, when that is one word with spaces
 */
public record UnrunProbe(
    Optional<String> container, String kind, String reason, Optional<String> line) {

  private static final int LONGEST = 300;

  private static final Pattern ERRORED =
      Pattern.compile(
          "(?s)(Liveness|Readiness|Startup) probe errored(?: and resulted in \\S+ state)?:? ?(.*)");

  /** What stands before it is how the call went from one part of the node to the next. */
  private static final Pattern LAST_CALL = Pattern.compile("(?s).*?(exec: \".*)");

  /** Returns it when an event tells of one. */
  public static Optional<UnrunProbe> of(Event event, Pod pod) {
    if (!"Unhealthy".equals(event.getReason()) || event.getMessage() == null) {
      return Optional.empty();
    }
    Matcher errored = ERRORED.matcher(event.getMessage());
    if (!errored.matches()) {
      return Optional.empty();
    }
    Optional<String> container = EventSubject.container(event);
    String kind = errored.group(1).toLowerCase(Locale.ROOT);
    return Optional.of(
        new UnrunProbe(
            container, kind, reason(errored.group(2)), commandLine(pod, container, kind)));
  }

  private static String reason(String said) {
    Matcher last = LAST_CALL.matcher(said);
    String reason = (last.matches() ? last.group(1) : said).strip();
    return Shortened.to(LONGEST, reason);
  }

  private static Optional<String> commandLine(Pod pod, Optional<String> container, String kind) {
    List<Container> all = pod.getSpec() == null ? List.of() : pod.getSpec().getContainers();
    return all.stream()
        .filter(spec -> container.isEmpty() || container.get().equals(spec.getName()))
        .flatMap(spec -> probe(spec, kind))
        .map(Probe::getExec)
        .filter(Objects::nonNull)
        .map(exec -> exec.getCommand())
        .filter(command -> command.size() == 1 && command.get(0).strip().indexOf(' ') > 0)
        .map(command -> command.get(0))
        .findFirst();
  }

  private static Stream<Probe> probe(Container container, String kind) {
    return Stream.ofNullable(
        switch (kind) {
          case "liveness" -> container.getLivenessProbe();
          case "readiness" -> container.getReadinessProbe();
          default -> container.getStartupProbe();
        });
  }

  /** Returns whose probe it is: {@code the liveness probe of container api}. */
  public String name() {
    return "the %s probe%s".formatted(kind, container.map(" of container "::concat).orElse(""));
  }

  /** Returns what to do about it, with the reason. */
  public String hint() {
    return line.map(
            text ->
                "its command \"%s\" is one word with spaces, and no shell splits it. Write exec: {command: [sh, -c, \"…\"]}."
                    .formatted(text))
        .orElseGet(
            () ->
                reason.isEmpty()
                    ? "mind its command; the event above tells the reason."
                    : "mind its command (%s).".formatted(reason));
  }
}
