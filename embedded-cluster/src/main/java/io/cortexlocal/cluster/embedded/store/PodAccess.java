package io.cortexlocal.cluster.embedded.store;

import io.cortexlocal.cluster.Kubernetes.ExecResult;
import io.cortexlocal.cluster.Kubernetes.LogLines;
import io.cortexlocal.cluster.Kubernetes.Subscription;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;

/** What a node lets one do with the containers of its pods. Safe for use by several threads. */
public interface PodAccess {

  /**
   * Returns the last lines that a container wrote.
   *
   * @param previous whether to read the container's run before its last restart
   * @return an empty text when the container has not run
   */
  String logs(String namespace, String pod, String container, int lines, boolean previous);

  /**
   * Returns the last lines that a container wrote, with the moments.
   *
   * @param previous whether to read the container's run before its last restart
   * @return nothing when the container has not run
   */
  List<WrittenLine> written(
      String namespace, String pod, String container, int lines, boolean previous);

  /**
   * Reports every line of a container, from its first one on, until the subscription is closed or
   * the container ends.
   */
  Subscription followLogs(String namespace, String pod, String container, LogLines lines);

  /**
   * Reports the last lines of a container, and every further one, until the subscription is closed
   * or the container ends.
   *
   * @param last how many of the lines that there are, 0 or more
   * @param done called after the last line when the container has ended
   */
  Subscription followWritten(
      String namespace, String pod, String container, int last, WrittenLines lines, Runnable done);

  /**
   * Runs a command in a container, and waits for its end.
   *
   * @throws io.cortexlocal.cluster.ClusterException when it has not ended within the timeout
   */
  ExecResult exec(
      String namespace, String pod, String container, Duration timeout, List<String> command);

  /**
   * Connects to a port of a pod.
   *
   * @throws IOException when there is no such pod, or nothing listens there
   */
  SocketChannel connect(String namespace, String pod, int port) throws IOException;
}
