package io.cortexlocal.cli.cluster;

import io.cortexlocal.cli.io.Streams;
import io.cortexlocal.cluster.embedded.rest.ClusterApi;
import io.cortexlocal.cluster.embedded.rest.RunningCluster;
import io.cortexlocal.cluster.embedded.rest.UnreadableClusterException;
import io.cortexlocal.http.PlainHttp;
import java.util.Optional;

/**
 * What a container of any running embedded cluster wrote.
 *
 * @param pod its name, which may have {@code pod/} in front
 * @param container empty for the pod's first one
 * @param previous whether the run before the container's last restart is meant
 * @param follow whether to go on until the pod is gone
 * @param tail how many of the last lines
 * @param form of a line, from the pod's name, the container's, and what was written
 */
public record PodLog(
    String namespace,
    String pod,
    String container,
    boolean previous,
    boolean follow,
    int tail,
    Form form) {

  private static final int FAILED = 1;

  /** How a line is printed. */
  @FunctionalInterface
  public interface Form {

    /** Returns the line to print. */
    String of(String pod, String container, String line);
  }

  /**
   * Prints it.
   *
   * @param wanted the process id of the cluster, where several run
   * @return the exit code
   */
  public int print(Streams streams, Optional<Long> wanted) {
    try {
      print(streams, ClusterChoice.one(RunningCluster.find(), wanted).api());
      return 0;
    } catch (NotThereException | UnreadableClusterException e) {
      streams.err().println("cortex-local: " + e.getMessage());
      return FAILED;
    }
  }

  private void print(Streams streams, ClusterApi api) {
    String name = pod.startsWith("pod/") ? pod.substring("pod/".length()) : pod;
    String path =
        "/api/v1/namespaces/%s/pods/%s"
            .formatted(PlainHttp.encoded(namespace), PlainHttp.encoded(name));
    String chosen =
        container.isEmpty()
            ? api.get(path).path("spec").path("containers").path(0).path("name").asText()
            : container;
    api.lines(
        "%s/log?container=%s&tailLines=%d&previous=%s&follow=%s"
            .formatted(path, PlainHttp.encoded(chosen), tail, previous, follow),
        line -> {
          streams.out().println(form.of(name, chosen, line));
          if (follow) {
            streams.check();
          }
        });
  }
}
