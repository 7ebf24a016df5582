package io.cortexlocal.cli.ci;

import io.cortexlocal.cli.io.UsageException;
import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.timeline.Timeline;
import io.cortexlocal.timeline.TimelineText;
import io.cortexlocal.workload.Names;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The directory that a run leaves behind: {@code junit.xml}; for each API {@code describe.txt} and
 * {@code timeline.txt}; for each of its replicas, those included that were replaced meanwhile,
 * {@code events.txt} and a {@code .log} for each container, with {@code .previous.log} for its run
 * before the last restart.
 */
public final class CiOutput {

  private final Path directory;

  private CiOutput(Path directory) {
    this.directory = directory;
  }

  /**
   * Makes the directory, where it is not there.
   *
   * @throws UsageException when it cannot be written
   */
  public static CiOutput in(Path directory) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UsageException(
          "--output: cannot write %s: %s".formatted(directory, e.getMessage()));
    }
    if (!Files.isWritable(directory)) {
      throw new UsageException("--output: cannot write " + directory);
    }
    return new CiOutput(directory);
  }

  /** Writes what passed and what did not. */
  public void results(List<CiResult> results) throws IOException {
    CiJunit.write(results, directory.resolve("junit.xml"));
  }

  /** Writes how an API is. */
  public void description(String api, String text) throws IOException {
    Files.writeString(api(api).resolve("describe.txt"), text + "\n");
  }

  /** Writes all that happened to an API. */
  public void timeline(Timeline timeline) throws IOException {
    Files.writeString(
        api(timeline.api()).resolve("timeline.txt"),
        TimelineText.of(timeline, Integer.MAX_VALUE) + "\n");
  }

  /**
   * Begins to write the logs of an API's replicas, those that come later included.
   *
   * @param problems told what cannot be written, by any thread
   * @throws ClusterException when the cluster does not answer
   */
  public FollowedLogs follow(String api, Kubernetes kubernetes, Consumer<String> problems)
      throws IOException {
    return FollowedLogs.of(api, api(api), kubernetes, problems);
  }

  /**
   * Writes the logs and events of the replicas that an API has now, and the events of those that it
   * had.
   *
   * @param followed the API's, closed
   * @throws ClusterException when the cluster does not answer
   */
  public void replicas(String api, Kubernetes kubernetes, FollowedLogs followed)
      throws IOException {
    Set<String> gone = new TreeSet<>(followed.replicas());
    Map<String, String> labels = Map.of(Names.LABEL_API_NAME, api);
    for (Pod pod : kubernetes.list(ResourceType.POD, Names.NAMESPACE, labels)) {
      String name = pod.getMetadata().getName();
      gone.remove(name);
      Path replica = events(api, name, kubernetes);
      for (Container container : pod.getSpec().getContainers()) {
        String log = log(kubernetes, name, container.getName(), false);
        Files.writeString(replica.resolve(container.getName() + ".log"), log);
        String previous = log(kubernetes, name, container.getName(), true);
        if (!previous.isEmpty()) {
          Files.writeString(replica.resolve(container.getName() + ".previous.log"), previous);
        }
      }
    }
    for (String name : gone) {
      events(api, name, kubernetes);
    }
  }

  private Path events(String api, String pod, Kubernetes kubernetes) throws IOException {
    Path replica = Files.createDirectories(api(api).resolve(pod));
    Files.writeString(
        replica.resolve("events.txt"),
        kubernetes.events(Names.NAMESPACE, "Pod", pod).stream()
            .map(CiOutput::line)
            .collect(Collectors.joining()));
    return replica;
  }

  private static String log(Kubernetes kubernetes, String pod, String container, boolean previous) {
    return kubernetes.logs(Names.NAMESPACE, pod, container, Integer.MAX_VALUE, previous);
  }

  private static String line(Event event) {
    return "%s %s %s: %s%n"
        .formatted(
            event.getLastTimestamp() == null ? "" : event.getLastTimestamp(),
            event.getType(),
            event.getReason(),
            event.getMessage());
  }

  private Path api(String api) throws IOException {
    return Files.createDirectories(directory.resolve(api));
  }
}
