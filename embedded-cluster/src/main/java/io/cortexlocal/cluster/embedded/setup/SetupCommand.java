package io.cortexlocal.cluster.embedded.setup;

import io.cortexlocal.cluster.SetupException;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs a program of this machine in the user's own environment: proxies and indexes are kept. */
final class SetupCommand {

  private static final int LAST_LINES = 20;

  private SetupCommand() {}

  /**
   * Runs it to its end, or kills it when the time is up.
   *
   * @param more variables of its environment
   * @throws SetupException when it cannot be started
   */
  static Outcome run(List<String> command, Map<String, String> more, Duration timeout) {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(Redirect.from(new File("/dev/null")));
    builder.environment().putAll(more);
    try {
      Process process = builder.start();
      CompletableFuture<Boolean> expired =
          new CompletableFuture<Boolean>()
              .completeOnTimeout(true, timeout.toNanos(), TimeUnit.NANOSECONDS);
      CompletableFuture<Void> killed =
          expired.thenAcceptAsync(
              late -> {
                if (late) {
                  process.descendants().forEach(ProcessHandle::destroyForcibly);
                  process.toHandle().destroyForcibly();
                }
              });
      String said = lastLines(process);
      int exitCode = process.onExit().join().exitValue();
      boolean late = !expired.complete(false);
      killed.join();
      return new Outcome(
          exitCode, late ? "no end after %d s\n%s".formatted(timeout.toSeconds(), said) : said);
    } catch (IOException e) {
      throw new SetupException("cannot run " + command.get(0) + ": " + e.getMessage(), e);
    }
  }

  private static String lastLines(Process process) throws IOException {
    Deque<String> last = new ArrayDeque<>();
    try (BufferedReader lines = process.inputReader()) {
      String line = lines.readLine();
      while (line != null) {
        if (last.size() == LAST_LINES) {
          last.removeFirst();
        }
        last.addLast(line);
        line = lines.readLine();
      }
    }
    return String.join("\n", last).strip();
  }

  /**
   * How it ended.
   *
   * @param reason the last lines of what it wrote
   */
  record Outcome(int exitCode, String reason) {

    boolean succeeded() {
      return exitCode == 0;
    }
  }
}
