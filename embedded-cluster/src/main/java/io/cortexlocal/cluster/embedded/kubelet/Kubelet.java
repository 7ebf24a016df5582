package io.cortexlocal.cluster.embedded.kubelet;

import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.cluster.Kubernetes.Change;
import io.cortexlocal.cluster.Kubernetes.ExecResult;
import io.cortexlocal.cluster.Kubernetes.LogLines;
import io.cortexlocal.cluster.Kubernetes.Subscription;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.cluster.embedded.image.ContainerImage;
import io.cortexlocal.cluster.embedded.runtime.ContainerRuntime;
import io.cortexlocal.cluster.embedded.runtime.RunningContainer;
import io.cortexlocal.cluster.embedded.runtime.RuntimeFailure;
import io.cortexlocal.cluster.embedded.store.ObjectStore;
import io.cortexlocal.cluster.embedded.store.PodAccess;
import io.cortexlocal.cluster.embedded.store.WrittenLine;
import io.cortexlocal.cluster.embedded.store.WrittenLines;
import io.cortexlocal.lifecycle.Closer;
import io.cortexlocal.time.Deadline;
import io.cortexlocal.time.Time;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the pods that are bound to one node, and keeps their status, as the kubelet of Kubernetes
 * 1.34 does. Safe for use by several threads.
 *
 * <p>What it does not do: init containers, postStart hooks, host namespaces, gRPC and HTTPS probes,
 * volumes other than emptyDir and configMap. A pod that needs them says so in its status and
 * events.
 */
