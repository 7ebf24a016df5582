package io.cortexlocal.relay;

import io.cortexlocal.cluster.Cluster;
import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.Kubernetes.Subscription;
import io.cortexlocal.cluster.PodConditions;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.status.PodReport;
import io.cortexlocal.time.Deadline;
import io.cortexlocal.time.Signal;
import io.cortexlocal.time.Time;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes {@code host.cortex.local} in containers this machine, for ports of its loopback that APIs
 * name, and for nothing else of it. Nothing is in the cluster before one names a port.
 *
 * <p>Safe for use by several threads.
 */
public final class HostRelay implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HostRelay.class);

  /** For clients that come at once; a connection to a pod takes its time. */
  private static final int WAITING = 8;

  /** Connections to one port at the same time. */
  private static final int MOST = 1024;

  private static final byte[] IPV4_LOOPBACK = {127, 0, 0, 1};
  private static final byte[] IPV6_LOOPBACK = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

  private final Cluster cluster;
  private final Kubernetes kubernetes;
  private final Time time;
  private final String secret = UUID.randomUUID().toString();
  private final Set<String> everNamed = ConcurrentHashMap.newKeySet();
  private Map<String, Set<Integer>> named = Map.of();
  private final Map<Integer, CarrierPool> open = new ConcurrentHashMap<>();
  private final Signal changed = new Signal();
  private volatile String lastPod = "";
  private final Set<Integer> toldClosed = new HashSet<>();
  private boolean installed;
  private volatile boolean closed;

  /** Prepares it, without a word to the cluster. */
  public HostRelay(Cluster cluster, Time time) {
    this.cluster = cluster;
    this.kubernetes = cluster.kubernetes();
    this.time = time;
  }

  /**
   * Says which ports some name, in place of those that they named before, and waits until those can
   * be reached. A port that none names any more is closed, with its connections.
   *
   * @param names of APIs, or of whoever else names ports
   * @param ports of this machine's loopback
   * @throws ClusterException when they cannot be reached in time, with what the relay's pods say
   */
  public void open(List<String> names, Set<Integer> ports, Deadline deadline) {
    requireFree(ports);
    if (!ports.isEmpty()) {
      everNamed.addAll(names);
    } else if (names.stream().noneMatch(everNamed::contains)) {
      // nothing changes, so it does not wait for others that start
      return;
    }
    replace(names, ports, deadline);
  }

  private synchronized void replace(List<String> names, Set<Integer> ports, Deadline deadline) {
    Map<String, Set<Integer>> next = new HashMap<>(named);
    names.forEach(name -> next.put(name, Set.copyOf(ports)));
    Set<Integer> wanted = new HashSet<>();
    next.values().forEach(wanted::addAll);
    Set<Integer> fresh = new HashSet<>(wanted);
    fresh.removeAll(open.keySet());
    if (!fresh.isEmpty() && !closed) {
      start(fresh, deadline);
    }
    named = next;
    for (int port : open.keySet()) {
      if (!wanted.contains(port)) {
        end(port);
        tell(HostRelayProgram.CLOSE, port);
        toldClosed.add(port);
      }
    }
  }

  private static void requireFree(Set<Integer> ports) {
    for (int port : HostObjects.RELAYS_PORTS) {
      if (ports.contains(port)) {
        throw new ClusterException(
            "port %d cannot be reached at %s: it is the relay's own"
                .formatted(port, HostObjects.HOST_NAME));
      }
    }
  }

  private void start(Set<Integer> fresh, Deadline deadline) {
    boolean reached = false;
    try {
      install(deadline);
      for (int port : fresh) {
        reopen(port, deadline);
        start(port);
      }
      for (int port : fresh) {
        CarrierPool pool = open.get(port);
        if (pool == null || !pool.await(deadline.left())) {
          throw notReached(
              deadline, "port %d: %s".formatted(port, pool == null ? "" : pool.lastFailure()));
        }
      }
      reached = true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException("interrupted while " + HostObjects.HOST_NAME + " started", e);
    } finally {
      if (!reached) {
        // so that the next who names them waits for them anew
        fresh.forEach(this::end);
      }
    }
  }

  private void start(int port) {
    CarrierPool pool =
        new CarrierPool(
            this::connect,
            secret + " " + port,
            WAITING,
            MOST,
            (carrier, threads) -> serve(carrier, port, threads));
    open.put(port, pool);
    if (closed) {
      pool.close();
      return;
    }
    pool.start();
  }

  /** Until the relay has heard of it, it takes no connection for the port. */
  private void reopen(int port, Deadline deadline) throws InterruptedException {
    if (!toldClosed.contains(port)) {
      return;
    }
    if (!changed.await(deadline, () -> closed || tell(HostRelayProgram.OPEN, port))) {
      throw notReached(deadline, "port %d: its relay cannot be told to open it".formatted(port));
    }
    toldClosed.remove(port);
  }

  private void end(int port) {
    CarrierPool pool = open.remove(port);
    if (pool != null) {
      pool.close();
    }
  }

  /**
   * Says that a port is used from now on, or no more; a connection for it may still be on its way.
   * One that the relay has not heard of is open. Returns whether the relay has answered.
   */
  private boolean tell(String word, int port) {
    try (ByteChannel carrier = connect()) {
      CompletableFuture<Void> told = Carrier.closeWhenSlow(carrier);
      Carrier.introduce(carrier, secret + " " + word + port);
      Carrier.expect(carrier, Carrier.WAITS);
      told.complete(null);
      return true;
    } catch (IOException | ClusterException e) {
      LOG.debug("the relay was not told {}{}", word, port, e);
      return false;
    }
  }

  private void install(Deadline deadline) throws InterruptedException {
    if (!installed) {
      kubernetes.apply(ResourceType.NAMESPACE, HostObjects.namespace());
      kubernetes.apply(ResourceType.SERVICE, HostObjects.service());
      kubernetes.apply(
          ResourceType.DEPLOYMENT, HostObjects.relay(cluster.gatewayParts().programs(), secret));
      installed = true;
    }
    try (Subscription watch =
        kubernetes.watch(
            ResourceType.POD,
            Optional.of(HostObjects.NAMESPACE),
            HostObjects.LABELS,
            change -> changed.changed())) {
      if (!changed.await(deadline, () -> closed || readyPod().isPresent())) {
        throw notReached(deadline, "no pod of its relay is ready");
      }
    }
  }

  private ClusterException notReached(Deadline deadline, String why) {
    return new ClusterException(
        "containers do not reach this machine at %s within %d s: %s%s"
            .formatted(
                HostObjects.HOST_NAME,
                deadline.budget().toSeconds(),
                why,
                pods().stream()
                    .map(
                        pod ->
                            System.lineSeparator()
                                + PodReport.describe(kubernetes, pod, time.instant()))
                    .collect(Collectors.joining())));
  }

  private Optional<String> readyPod() {
    return pods().stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .filter(PodConditions::isReady)
        .map(pod -> pod.getMetadata().getName())
        .findFirst();
  }

  private List<Pod> pods() {
    return kubernetes.list(ResourceType.POD, HostObjects.NAMESPACE, HostObjects.LABELS);
  }

  /** Many may come at once, so the pod is looked for again only where the last one is gone. */
  private ByteChannel connect() throws IOException {
    String pod = lastPod;
    if (pod.isEmpty()) {
      pod = readyPod().orElseThrow(() -> new IOException("no pod of the host's relay is ready"));
      lastPod = pod;
    }
    try {
      return kubernetes.connect(HostObjects.NAMESPACE, pod, HostObjects.CARRIER_PORT);
    } catch (IOException | RuntimeException e) {
      lastPod = "";
      throw e;
    }
  }

  static void serve(ByteChannel carrier, int port, Executor threads) throws IOException {
    SocketChannel served;
    try {
      served = onLoopback(port);
    } catch (IOException nobodyListens) {
      Carrier.say(carrier, Carrier.REFUSES);
      return;
    }
    try (served) {
      Carrier.say(carrier, Carrier.ANSWERS);
      FramedConnection.join(served, carrier, threads);
    }
  }

  private static SocketChannel onLoopback(int port) throws IOException {
    try {
      return SocketChannel.open(
          new InetSocketAddress(InetAddress.getByAddress(IPV4_LOOPBACK), port));
    } catch (IOException notThere) {
      return SocketChannel.open(
          new InetSocketAddress(InetAddress.getByAddress(IPV6_LOOPBACK), port));
    }
  }

  /** Ends every connection, and what waits for one; leaves the objects to the cluster's end. */
  @Override
  public void close() {
    closed = true;
    changed.changed();
    open.values().forEach(CarrierPool::close);
  }
}
