package io.cortexlocal.cluster.embedded.linux;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Follows a container's start: what bubblewrap says of it, and what it does not say. */
final class BubblewrapStatus {

  private static final Pattern CHILD = Pattern.compile("\"child-pid\": *(\\d+)");
  private static final Pattern EXITED = Pattern.compile("\"exit-code\"");
  private static final String OWN_ARGUMENTS = "bwrap\0--args\0003\0--json-status-fd\0004\0";
  private static final long PAUSE_NANOS = 300_000;

  private final Path processes;
  private final BufferedReader status;

  /** Creates it for a process that is running {@code container.pl}. */
  BubblewrapStatus(LinuxNode node, Process process) {
    this.processes = node.processes();
    this.status =
        new BufferedReader(
            new InputStreamReader(process.getErrorStream(), StandardCharsets.US_ASCII));
  }

  /**
   * Waits until the program has taken bubblewrap's place.
   *
   * @return its process id in the node, or nothing when it could not be run
   */
  Optional<Integer> awaitProgram() throws IOException {
    Optional<Integer> pid = Optional.empty();
    for (String line = status.readLine(); pid.isEmpty(); line = status.readLine()) {
      if (line == null) {
        return Optional.empty();
      }
      Matcher child = CHILD.matcher(line);
      if (child.find()) {
        pid = Optional.of(Integer.valueOf(child.group(1)));
        break;
      }
    }
    while (true) {
      switch (state(pid.get())) {
        case RUNNING -> {
          return pid;
        }
        case ENDED -> {
          return hasExited() ? pid : Optional.empty();
        }
        case SETTING_UP ->
            // The kernel tells nobody when a program is executed.
            LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private enum State {
    SETTING_UP,
    RUNNING,
    ENDED
  }

  private State state(int pid) throws IOException {
    Path process = processes.resolve(Integer.toString(pid));
    try {
      String arguments = beginning(process.resolve("cmdline"));
      if (arguments.startsWith(OWN_ARGUMENTS)) {
        return State.SETTING_UP;
      }
      if (!arguments.isEmpty()) {
        return State.RUNNING;
      }
      String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
      char state = stat.charAt(stat.lastIndexOf(')') + 2);
      return state == 'Z' || state == 'X' ? State.ENDED : State.SETTING_UP;
    } catch (NoSuchFileException e) {
      return State.ENDED;
    } catch (IOException e) {
      if (!Files.exists(process)) {
        return State.ENDED;
      }
      throw e;
    }
  }

  /**
   * In one read: between two of them, which a JDK's helpers do, a process that ends loses its text.
   */
  private static String beginning(Path commandLine) throws IOException {
    byte[] bytes = new byte[OWN_ARGUMENTS.length()];
    try (InputStream in = Files.newInputStream(commandLine)) {
      int read = in.read(bytes);
      return new String(bytes, 0, Math.max(0, read), StandardCharsets.ISO_8859_1);
    }
  }

  /** Bubblewrap reports an exit code only for a program that it could execute. */
  private boolean hasExited() throws IOException {
    for (String line = status.readLine(); line != null; line = status.readLine()) {
      if (EXITED.matcher(line).find()) {
        return true;
      }
    }
    return false;
  }
}
