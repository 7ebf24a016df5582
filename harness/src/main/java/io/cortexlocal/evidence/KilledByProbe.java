package io.cortexlocal.evidence;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Probe;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A container that its liveness probe ends before it is ready. */
final class KilledByProbe implements StartReader {

  private static final Pattern KILLED =
      Pattern.compile("Container (\\S+) failed liveness probe, will be restarted");

  @Override
  public Optional<String> read(Replica replica) {
    return replica.events("Killing").stream()
        .flatMap(event -> hint(replica, event).stream())
        .findFirst();
  }

  private static Optional<String> hint(Replica replica, Event event) {
    Matcher killed = KILLED.matcher(event.getMessage() == null ? "" : event.getMessage());
    if (!killed.matches()) {
      return Optional.empty();
    }
    String container = killed.group(1);
    int times = event.getCount() == null ? 1 : event.getCount();
    int seconds =
        replica
            .spec(container)
            .map(spec -> spec.getLivenessProbe())
            .map(KilledByProbe::patience)
            .orElse(0);
    return Optional.of(
        "the liveness probe killed container %s %s before it was ready%s. Give liveness_probe a longer initial_delay_seconds or more failure_threshold, or leave it out."
            .formatted(
                container,
                times == 1 ? "once" : times + " times",
                seconds == 0 ? "" : ", since it allows %d s for the start".formatted(seconds)));
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
