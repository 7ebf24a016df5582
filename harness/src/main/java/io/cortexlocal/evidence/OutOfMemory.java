package io.cortexlocal.evidence;

import java.util.Optional;

/** A container that the kernel ended for the memory that it took. */
final class OutOfMemory implements StartReader {

  @Override
  public Optional<String> read(Replica replica) {
    return replica.statuses().stream()
        .filter(
            container ->
                Replica.lastEnd(container)
                    .filter(end -> "OOMKilled".equals(end.getReason()))
                    .isPresent())
        .findFirst()
        .map(
            container ->
                "container %s took more memory than there was, and the kernel killed it: load less, or run it where more memory is free."
                    .formatted(container.getName()));
  }
}
