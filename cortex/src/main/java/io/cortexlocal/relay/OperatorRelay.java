package io.cortexlocal.relay;

import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.Kubernetes.Subscription;
import io.cortexlocal.cluster.PodConditions;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.status.PodReport;
import io.cortexlocal.time.Deadline;
import io.cortexlocal.time.Signal;
import io.cortexlocal.time.Time;
import io.cortexlocal.workload.Names;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Makes {@code operator.default.svc.cluster.local:8888} lead to an operator that listens on this
 * machine. Pods reach it there, and nobody else. Where the relay in the cluster is replaced, so is
 * the way to it.
 */
public final class OperatorRelay implements AutoCloseable {

  private static final int WAITING = 4;
  private static final int MOST = 64;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Kubernetes kubernetes;
  private final Time time;
  private final Deadline deadline;
  private final Consumer<String> warnings;
  private final CarrierPool carriers;
  private final Thread starting;
  private volatile boolean closed;

  private OperatorRelay(
      Kubernetes kubernetes,
      String secret,
      SocketAddress operator,
      Time time,
      Deadline deadline,
      Consumer<String> warnings) {
    this.kubernetes = kubernetes;
    this.time = time;
    this.deadline = deadline;
    this.warnings = warnings;
    carriers =
        new CarrierPool(
            this::connect,
            secret,
            WAITING,
            MOST,
            (carrier, threads) -> serve(carrier, operator, threads));
    starting = new Thread(this::start, "operator-relay-start");
    starting.setDaemon(true);
  }

  /**
   * Puts the Service and the relay behind it into the cluster, and begins to serve clients once it
   * runs. Where it does not before the deadline, a warning says what its pods say of that.
   *
   * @param image that runs programs of this project
   * @param operator where it listens
   * @param warnings told when it does not start, on a thread of its own
   * @throws ClusterException when the cluster refuses an object
   */
  public static OperatorRelay start(
      Kubernetes kubernetes,
      String image,
      SocketAddress operator,
      Time time,
      Deadline deadline,
      Consumer<String> warnings) {
    String secret = UUID.randomUUID().toString();
    OperatorRelay relay = new OperatorRelay(kubernetes, secret, operator, time, deadline, warnings);
    kubernetes.apply(ResourceType.SERVICE, OperatorObjects.service());
    kubernetes.apply(ResourceType.DEPLOYMENT, OperatorObjects.relay(image, secret));
    relay.starting.start();
    return relay;
  }

  /**
   * Waits until clients are served, or will not be.
   *
   * @throws ClusterException when the thread is interrupted
   */
  public void awaitStart() {
    try {
      starting.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException("interrupted while the operator's relay started", e);
    }
  }

  private void start() {
    try {
      if (!awaitPod()) {
        warn("no pod of it is ready");
        return;
      }
      carriers.start();
      if (!carriers.await(deadline.left())) {
        warn(carriers.lastFailure());
      }
    } catch (RuntimeException e) {
      warn(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void warn(String why) {
    if (!closed) {
      warnings.accept(notServing(why));
    }
  }

  private boolean awaitPod() throws InterruptedException {
    Signal changed = new Signal();
    try (Subscription watch =
        kubernetes.watch(
            ResourceType.POD,
            Optional.of(Names.NAMESPACE),
            OperatorObjects.LABELS,
            change -> changed.changed())) {
      return changed.await(deadline, () -> readyPod().isPresent());
    }
  }

  private Optional<String> readyPod() {
    return pods().stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .filter(PodConditions::isReady)
        .map(pod -> pod.getMetadata().getName())
        .findFirst();
  }

  private List<Pod> pods() {
    return kubernetes.list(ResourceType.POD, Names.NAMESPACE, OperatorObjects.LABELS);
  }

  private ByteChannel connect() throws IOException {
    String pod =
        readyPod().orElseThrow(() -> new IOException("no pod of the operator's relay is ready"));
    return kubernetes.connect(Names.NAMESPACE, pod, OperatorObjects.CARRIER_PORT);
  }

  static void serve(ByteChannel carrier, SocketAddress operator, Executor threads)
      throws IOException {
    try (SocketChannel served = SocketChannel.open(operator)) {
      Carrier.say(carrier, Carrier.ANSWERS);
      JoinedChannels.join(carrier, served, PATIENCE, threads);
    }
  }

  private String notServing(String why) {
    return "containers do not reach the operator at operator.default.svc.cluster.local:%d: its relay did not start within %s: %s%s"
        .formatted(OperatorObjects.PORT, deadline.budget(), why, described());
  }

  private String described() {
    try {
      return pods().stream()
          .map(pod -> System.lineSeparator() + PodReport.describe(kubernetes, pod, time.instant()))
          .collect(Collectors.joining());
    } catch (ClusterException e) {
      return System.lineSeparator() + "its pods cannot be read: " + e.getMessage();
    }
  }

  /** Ends every connection, and leaves the objects to the cluster's end. */
  @Override
  public void close() {
    closed = true;
    starting.interrupt();
    carriers.close();
  }
}
