package io.cortexlocal.evidence;

import java.util.Optional;

/** A probe that cannot be made, and so neither fails nor passes. */
final class ProbeNotRun implements StartReader {

  @Override
  public Optional<String> read(Replica replica) {
    return replica.events("Unhealthy").stream()
        .flatMap(event -> UnrunProbe.of(event, replica.pod()).stream())
        .findFirst()
        .map(
            probe ->
                "%s cannot run, so it neither passes nor fails: %s"
                    .formatted(probe.name(), probe.hint()));
  }
}
