package io.cortexlocal.cli.cluster;

import io.cortexlocal.cli.io.Streams;
import io.cortexlocal.cluster.embedded.rest.RunningCluster;
import io.cortexlocal.cluster.embedded.rest.UnreadableClusterException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Option;

/** A command that reads a running cluster. Exit codes: 0 it was read, 1 it is not there. */
abstract class ClusterCommand implements Callable<Integer> {

  @Option(
      names = "--cluster",
      paramLabel = "PID",
      description = "Which cluster, when several are running.")
  private Optional<Long> cluster = Optional.empty();

  private final Streams streams;

  ClusterCommand(Streams streams) {
    this.streams = streams;
  }

  final Streams streams() {
    return streams;
  }

  /** Returns the cluster that is meant. */
  final RunningCluster cluster() {
    return ClusterChoice.one(RunningCluster.find(), cluster);
  }

  /** Returns the cluster that is named, or all where none is. */
  final List<RunningCluster> clusters() {
    return cluster.isPresent() ? List.of(cluster()) : ClusterChoice.all(RunningCluster.find());
  }

  abstract void read();

  @Override
  public final Integer call() {
    try {
      read();
      return 0;
    } catch (NotThereException | UnreadableClusterException e) {
      streams.err().println("cortex-local: " + e.getMessage());
    }
    return 1;
  }
}
