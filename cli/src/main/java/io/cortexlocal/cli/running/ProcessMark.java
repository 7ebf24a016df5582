package io.cortexlocal.cli.running;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * A process, told from a later one that was given the same id.
 *
 * @param started what the system says of its start; the same for as long as it runs
 */
public record ProcessMark(long pid, String started) {

  /** Of /proc/PID/stat, counted from what follows the command's closing parenthesis. */
  private static final int START_TIME = 19;

  /** Returns that of this process. */
  public static ProcessMark ofThisProcess() {
    long pid = ProcessHandle.current().pid();
    return new ProcessMark(pid, started(pid).orElse(""));
  }

  /** Returns whether the process still runs. */
  public boolean isAlive() {
    return handle().isPresent();
  }

  /** Returns the process; empty when it has ended. */
  public Optional<ProcessHandle> handle() {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(process -> started(pid).filter(started::equals).isPresent());
  }

  private static Optional<String> started(long pid) {
    Path stat = Path.of("/proc", Long.toString(pid), "stat");
    if (Files.exists(stat)) {
      try {
        String text = Files.readString(stat, StandardCharsets.ISO_8859_1);
        return Optional.of(text.substring(text.lastIndexOf(')') + 2).split(" ", -1)[START_TIME]);
      } catch (IOException ended) {
        return Optional.empty();
      }
    }
    return ProcessHandle.of(pid).flatMap(it -> it.info().startInstant()).map(Instant::toString);
  }
}
