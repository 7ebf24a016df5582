package io.cortexlocal.cli.ci;

import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.Kubernetes.Change;
import io.cortexlocal.cluster.Kubernetes.LogLines;
import io.cortexlocal.cluster.Kubernetes.LostLines;
import io.cortexlocal.cluster.Kubernetes.Subscription;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.lifecycle.Closer;
import io.cortexlocal.workload.Names;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Writes the logs of an API's replicas while they are written: one that has been replaced has none
 * afterwards. The file of a container is that of its latest run; the run before has its own.
 */
public final class FollowedLogs implements AutoCloseable {

  private final Path directory;
  private final Kubernetes kubernetes;
  private final Consumer<String> problems;
  private final Closer closer = new Closer();
  private final Set<String> runs = new HashSet<>();
  private final Set<String> replicas = new TreeSet<>();
  private boolean closed;

  private FollowedLogs(Path directory, Kubernetes kubernetes, Consumer<String> problems) {
    this.directory = directory;
    this.kubernetes = kubernetes;
    this.problems = problems;
  }

  static FollowedLogs of(
      String api, Path directory, Kubernetes kubernetes, Consumer<String> problems) {
    FollowedLogs logs = new FollowedLogs(directory, kubernetes, problems);
    try {
      logs.closer.register(
          kubernetes.watch(
              ResourceType.POD,
              Optional.of(Names.NAMESPACE),
              Map.of(Names.LABEL_API_NAME, api),
              logs::changed));
      return logs;
    } catch (RuntimeException | Error e) {
      logs.close();
      throw e;
    }
  }

  /** Returns the names of the replicas of which something was written. */
  synchronized Set<String> replicas() {
    return Set.copyOf(replicas);
  }

  private void changed(Change<Pod> change) {
    Pod pod = change.object();
    if (change instanceof Change.Deleted || pod.getStatus() == null) {
      return;
    }
    for (ContainerStatus status : pod.getStatus().getContainerStatuses()) {
      if (hasBegun(status)) {
        try {
          follow(pod.getMetadata().getName(), status);
        } catch (ClusterException e) {
          // It may be gone by now.
          problems.accept(e.getMessage());
        } catch (IOException e) {
          problems.accept("a log could not be written: " + e);
        }
      }
    }
  }

  /** One that waits for its restart has the log of the run that ended. */
  private static boolean hasBegun(ContainerStatus status) {
    return status.getState() != null
        && (status.getState().getWaiting() == null
            || (status.getLastState() != null && status.getLastState().getTerminated() != null));
  }

  private synchronized void follow(String replica, ContainerStatus status) throws IOException {
    String container = status.getName();
    if (closed || !runs.add(replica + " " + container + " " + status.getRestartCount())) {
      return;
    }
    replicas.add(replica);
    Path folder = Files.createDirectories(directory.resolve(replica));
    Path file = folder.resolve(container + ".log");
    if (Files.exists(file)) {
      // Whoever writes the earlier run goes on in the same file.
      Files.move(
          file, folder.resolve(container + ".previous.log"), StandardCopyOption.REPLACE_EXISTING);
    }
    Run run = closer.register(new Run(Files.newBufferedWriter(file), problems));
    Subscription subscription = kubernetes.followLogs(Names.NAMESPACE, replica, container, run);
    closer.register(subscription);
  }

  /** Ends the files. What is in them by then stays. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    closer.close();
  }

  /** The lines of one run of a container. */
  private static final class Run implements LogLines, AutoCloseable {

    private final BufferedWriter writer;
    private final Consumer<String> problems;
    private boolean closed;

    Run(BufferedWriter writer, Consumer<String> problems) {
      this.writer = writer;
      this.problems = problems;
    }

    /** Whoever delivers the lines is not to learn of a full disk: a run that cannot go on ends. */
    @Override
    public synchronized void line(String line) {
      if (closed) {
        return;
      }
      try {
        writer.write(line);
        writer.write('\n');
        writer.flush();
      } catch (IOException e) {
        problems.accept("a log could not be written to its end: " + e);
        close();
      }
    }

    @Override
    public void lost(LostLines lost) {
      line(lost.describe());
    }

    @Override
    public synchronized void close() {
      if (closed) {
        return;
      }
      closed = true;
      try {
        writer.close();
      } catch (IOException e) {
        problems.accept("a log could not be written to its end: " + e);
      }
    }
  }
}
