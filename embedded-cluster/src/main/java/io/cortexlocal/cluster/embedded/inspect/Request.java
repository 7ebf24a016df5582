package io.cortexlocal.cluster.embedded.inspect;

import java.util.Map;
import java.util.Optional;

/** What is asked of a cluster, as one line of JSON. */
public sealed interface Request {

  /** Asks what the cluster is: an object with {@code gateway} and {@code startedAt}. */
  record Overview() implements Request {}

  /**
   * Asks for objects: a {@code List} as the API has it, sorted by namespace and name.
   *
   * @param namespace empty for all namespaces
   * @param name empty for all names
   * @param labels which an object must all have
   */
  record Get(
      ReadableKind kind,
      Optional<String> namespace,
      Optional<String> name,
      Map<String, String> labels)
      implements Request {
    public Get {
      labels = Map.copyOf(labels);
    }
  }

  /**
   * Asks for the lines of a container.
   *
   * @param lines how many of the last ones, 0 or more
   * @param previous whether those of the run before the last restart
   * @param follow whether to go on with those to come, until the pod is gone
   */
  record Logs(
      String namespace, String pod, String container, int lines, boolean previous, boolean follow)
      implements Request {}
}
