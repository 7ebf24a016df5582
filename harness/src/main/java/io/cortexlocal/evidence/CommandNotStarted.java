package io.cortexlocal.evidence;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A container whose program the runtime cannot start. */
final class CommandNotStarted implements StartReader {

  private static final Set<String> REASONS =
      Set.of("StartError", "ContainerCannotRun", "RunContainerError", "CreateContainerError");

  private static final Pattern REFUSED =
      Pattern.compile(
          "(?s).*?(?:exec: \"(?<quoted>[^\"]*)\": |exec (?<plain>[^:\\n]+): )"
              + "(?<why>.*?)(?: \\(it needs (?<needed>[^)]*)\\))?(?:: unknown)?");

  @Override
  public Optional<String> read(Replica replica) {
    return replica.statuses().stream()
        .flatMap(container -> hint(replica, container).stream())
        .findFirst();
  }

  private static Optional<String> hint(Replica replica, ContainerStatus container) {
    return message(container)
        .or(() -> saidBeforeItsEnd(replica, container))
        .map(REFUSED::matcher)
        .filter(Matcher::matches)
        .map(
            refused ->
                "the command of container %s could not be started: %s"
                    .formatted(container.getName(), why(refused)));
  }

  /** Returns what the runtime says of a program that it could not start. */
  static Optional<String> message(ContainerStatus container) {
    return Stream.of(container.getState(), container.getLastState())
        .filter(Objects::nonNull)
        .flatMap(CommandNotStarted::messages)
        .filter(Objects::nonNull)
        .filter(message -> REFUSED.matcher(message).matches())
        .findFirst();
  }

  private static Stream<String> messages(ContainerState state) {
    if (state.getWaiting() != null) {
      return REASONS.contains(state.getWaiting().getReason())
          ? Stream.of(state.getWaiting().getMessage()).filter(Objects::nonNull)
          : Stream.empty();
    }
    ContainerStateTerminated end = state.getTerminated();
    return end != null && REASONS.contains(end.getReason())
        ? Stream.ofNullable(end.getMessage())
        : Stream.empty();
  }

  /** A program that the kernel refuses after the container's start is the runtime's last line. */
  private static Optional<String> saidBeforeItsEnd(Replica replica, ContainerStatus container) {
    if (Replica.lastEnd(container).isEmpty()) {
      return Optional.empty();
    }
    List<String> lines = replica.look().lastLines(container.getName());
    return lines.size() == 1
        ? lines.stream().filter(line -> line.startsWith("exec ")).findFirst()
        : Optional.empty();
  }

  /** Returns whether another container may yet bring the program, in the volume that they share. */
  static boolean mayComeYet(Container spec) {
    return Stream.concat(spec.getCommand().stream(), spec.getArgs().stream())
        .anyMatch(word -> word.contains("/mnt/"));
  }

  private static String why(Matcher refused) {
    String program =
        Objects.requireNonNullElseGet(refused.group("quoted"), () -> refused.group("plain"));
    String why = refused.group("why");
    boolean missing = why.contains("not found") || why.contains("no such file");
    if (missing && refused.group("needed") != null) {
      return "%s needs %s, which is not in the image. Mind its first line, and that this ends as Unix lines do."
          .formatted(program, refused.group("needed"));
    }
    if (missing && program.strip().indexOf(' ') > 0) {
      return "\"%s\" is one word with spaces, and no shell splits it. Write each word by itself: command: [%s], or command: [sh, -c, \"%s\"]."
          .formatted(program, String.join(", ", program.strip().split("\\s+")), program);
    }
    if (missing && refused.group("plain") != null) {
      return "%s is there, but what it needs to run is not. Mind its first line, and that this ends as Unix lines do."
          .formatted(program);
    }
    if (missing) {
      return "there is no program %s in the image. Mind its spelling, its path and the image's PATH."
          .formatted(program);
    }
    if (why.contains("permission denied")) {
      return "%s is not executable: chmod +x it, or name the program that runs it."
          .formatted(program);
    }
    if (why.contains("exec format error")) {
      return "%s is for another architecture than this machine's, or a script without a first line such as #!/bin/sh. Build the image for this machine."
          .formatted(program);
    }
    return "%s: %s".formatted(program, why);
  }
}
