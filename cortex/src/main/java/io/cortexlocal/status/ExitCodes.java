package io.cortexlocal.status;

import java.util.Map;
import java.util.Optional;

/** What the exit codes of processes, of shells and of container runtimes stand for. */
public final class ExitCodes {

  /** A shell's code for a command that is there and cannot be run. */
  public static final int NOT_EXECUTABLE = 126;

  /** A shell's code for a command that is not there. */
  public static final int NOT_FOUND = 127;

  private static final int SIGNALS = 128;
  private static final Map<Integer, String> SIGNAL_NAMES =
      Map.ofEntries(
          Map.entry(1, "SIGHUP"),
          Map.entry(2, "SIGINT"),
          Map.entry(3, "SIGQUIT"),
          Map.entry(4, "SIGILL"),
          Map.entry(6, "SIGABRT"),
          Map.entry(7, "SIGBUS"),
          Map.entry(8, "SIGFPE"),
          Map.entry(9, "SIGKILL"),
          Map.entry(11, "SIGSEGV"),
          Map.entry(13, "SIGPIPE"),
          Map.entry(14, "SIGALRM"),
          Map.entry(15, "SIGTERM"),
          Map.entry(24, "SIGXCPU"),
          Map.entry(31, "SIGSYS"));

  private ExitCodes() {}

  /** Returns what a code stands for; empty when it is the program's own. */
  public static Optional<String> meaning(int code) {
    return switch (code) {
      case 1 -> Optional.of("an error of the program");
      case NOT_EXECUTABLE -> Optional.of("command not executable");
      case NOT_FOUND -> Optional.of("command not found");
      default -> Optional.ofNullable(SIGNAL_NAMES.get(code - SIGNALS));
    };
  }

  /** Returns a code with its meaning, such as {@code 137 (SIGKILL)}. */
  public static String text(int code) {
    return code + meaning(code).map(" (%s)"::formatted).orElse("");
  }
}
