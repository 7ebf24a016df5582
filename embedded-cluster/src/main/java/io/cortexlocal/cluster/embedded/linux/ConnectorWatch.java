package io.cortexlocal.cluster.embedded.linux;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Kills the node's connector when it runs but does not answer; the node then starts another. */
final class ConnectorWatch {

  private static final Logger LOG = LoggerFactory.getLogger(ConnectorWatch.class);

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(4);

  /** A machine that was halted as a whole goes on with the time over, once. */
  private static final int MOST_SILENT = 2;

  private static final Path COMMAND_LINES = Path.of("/proc");
  private static final String SCRIPT = "/dial.pl";

  private final Process supervisor;
  private final Dialer dialer;

  private ConnectorWatch(Process supervisor, Path socket) {
    this.supervisor = supervisor;
    this.dialer = new Dialer(socket);
  }

  /** Watches it until the node ends. */
  static void start(Process supervisor, Path socket) {
    Thread thread =
        new Thread(new ConnectorWatch(supervisor, socket)::watch, "connector-" + supervisor.pid());
    thread.setDaemon(true);
    thread.start();
  }

  private void watch() {
    int silent = 0;
    try {
      while (!supervisor.waitFor(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS)) {
        silent = dialer.answers(PATIENCE) ? 0 : silent + 1;
        if (silent == MOST_SILENT && supervisor.isAlive()) {
          silent = 0;
          LOG.warn(
              "embedded node: the connector (dial.pl) has not answered {} times, for {} s each; it"
                  + " is killed",
              MOST_SILENT,
              PATIENCE.toSeconds());
          supervisor.descendants().filter(ConnectorWatch::isConnector).forEach(this::kill);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void kill(ProcessHandle connector) {
    if (!connector.destroyForcibly()) {
      LOG.warn("embedded node: the connector, process {}, cannot be killed", connector.pid());
    }
  }

  private static boolean isConnector(ProcessHandle process) {
    try {
      return Files.readString(COMMAND_LINES.resolve(process.pid() + "/cmdline"), ISO_8859_1)
          .contains(SCRIPT);
    } catch (IOException ended) {
      return false;
    }
  }
}