public final class Kubelet implements PodAccess, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Kubelet.class);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(15);
  private static final long IDLE_SECONDS = 10;

  private final NodeParts node;
  private final ThreadPoolExecutor threads;
  private final ClusterNames names;
  private final Closer closer = new Closer();
  private final Map<String, PodWorker> workers = new ConcurrentHashMap<>();
  private volatile boolean closed;

  private Kubelet(NodeParts node, ThreadPoolExecutor threads) {
    this.node = node;
    this.threads = threads;
    closer.register(this::endThreads);
    closer.register(this::endPods);
    names =
        closer.register(new ClusterNames(node.store(), node.time(), threads, this::namesChanged));
  }

  /**
   * Begins to run the pods of a node. The caller keeps the store and the runtime, and closes them
   * after the kubelet.
   *
   * @param node the node's name, to which pods are bound
   * @param time by which probes, back-offs and grace periods pass
   */
  public static Kubelet start(
      ObjectStore store,
      ContainerRuntime runtime,
      ContainerImage.Store images,
      String node,
      Time time) {
    ThreadPoolExecutor threads = threads();
    Kubelet kubelet =
        new Kubelet(new NodeParts(store, runtime, images, node, time, threads), threads);
    kubelet.watch();
    return kubelet;
  }

  private void watch() {
    closer.register(
        node.store()
            .watch(
                ResourceType.CONFIG_MAP, Optional.empty(), Map.of(), this::configurationChanged));
    closer.register(
        node.store()
            .watch(ResourceType.SECRET, Optional.empty(), Map.of(), this::configurationChanged));
    closer.register(
        node.store().watch(ResourceType.POD, Optional.empty(), Map.of(), this::podChanged));
  }

  /**
   * Returns the last lines that a container wrote, at most 4 MiB of them. While it waits for its
   * restart, this and the previous run are the same, as in Kubernetes.
   *
   * @param previous whether to read the container's run before its last restart
   * @return an empty text when there is no such container, or it has not run
   */
  @Override
  public String logs(String namespace, String pod, String container, int lines, boolean previous) {
    return container(namespace, pod, container)
        .flatMap(found -> previous ? found.previousLog() : found.log())
        .map(log -> log.tail(lines))
        .orElse("");
  }

  @Override
  public List<WrittenLine> written(
      String namespace, String pod, String container, int lines, boolean previous) {
    return container(namespace, pod, container)
        .flatMap(found -> previous ? found.previousLog() : found.log())
        .map(log -> log.last(lines))
        .orElse(List.of());
  }

  /**
   * Reports every line of a container's run, from the first one kept on, until the subscription is
   * closed or the run ends. A follower that is slow does not hold up the container, and loses the
   * lines by which it falls behind more than is kept.
   */
  @Override
  public Subscription followLogs(String namespace, String pod, String container, LogLines lines) {
    return container(namespace, pod, container)
        .flatMap(PodContainer::log)
        .map(log -> log.follow(lines))
        .orElse(() -> {});
  }

  @Override
  public Subscription followWritten(
      String namespace, String pod, String container, int last, WrittenLines lines, Runnable done) {
    Optional<ContainerLog> log = container(namespace, pod, container).flatMap(PodContainer::log);
    if (log.isEmpty()) {
      done.run();
      return () -> {};
    }
    return log.get().follow(last, lines, done);
  }

  /**
   * Runs a command in a container, and waits for its end.
   *
   * @throws ClusterException when there is no such container, it does not run, or the command has
   *     not ended within the timeout
   */
  @Override
  public ExecResult exec(
      String namespace, String pod, String container, Duration timeout, List<String> command) {
    String run = "run " + command;
    RunningContainer running = running(namespace, pod, container, run);
    try {
      return running.exec(command, timeout);
    } catch (TimeoutException e) {
      throw new ClusterException(
          "%s in %s/%s did not end within %s".formatted(command, pod, container, timeout), e);
    } catch (RuntimeFailure e) {
      throw new ClusterException(cannot(run, namespace, pod, container, e.getMessage()), e);
    }
  }

  @Override
  public SocketChannel connect(String namespace, String pod, int port) throws IOException {
    String address =
        node.store()
            .get(ResourceType.POD, namespace, pod)
            .map(Pod::getStatus)
            .map(PodStatus::getPodIP)
            .orElseThrow(() -> new IOException("Pod %s/%s does not run".formatted(namespace, pod)));
    return node.runtime().dial(address, port, CONNECT_TIMEOUT);
  }

  /**
   * Sends SIGKILL to the first process of a container, which ends all others. What becomes of the
   * container is for its pod's restart policy.
   *
   * @throws ClusterException when there is no such container, or it does not run
   */
  public void kill(String namespace, String pod, String container) {
    running(namespace, pod, container, "kill the first process").kill();
  }

  private RunningContainer running(String namespace, String pod, String container, String action) {
    PodWorker worker =
        worker(namespace, pod)
            .orElseThrow(
                () ->
                    new ClusterException(
                        cannot(
                            action,
                            namespace,
                            pod,
                            container,
                            "pods \"%s\" not found".formatted(pod))));
    PodContainer found =
        worker
            .container(container)
            .orElseThrow(
                () ->
                    new ClusterException(
                        cannot(
                            action,
                            namespace,
                            pod,
                            container,
                            "container %s is not valid for pod %s".formatted(container, pod))));
    return found
        .running()
        .orElseThrow(
            () ->
                new ClusterException(
                    cannot(
                        action,
                        namespace,
                        pod,
                        container,
                        "container not found (\"%s\"): it does not run".formatted(container))));
  }

  private static String cannot(
      String action, String namespace, String pod, String container, String why) {
    return "cannot %s in Pod %s/%s/%s: %s".formatted(action, namespace, pod, container, why);
  }

  private Optional<PodContainer> container(String namespace, String pod, String container) {
    return worker(namespace, pod).flatMap(worker -> worker.container(container));
  }

  private Optional<PodWorker> worker(String namespace, String pod) {
    return workers.values().stream()
        .filter(worker -> worker.pod().getMetadata().getNamespace().equals(namespace))
        .filter(worker -> worker.pod().getMetadata().getName().equals(pod))
        .findFirst();
  }

  private void podChanged(Change<Pod> change) {
    Pod pod = change.object();
    if (closed || !node.name().equals(pod.getSpec().getNodeName())) {
      return;
    }
    String uid = pod.getMetadata().getUid();
    if (change instanceof Change.Deleted<Pod>) {
      PodWorker worker = workers.remove(uid);
      if (worker != null) {
        worker.close(() -> {});
      }
      return;
    }
    PodWorker worker = workers.get(uid);
    if (worker == null) {
      worker = new PodWorker(node, names, pod);
      // It must be among the workers before it reads what they are told the changes of.
      workers.put(uid, worker);
      worker.begin();
    }
    if (pod.getMetadata().getDeletionTimestamp() != null) {
      worker.delete(pod);
    }
    if (closed) {
      worker.close(() -> {});
    }
  }

  private void configurationChanged(Change<? extends HasMetadata> change) {
    String namespace = change.object().getMetadata().getNamespace();
    if (change instanceof Change.Deleted<?>) {
      return;
    }
    workers.values().stream()
        .filter(worker -> worker.pod().getMetadata().getNamespace().equals(namespace))
        .forEach(PodWorker::configurationChanged);
  }

  private void namesChanged() {
    workers.values().forEach(PodWorker::namesChanged);
  }

  /**
   * Waits until every pod that runs knows an address as one behind a Service.
   *
   * @return whether they know it in time
   * @throws InterruptedException when the thread is interrupted
   */
  public boolean awaitName(String namespace, String service, String address, Deadline deadline)
      throws InterruptedException {
    return names.await(
        deadline,
        () ->
            names.current().lead(namespace, service, address)
                && workers.values().stream()
                    .allMatch(worker -> worker.knows(namespace, service, address)));
  }

  /** Ends all pods at once, and leaves their objects as they are. Never throws. */
  @Override
  public void close() {
    closed = true;
    closer.close();
  }

  private void endPods() {
    List<PodWorker> open = List.copyOf(workers.values());
    CountDownLatch ends = new CountDownLatch(open.size());
    open.forEach(worker -> worker.close(ends::countDown));
    try {
      if (!ends.await(CLOSE_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS)) {
        LOG.warn(
            "{} of {} pods have not ended within {}", ends.getCount(), open.size(), CLOSE_TIMEOUT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      LOG.warn("interrupted while the pods were ended", e);
    }
  }

  private void endThreads() {
    threads.shutdownNow();
  }

  private static ThreadPoolExecutor threads() {
    AtomicInteger count = new AtomicInteger();
    return new ThreadPoolExecutor(
        0,
        Integer.MAX_VALUE,
        IDLE_SECONDS,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        task -> {
          Thread thread = new Thread(task, "kubelet-" + count.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
  }
}
