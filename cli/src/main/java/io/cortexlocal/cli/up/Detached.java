package io.cortexlocal.cli.up;

import io.cortexlocal.cli.io.FlagVariables;
import io.cortexlocal.cli.io.UsageException;
import io.cortexlocal.cli.running.RunningUps;
import io.cortexlocal.cli.running.UpFolder;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * An {@code up} that goes on in the background, in a session of its own, so that it outlives the
 * terminal it was started in.
 */
final class Detached {

  private static final long POLL_MILLIS = 50;
  private static final String UP = "up";
  private static final String TERMINAL = "-Dcortex.local.terminal=true";

  private final UpFolder folder;
  private final Process process;
  private final Path log;

  private Detached(UpFolder folder, Process process, Path log) {
    this.folder = folder;
    this.process = process;
    this.log = log;
  }

  /**
   * Starts this process's command once more.
   *
   * @param flag that asks for it, as a word or as a variable, which is left out
   * @param logOption with which the other is told of its log
   * @throws UsageException when that cannot be done
   */
  static Detached start(UpFolder folder, String flag, String logOption) {
    try {
      Path log = folder.makeLogFile();
      List<String> command = new ArrayList<>();
      if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
        command.add("/usr/bin/setsid");
      }
      command.addAll(words(ownCommand(), flag, List.of(logOption, log.toString())));
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      builder.environment().remove(FlagVariables.name(UP, flag));
      return new Detached(folder, builder.start(), log);
    } catch (IOException e) {
      throw new UsageException("it cannot go on in the background: " + e.getMessage());
    }
  }

  /**
   * Returns the command with other words in the place of a flag; after the command's name where the
   * flag is not among its words.
   */
  static List<String> words(List<String> command, String flag, List<String> instead) {
    List<String> words = new ArrayList<>(command);
    words.removeIf(TERMINAL::equals);
    List<String> asked = words.stream().filter(word -> asks(word, flag)).toList();
    int at = asked.isEmpty() ? -1 : words.indexOf(asked.get(0));
    words.removeAll(asked);
    words.addAll(at < 0 ? words.indexOf(UP) + 1 : at, instead);
    return words;
  }

  /** A switch may be given with a value. */
  private static boolean asks(String word, String flag) {
    return word.equals(flag) || word.startsWith(flag + "=");
  }

  /** What the system tells of a process's arguments may be cut off; the file is not. */
  private static List<String> ownCommand() throws IOException {
    return List.of(Files.readString(Path.of("/proc/self/cmdline")).split("\0"));
  }

  Path log() {
    return log;
  }

  long pid() {
    return process.pid();
  }

  /** Returns how it ended, once it has. */
  int exitCode() {
    return process.onExit().join().exitValue();
  }

  /**
   * Hands on what it says, until it has deployed for the first time.
   *
   * @return whether its APIs serve; empty when it has ended
   */
  Optional<Boolean> await(Consumer<String> said) throws IOException, InterruptedException {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      while (true) {
        boolean ended = !process.isAlive();
        // One that was killed here leaves its own word behind, until the next one has the folder.
        Optional<Boolean> settled =
            RunningUps.starting(folder).isPresent() ? folder.settled() : Optional.empty();
        byte[] fresh = new byte[(int) (file.length() - file.getFilePointer())];
        file.readFully(fresh);
        said.accept(new String(fresh, StandardCharsets.UTF_8));
        if (ended || settled.isPresent()) {
          return ended ? Optional.empty() : settled;
        }
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      }
    }
  }
}
