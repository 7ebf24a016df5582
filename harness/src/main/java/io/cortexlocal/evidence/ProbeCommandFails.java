package io.cortexlocal.evidence;

import io.cortexlocal.status.EventSubject;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Event;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A readiness probe by command that runs, and fails. */
final class ProbeCommandFails implements StartReader {

  private static final int LONGEST = 120;

  private static final Pattern FAILED = Pattern.compile("(?s)Readiness probe failed: ?(.*)");

  @Override
  public Optional<String> read(Replica replica) {
    return replica
        .runningUnready()
        .filter(spec -> spec.getReadinessProbe() != null)
        .filter(spec -> spec.getReadinessProbe().getExec() != null)
        .flatMap(spec -> hint(replica, spec).stream())
        .findFirst();
  }

  private static Optional<String> hint(Replica replica, Container container) {
    return replica.events("Unhealthy").stream()
        .filter(event -> isAbout(event, container.getName()))
        .map(Event::getMessage)
        .filter(Objects::nonNull)
        .map(FAILED::matcher)
        .filter(Matcher::matches)
        .reduce((first, second) -> second)
        .map(
            failed ->
                "the readiness probe of container %s runs %s, which fails%s. Let it succeed once the server serves, or probe by http_get."
                    .formatted(
                        container.getName(),
                        container.getReadinessProbe().getExec().getCommand(),
                        said(failed.group(1))));
  }

  private static boolean isAbout(Event event, String container) {
    return EventSubject.container(event).map(container::equals).orElse(true);
  }

  private static String said(String output) {
    String first =
        output.lines().map(String::strip).filter(it -> !it.isEmpty()).findFirst().orElse("");
    String cut = Shortened.to(LONGEST, first);
    return cut.isEmpty() ? "" : " (\"" + cut + "\")";
  }
}
