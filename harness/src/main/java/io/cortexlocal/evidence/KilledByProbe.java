package io.cortexlocal.evidence;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Probe;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A container that its liveness probe ends before it is ready. */
final class KilledByProbe implements StartReader {

  private static final Pattern KILLED =
      Pattern.compile("Container (\\S+) failed liveness probe, will be restarted");

  private static final Pattern STATUS = Pattern.compile("statuscode: (\\d{3})");

  @Override
  public Optional<String> read(Replica replica) {
    return replica.events("Killing").stream()
        .flatMap(event -> hint(replica, event).stream())
        .findFirst();
  }

  private static Optional<String> hint(Replica replica, Event event) {
    Matcher named = KILLED.matcher(event.getMessage() == null ? "" : event.getMessage());
    if (!named.matches()) {
      return Optional.empty();
    }
    String container = named.group(1);
    int times = event.getCount() == null ? 1 : event.getCount();
    String killed =
        "the liveness probe killed container %s %s before it was ready"
            .formatted(container, times == 1 ? "once" : times + " times");
    Optional<String> status = status(replica);
    if (status.isPresent()) {
      return Optional.of(
          "%s, since %s answers %s. Point liveness_probe at a path that answers 200, or leave it out."
              .formatted(
                  killed,
                  replica.spec(container).map(KilledByProbe::path).orElse("its path"),
                  status.get()));
    }
    int seconds =
        replica
            .spec(container)
            .map(spec -> spec.getLivenessProbe())
            .map(KilledByProbe::patience)
            .orElse(0);
    return Optional.of(
        "%s%s. Give liveness_probe a longer initial_delay_seconds or more failure_threshold, or leave it out."
            .formatted(
                killed,
                seconds == 0 ? "" : ", since it allows %d s for the start".formatted(seconds)));
  }

  /** Returns what answered the probe last; empty when nothing did. */
  private static Optional<String> status(Replica replica) {
    return replica.events("Unhealthy").stream()
        .map(Event::getMessage)
        .filter(Objects::nonNull)
        .filter(message -> message.startsWith("Liveness probe failed"))
        .reduce((first, second) -> second)
        .map(STATUS::matcher)
        .filter(Matcher::find)
        .map(found -> found.group(1));
  }

  private static String path(Container container) {
    Probe probe = container.getLivenessProbe();
    return probe == null || probe.getHttpGet() == null
        ? "its path"
        : "GET %s on port %s"
            .formatted(
                Objects.requireNonNullElse(probe.getHttpGet().getPath(), "/"),
                probe.getHttpGet().getPort().getValue());
  }

  /** Returns the seconds after which a container that never answers is killed. */
  private static int patience(Probe probe) {
    int delay = or(probe.getInitialDelaySeconds(), 0);
    int period = Math.max(1, or(probe.getPeriodSeconds(), 10));
    return delay + period * (or(probe.getFailureThreshold(), 3) - 1);
  }

  private static int or(Integer value, int otherwise) {
    return value == null ? otherwise : value;
  }
}
