package io.cortexlocal.cli.cluster;

import io.cortexlocal.cli.io.UsageException;
import io.cortexlocal.cluster.embedded.rest.RunningCluster;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which of the running clusters is meant. */
final class ClusterChoice {

  private static final int COMMAND_LENGTH = 100;

  private ClusterChoice() {}

  /**
   * Returns the running clusters.
   *
   * @throws NotThereException when there is none, with what to try
   */
  static List<RunningCluster> all(List<RunningCluster> clusters) {
    if (clusters.isEmpty()) {
      throw new NotThereException(
          """
          no embedded cluster of this user is running on this machine.
          Try: this command again while ./cortex-local demo or a test with \
          -Dcortex.local.backend=embedded runs. A k3s cluster is read with kubectl.""");
    }
    return clusters;
  }

  /**
   * Returns the only cluster, or the one that is named by the process id of its JVM or of its node.
   *
   * @throws NotThereException when there is none
   * @throws UsageException when it is not clear which one is meant, with those that there are
   */
  static RunningCluster one(List<RunningCluster> clusters, Optional<Long> wanted) {
    List<RunningCluster> chosen =
        all(clusters).stream()
            .filter(
                cluster ->
                    wanted.isEmpty()
                        || cluster.process() == wanted.get()
                        || cluster.node() == wanted.get())
            .toList();
    if (chosen.size() == 1) {
      return chosen.get(0);
    }
    String problem =
        chosen.isEmpty()
            ? "there is no cluster %d".formatted(wanted.orElseThrow())
            : wanted
                .map(pid -> "process %d runs several clusters".formatted(pid))
                .orElse("several clusters are running");
    throw new UsageException(
        problem
            + "; say which with --cluster:\n"
            + clusters.stream().map(ClusterChoice::line).collect(Collectors.joining("\n")));
  }

  private static String line(RunningCluster cluster) {
    return "  --cluster %d  (process %d: %s)"
        .formatted(cluster.node(), cluster.process(), shortened(cluster.command()));
  }

  static String shortened(String command) {
    return command.length() <= COMMAND_LENGTH
        ? command
        : command.substring(0, COMMAND_LENGTH - 1) + "…";
  }
}
