package io.cortexlocal.cluster.embedded.linux;

import io.cortexlocal.cluster.embedded.runtime.RuntimeFailure;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Runs a short command of the runtime's own in the node. */
final class NodeCommand {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private NodeCommand() {}

  /**
   * Runs a command, and returns once it has ended well.
   *
   * @param what is done, for a message: {@code "make the network of pod a/b"}
   * @throws RuntimeFailure when it fails, with what it wrote
   */
  static void run(LinuxNode node, String what, List<String> command) {
    List<String> all = new ArrayList<>(node.enter(new Entry.Node()));
    all.addAll(command);
    ProcessBuilder builder =
        HostTools.process(all)
            .redirectErrorStream(true)
            .redirectInput(Redirect.from(new File("/dev/null")));
    try {
      Process process = builder.start();
      String output;
      int code;
      boolean expired;
      try (Watchdog watchdog = Watchdog.over(process, TIMEOUT)) {
        output = HostTools.output(process);
        code = process.onExit().join().exitValue();
        expired = watchdog.expired();
      }
      if (code != 0) {
        throw new RuntimeFailure(
            "Could not %s: %s".formatted(what, reason(node, output, code, expired)));
      }
    } catch (IOException e) {
      throw new RuntimeFailure("Could not %s: %s".formatted(what, e.getMessage()), e);
    }
  }

  private static String reason(LinuxNode node, String output, int code, boolean expired) {
    if (!node.alive()) {
      return "the embedded node has ended";
    }
    if (expired) {
      return "it took longer than %d s. %s".formatted(TIMEOUT.toSeconds(), output);
    }
    return "%s (exit code %d)".formatted(output, code);
  }
}
