package io.cortexlocal;

import static java.util.Objects.requireNonNull;

import io.cortexlocal.cluster.Cluster;
import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.PodConditions;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.status.PodStates;
import io.cortexlocal.time.Deadline;
import io.cortexlocal.time.Time;
import io.cortexlocal.workload.Names;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apiguardian.api.API;

/**
 * One replica of an API, which is a pod.
 *
 * <p>What it says of itself is as it was when it was asked for; {@link RealtimeApi#replicas()}
 * tells anew. What it reads or does, it reads or does now. A method without a container's name is
 * about the first container of {@code cortex.yaml}.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class ApiReplica {

  private static final int LOG_LINES = 10_000;

  private final Cluster cluster;
  private final Kubernetes kubernetes;
  private final Pod pod;
  private final String state;
  private final Duration timeout;
  private final Time time;

  /**
   * @param timeout for what it does in the pod
   * @param time by which is waited
   */
  ApiReplica(Cluster cluster, Pod pod, Duration timeout, Time time) {
    this.cluster = cluster;
    this.kubernetes = cluster.kubernetes();
    this.pod = pod;
    this.state = PodStates.of(pod, time.instant()).toString();
    this.timeout = timeout;
    this.time = time;
  }

  /** Returns the name of its pod, which is its name on the timeline too. */
  public String name() {
    return pod.getMetadata().getName();
  }

  /**
   * Returns its state in Cortex's words: Pending, Stalled, Creating, NotReady, Ready, ErrImagePull,
   * Terminating, Failed, Killed, KilledOOM, Succeeded or Unknown.
   */
  public String state() {
    return state;
  }

  /** Returns whether it is Ready and is not being ended. */
  public boolean isReady() {
    return PodConditions.isReady(pod) && !isEnding();
  }

  /** Returns whether it is being ended. It stays one of the replicas until its pod is gone. */
  public boolean isEnding() {
    return pod.getMetadata().getDeletionTimestamp() != null;
  }

  /** Returns the names of its containers in the order of the file, without Cortex's sidecar. */
  public List<String> containers() {
    return ownContainers().toList();
  }

  private Stream<String> ownContainers() {
    return pod.getSpec().getContainers().stream()
        .map(Container::getName)
        .filter(name -> !name.equals(Names.PROXY_CONTAINER));
  }

  /** Returns how often its containers were started again, Cortex's sidecar included. */
  public int restarts() {
    return statuses().mapToInt(ContainerStatus::getRestartCount).sum();
  }

  /**
   * Returns how often one of its containers was started again.
   *
   * @param container a container of {@code cortex.yaml}, or {@code proxy} for Cortex's sidecar
   * @throws IllegalArgumentException when it has no such container, naming those that it has
   */
  public int restarts(String container) {
    String known = known(container);
    return statuses()
        .filter(status -> status.getName().equals(known))
        .mapToInt(ContainerStatus::getRestartCount)
        .sum();
  }

  private Stream<ContainerStatus> statuses() {
    return pod.getStatus() == null
        ? Stream.empty()
        : pod.getStatus().getContainerStatuses().stream();
  }

  /** Returns the last 10,000 lines of {@link #logs(String)} of its first container. */
  public List<String> logs() {
    return logs(first());
  }

  /**
   * Returns the last 10,000 lines that a container has written since it was last started.
   *
   * @return no line when it has not begun, or its pod is gone
   * @throws IllegalArgumentException when it has no such container, naming those that it has
   */
  public List<String> logs(String container) {
    return lines(container, false);
  }

  /**
   * Returns the last 10,000 lines that a container wrote before it was last started again.
   *
   * @return no line when it has not been started again, or its pod is gone; for a moment after the
   *     restart too, where the node does not know that log yet
   * @throws IllegalArgumentException when it has no such container, naming those that it has
   */
  public List<String> logsBeforeRestart(String container) {
    return lines(container, true);
  }

  private List<String> lines(String container, boolean previous) {
    String known = known(container);
    return kubernetes.logs(Names.NAMESPACE, name(), known, LOG_LINES, previous).lines().toList();
  }

  /**
   * Waits until its first container has written a line.
   *
   * @see #awaitLog(String, String, Duration)
   */
  public List<String> awaitLog(String line) {
    return awaitLog(first(), line, timeout);
  }

  /**
   * Waits until a container has written a line since it was last started.
   *
   * @param line the whole line
   * @return every line until then
   * @throws IllegalArgumentException when it has no such container, naming those that it has
   * @throws ClusterException when there is no such line in time, with the lines that there are; at
   *     once when the pod or the cluster is gone
   */
  public List<String> awaitLog(String container, String line, Duration timeout) {
    requireNonNull(line, "line");
    return awaitLog(container, "the line \"" + line + "\"", line::equals, timeout);
  }

  /**
   * Waits until its first container has written a line that is as wanted.
   *
   * @see #awaitLog(String, String, Predicate, Duration)
   */
  public List<String> awaitLog(String what, Predicate<String> wanted) {
    return awaitLog(first(), what, wanted, timeout);
  }

  /**
   * Waits until a container has written a line that is as wanted since it was last started.
   *
   * @param what is waited for, for the message, such as {@code a line with the port}
   * @param wanted is given each whole line once, in order
   * @return every line until then
   * @throws IllegalArgumentException when it has no such container, naming those that it has
   * @throws ClusterException when there is no such line in time, with the lines that there are; at
   *     once when the pod or the cluster is gone
   */
  public List<String> awaitLog(
      String container, String what, Predicate<String> wanted, Duration timeout) {
    String known = known(container);
    requireNonNull(what, "what");
    requireNonNull(wanted, "wanted");
    requireNonNull(timeout, "timeout");
    try (FollowedRun run = new FollowedRun(cluster, name(), known, wanted, time)) {
      if (run.await(Deadline.after(timeout, time))) {
        return run.lines();
      }
      throw new ClusterException(
          "container %s of %s did not write %s within %s. %s"
              .formatted(known, name(), what, timeout, told(run.lines())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException(
          "interrupted while waiting for %s of container %s of %s".formatted(what, known, name()),
          e);
    }
  }

  private static String told(List<String> lines) {
    return lines.isEmpty()
        ? "It wrote nothing."
        : "It wrote:\n  "
            + String.join("\n  ", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
  }

  /** Runs {@link #execIn(String, String...)} in its first container. */
  public CommandResult exec(String... command) {
    return execIn(first(), command);
  }

  /**
   * Runs a command in a container, as {@code kubectl exec} does, and waits for its end.
   *
   * @param command the program and its arguments; no shell reads them
   * @throws IllegalArgumentException when it has no such container, naming those that it has, or
   *     when there is no command
   * @throws ClusterException when the command cannot be run, or has not ended within the setting
   *     {@code cortex.local.timeout}, 2 minutes by default
   */
  public CommandResult execIn(String container, String... command) {
    String known = known(container);
    if (requireNonNull(command, "command").length == 0) {
      throw new IllegalArgumentException("a command has at least one element");
    }
    return new CommandResult(
        kubernetes.exec(Names.NAMESPACE, name(), known, timeout, List.of(command)));
  }

  /**
   * Deletes its pod, as {@code kubectl delete pod} does, and does not wait: the pod gets its {@code
   * pre_stop}, SIGTERM and the time to end, no new requests, and the Deployment has another in its
   * place at once.
   */
  public void kill() {
    kubernetes.delete(ResourceType.POD, Names.NAMESPACE, name());
  }

  /**
   * Has its first container crash.
   *
   * @see #crash(String)
   */
  public void crash() {
    crash(first());
  }

  /**
   * Has a container crash: its first process gets SIGKILL from outside, as when memory is short,
   * and all others end with it. Does not wait: the kubelet finds that it ended with exit code 137,
   * and starts it again in the same pod, at once or, after several times, later.
   *
   * @param container a container of {@code cortex.yaml}, or {@code proxy} for Cortex's sidecar
   * @throws IllegalArgumentException when it has no such container, naming those that it has
   * @throws ClusterException when the container does not run
   */
  public void crash(String container) {
    cluster.kill(Names.NAMESPACE, name(), known(container));
  }

  private String first() {
    return ownContainers()
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(name() + " has no container"));
  }

  private String known(String container) {
    requireNonNull(container, "container");
    List<String> all = pod.getSpec().getContainers().stream().map(Container::getName).toList();
    if (!all.contains(container)) {
      throw new IllegalArgumentException(
          "%s has no container %s; it has: %s"
              .formatted(name(), container, String.join(", ", all)));
    }
    return container;
  }

  @Override
  public String toString() {
    return "%s is %s".formatted(name(), state);
  }
}
