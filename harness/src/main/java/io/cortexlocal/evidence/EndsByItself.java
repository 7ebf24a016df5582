package io.cortexlocal.evidence;

import io.cortexlocal.status.ExitCodes;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import java.util.Optional;

/** A container whose program does not stay. */
final class EndsByItself implements StartReader {

  @Override
  public Optional<String> read(Replica replica) {
    return replica.statuses().stream()
        .flatMap(container -> Replica.lastEnd(container).map(end -> hint(container, end)).stream())
        .findFirst();
  }

  private static String hint(ContainerStatus container, ContainerStateTerminated end) {
    String name = container.getName();
    return switch (end.getExitCode()) {
      case 0 ->
          "container %s ends by itself with exit code 0: let its command be a server that stays."
              .formatted(name);
      case ExitCodes.NOT_FOUND ->
          "container %s ends by itself with exit code 127: its shell did not find a command; its last lines stand above."
              .formatted(name);
      case ExitCodes.NOT_EXECUTABLE ->
          "container %s ends by itself with exit code 126: its shell found a command that is not executable; its last lines stand above."
              .formatted(name);
      case 137 ->
          "container %s was killed (137 = SIGKILL): mostly for memory that ran out, which dmesg tells."
              .formatted(name);
      default ->
          "container %s ends by itself with exit code %s; its last lines stand above."
              .formatted(name, ExitCodes.text(end.getExitCode()));
    };
  }
}
