package io.cortexlocal.evidence;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.ExecAction;
import io.fabric8.kubernetes.api.model.Probe;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A probe that cannot be made, and so neither fails nor passes. */
final class ProbeNotRun implements StartReader {

  private static final Pattern ERRORED =
      Pattern.compile("(?s)(Liveness|Readiness|Startup) probe errored.*");

  @Override
  public Optional<String> read(Replica replica) {
    return replica.events("Unhealthy").stream()
        .map(Event::getMessage)
        .filter(Objects::nonNull)
        .map(ERRORED::matcher)
        .filter(Matcher::matches)
        .findFirst()
        .map(errored -> hint(replica, errored));
  }

  private static String hint(Replica replica, Matcher errored) {
    String kind = errored.group(1).toLowerCase(java.util.Locale.ROOT);
    Optional<String> word =
        replica.specs().stream()
            .flatMap(
                container -> Stream.of(container.getLivenessProbe(), container.getReadinessProbe()))
            .filter(Objects::nonNull)
            .map(Probe::getExec)
            .filter(Objects::nonNull)
            .map(ExecAction::getCommand)
            .filter(command -> command.size() == 1 && command.get(0).strip().indexOf(' ') > 0)
            .map(command -> command.get(0))
            .findFirst();
    return "the %s probe cannot run, so it neither passes nor fails: %s"
        .formatted(
            kind,
            word.map(
                    line ->
                        "its command \"%s\" is one word with spaces, and no shell splits it. Write exec: {command: [sh, -c, \"…\"]}."
                            .formatted(line))
                .orElse("mind its command; the event above tells the reason."));
  }

  /** Returns the probe's fault for each replica that has one, once each. */
  static List<String> all(Stream<Replica> replicas) {
    ProbeNotRun reader = new ProbeNotRun();
    return replicas.flatMap(replica -> reader.read(replica).stream()).distinct().toList();
  }
}
