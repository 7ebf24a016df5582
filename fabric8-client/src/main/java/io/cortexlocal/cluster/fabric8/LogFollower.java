package io.cortexlocal.cluster.fabric8;

import io.cortexlocal.cluster.Kubernetes.LogLines;
import io.cortexlocal.cluster.Kubernetes.LostLines;
import io.cortexlocal.cluster.Kubernetes.Subscription;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.LogWatch;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands on the lines of a container's run as they come. A stream that breaks off is taken up again
 * where it was; what cannot be had again is told as lost.
 */
final class LogFollower implements Subscription {

  private static final Logger LOG = LoggerFactory.getLogger(LogFollower.class);
  private static final Duration PAUSE = Duration.ofMillis(300);

  private final KubernetesClient client;
  private final String namespace;
  private final String pod;
  private final String container;
  private final LogLines lines;
  private final LogPosition position = new LogPosition();
  private Optional<String> run = Optional.empty();
  private volatile LogWatch watch;
  private boolean isLast;
  private volatile boolean closed;

  private LogFollower(
      KubernetesClient client, String namespace, String pod, String container, LogLines lines) {
    this.client = client;
    this.namespace = namespace;
    this.pod = pod;
    this.container = container;
    this.lines = lines;
  }

  static LogFollower start(
      KubernetesClient client, String namespace, String pod, String container, LogLines lines) {
    LogFollower follower = new LogFollower(client, namespace, pod, container, lines);
    follower.run = follower.status().map(ContainerStatus::getContainerID);
    follower.connect();
    return follower;
  }

  private synchronized void connect() {
    if (closed) {
      return;
    }
    var log =
        client.pods().inNamespace(namespace).withName(pod).inContainer(container).usingTimestamps();
    LineStream stream = new LineStream(this::line);
    position.resume();
    watch =
        position.second().isPresent()
            ? log.sinceTime(position.second().get().toString()).watchLog(stream)
            : log.watchLog(stream);
    var unused =
        watch
            .onClose()
            .whenComplete((failure, broken) -> ended(failure == null ? broken : failure));
  }

  private synchronized void line(String line, boolean continues) {
    if (closed) {
      return;
    }
    LogPosition.Taken taken = position.take(line, continues);
    if (taken.hasGap()) {
      lose(OptionalLong.empty(), "its stream broke off, and the file was rotated meanwhile");
    }
    taken.text().ifPresent(this::pass);
  }

  private void pass(String text) {
    try {
      lines.line(text);
    } catch (RuntimeException | Error e) {
      LOG.error("a line of container {} of {}/{} was not taken", container, namespace, pod, e);
      lose(OptionalLong.of(1), "it was not taken: " + e);
    }
  }

  private void lose(OptionalLong count, String reason) {
    try {
      lines.lost(new LostLines(position.last().orElse(Instant.EPOCH), count, reason));
    } catch (RuntimeException | Error e) {
      LOG.error("a loss of container {} of {}/{} was not taken", container, namespace, pod, e);
    }
  }

  /** A stream that ends does not say whether the container did. */
  private synchronized void ended(Throwable failure) {
    if (closed || (isLast && failure == null)) {
      return;
    }
    Optional<ContainerStatus> now;
    try {
      now = status();
    } catch (KubernetesClientException e) {
      LOG.debug("the API server does not tell of {}/{}", namespace, pod, e);
      again();
      return;
    }
    boolean sameRun = now.map(ContainerStatus::getContainerID).equals(run) && run.isPresent();
    if (sameRun && now.get().getState().getRunning() != null) {
      LOG.info("the log of container {} of {}/{} is taken up again", container, namespace, pod);
      again();
    } else if (sameRun && !isLast) {
      isLast = true;
      again();
    } else if (failure != null) {
      lose(OptionalLong.empty(), "its stream broke off, and the container has ended: " + failure);
    }
  }

  private void again() {
    CompletableFuture.delayedExecutor(PAUSE.toMillis(), TimeUnit.MILLISECONDS)
        .execute(
            () -> {
              try {
                connect();
              } catch (KubernetesClientException e) {
                ended(e);
              }
            });
  }

  private Optional<ContainerStatus> status() {
    return Optional.ofNullable(client.pods().inNamespace(namespace).withName(pod).get()).stream()
        .flatMap(found -> found.getStatus().getContainerStatuses().stream())
        .filter(each -> each.getName().equals(container))
        .findFirst();
  }

  /** Waits for no line that is being taken: its taker may hold what the caller holds. */
  @Override
  public void close() {
    closed = true;
    LogWatch open = watch;
    if (open != null) {
      open.close();
    }
  }
}
