package io.cortexlocal.cluster.embedded.rest;

import io.cortexlocal.cluster.embedded.linux.LinuxNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An embedded cluster that another process of this user runs, seen through {@code /proc}.
 *
 * @param node the process id of the node's first process, which no two clusters share
 * @param process the process id of the JVM that runs the cluster
 * @param command that JVM's command line
 */
public record RunningCluster(long node, long process, String command) {

  private static final Path PROC = Path.of("/proc");
  private static final String RUN = "root/run/cortex-local";

  /** Returns the clusters that can be read, those that were started first at the front. */
  public static List<RunningCluster> find() {
    List<RunningCluster> found = new ArrayList<>();
    try (Stream<Path> entries = Files.list(PROC)) {
      for (Path entry : entries.toList()) {
        if (entry.getFileName().toString().matches("\\d+")) {
          inspect(Long.parseLong(entry.getFileName().toString())).ifPresent(found::add);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    found.sort(Comparator.comparingLong(RunningCluster::node));
    return List.copyOf(found);
  }

  private static Optional<RunningCluster> inspect(long pid) {
    List<String> arguments = arguments(pid);
    int count = arguments.size();
    if (count < 2
        || !arguments.get(count - 2).equals(LinuxNode.MARK)
        || !arguments.get(count - 1).matches("\\d{1,18}")
        || !Files.exists(kubeconfig(pid))) {
      return Optional.empty();
    }
    long process = Long.parseLong(arguments.get(count - 1));
    return Optional.of(new RunningCluster(pid, process, String.join(" ", arguments(process))));
  }

  /** A process may end at any time, which is no failure. */
  private static List<String> arguments(long pid) {
    try {
      String text =
          new String(
              Files.readAllBytes(PROC.resolve(Long.toString(pid)).resolve("cmdline")),
              StandardCharsets.UTF_8);
      return List.of(text.split("\0"));
    } catch (IOException ended) {
      return List.of();
    }
  }

  private static Path kubeconfig(long node) {
    return PROC.resolve(Long.toString(node)).resolve(RUN).resolve(Kubeconfig.FILE);
  }

  /** Returns the file with which kubectl reaches it. */
  public Path kubeconfig() {
    return kubeconfig(node);
  }

  /**
   * Returns its API.
   *
   * @throws UnreadableClusterException when it has ended
   */
  public ClusterApi api() {
    try {
      return new ClusterApi(process, Kubeconfig.read(kubeconfig()));
    } catch (IOException | RuntimeException e) {
      throw new UnreadableClusterException(
          "the cluster of process %d does not answer: %s".formatted(process, e.getMessage()), e);
    }
  }
}
