package io.cortexlocal.cluster.embedded.linux;

import io.cortexlocal.cluster.embedded.runtime.ContainerSpec;
import io.cortexlocal.cluster.embedded.runtime.StartFailure;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells what bubblewrap says of the container's program from what it says of the machine. */
final class BubblewrapFailure {

  private static final Pattern EXEC = Pattern.compile("(?m)^bwrap: execvp (.*): ([^:]+)$");
  private static final Pattern CHDIR = Pattern.compile("(?m)^bwrap: Can't chdir to (.*): ([^:]+)$");

  private BubblewrapFailure() {}

  /**
   * Does nothing when the program is not at fault.
   *
   * @throws StartFailure in runc's words, when it is
   */
  static void throwIfProgrammes(String output, ContainerSpec config) throws StartFailure {
    Matcher exec = EXEC.matcher(output);
    if (exec.find()) {
      throw new StartFailure("exec: \"%s\": %s".formatted(exec.group(1), reason(exec)));
    }
    Matcher chdir = CHDIR.matcher(output);
    if (chdir.find()) {
      throw new StartFailure(
          "chdir to cwd (\"%s\") set in config.json failed: %s"
              .formatted(config.workingDirectory(), reason(chdir)));
    }
  }

  private static String reason(Matcher matcher) {
    return matcher.group(2).toLowerCase(Locale.ROOT);
  }
}
