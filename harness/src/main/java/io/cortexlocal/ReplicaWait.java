package io.cortexlocal;

import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.deploy.DeployedApi;
import io.cortexlocal.time.Deadline;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Waits until the replicas of an API are as wanted. */
final class ReplicaWait {

  private static final Comparator<Pod> BY_AGE =
      Comparator.comparing(
              (Pod pod) -> pod.getMetadata().getCreationTimestamp(),
              Comparator.nullsFirst(Comparator.naturalOrder()))
          .thenComparing(pod -> pod.getMetadata().getName());

  private final DeployedApi api;
  private final Duration commandTimeout;

  ReplicaWait(DeployedApi api, Duration commandTimeout) {
    this.api = api;
    this.commandTimeout = commandTimeout;
  }

  /** Returns the replicas, the oldest first. */
  List<ApiReplica> now() {
    return replicas(api.podsNow());
  }

  /** Returns those that are not being ended. */
  List<ApiReplica> latest() {
    return now().stream().filter(replica -> !replica.isEnding()).toList();
  }

  /** Waits until so many replicas are Ready, there is no other, and the gateway knows these. */
  List<ApiReplica> ready(int number, Duration timeout) {
    if (number < 0) {
      throw new IllegalArgumentException(
          "the number of replicas is 0 or more, but it is " + number);
    }
    return await(
        "%d %s, and no other, with requests to all"
            .formatted(number, number == 1 ? "that is Ready" : "that are Ready"),
        all -> all.size() == number && all.stream().allMatch(ApiReplica::isReady),
        pods -> api.isSentTo(pods) && api.isRolledOut(),
        timeout);
  }

  List<ApiReplica> matching(String what, Predicate<List<ApiReplica>> wanted, Duration timeout) {
    return await(what, wanted, pods -> true, timeout);
  }

  /** What the watch tells may be old: the cluster is asked once more. */
  private List<ApiReplica> await(
      String what,
      Predicate<List<ApiReplica>> wanted,
      Predicate<List<Pod>> routed,
      Duration timeout) {
    Deadline deadline = Deadline.after(timeout, api.time());
    AtomicReference<List<ApiReplica>> found = new AtomicReference<>();
    try {
      boolean held =
          api.signal()
              .await(
                  deadline,
                  () -> {
                    api.cluster().requireAlive();
                    if (!wanted.test(replicas(api.pods()))) {
                      return false;
                    }
                    List<Pod> pods = api.podsNow();
                    List<ApiReplica> now = replicas(pods);
                    found.set(now);
                    return wanted.test(now) && routed.test(pods);
                  });
      if (held) {
        return found.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException(
          "interrupted while waiting for the replicas of API %s: %s"
              .formatted(api.config().name(), what),
          e);
    }
    throw new ClusterException(failure(what, timeout));
  }

  private String failure(String what, Duration timeout) {
    List<ApiReplica> now = now();
    OptionalInt asked = api.wantedReplicas();
    return """
        the replicas of API %s did not become as wanted within %s: %s.
        There are %s; its Deployment asks for %s.
        %s
        Try: scale(n) when another number is asked for, or more time."""
        .formatted(
            api.config().name(),
            timeout,
            what,
            now.isEmpty()
                ? "none"
                : now.stream().map(ApiReplica::toString).collect(Collectors.joining(", ")),
            asked.isPresent() ? asked.getAsInt() : "none, as it is gone",
            api.describe());
  }

  private List<ApiReplica> replicas(List<Pod> pods) {
    return pods.stream()
        .sorted(BY_AGE)
        .map(pod -> new ApiReplica(api.cluster(), pod, commandTimeout, api.time()))
        .toList();
  }
}
