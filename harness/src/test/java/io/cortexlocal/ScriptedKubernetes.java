package io.cortexlocal;

import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.time.Deadline;
import io.cortexlocal.time.Signal;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.nio.channels.ByteChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A cluster that refuses, loses and counts as a test says; all else is that of another. */
final class ScriptedKubernetes implements Kubernetes {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Kubernetes cluster;
  private final AtomicInteger watches = new AtomicInteger();
  private final Map<String, Followed> followed = new ConcurrentHashMap<>();
  private final Signal read = new Signal();
  private volatile Optional<ResourceType<?>> refused = Optional.empty();

  ScriptedKubernetes(Kubernetes cluster) {
    this.cluster = cluster;
  }

  void refuse(ResourceType<?> type) {
    refused = Optional.of(type);
  }

  int subscriptions() {
    return watches.get() + followed.size();
  }

  /** Returns who follows the log of a container. */
  Followed followed(String namespace, String pod, String container) {
    Followed found = followed.get(key(namespace, pod, container));
    if (found == null) {
      throw new AssertionError("nobody follows " + key(namespace, pod, container));
    }
    return found;
  }

  @Override
  public <T extends HasMetadata> Subscription watch(
      ResourceType<T> type,
      Optional<String> namespace,
      Map<String, String> labels,
      Consumer<Change<T>> changes) {
    Subscription watch = cluster.watch(type, namespace, labels, changes);
    watches.incrementAndGet();
    return () -> {
      watch.close();
      watches.decrementAndGet();
    };
  }

  @Override
  public <T extends HasMetadata> T apply(ResourceType<T> type, T object) {
    if (refused.filter(type::equals).isPresent()) {
      throw new ClusterException("%s is refused".formatted(type.kind()));
    }
    return cluster.apply(type, object);
  }

  @Override
  public Subscription followLogs(String namespace, String pod, String container, LogLines lines) {
    String key = key(namespace, pod, container);
    Followed one = new Followed(lines);
    followed.put(key, one);
    Subscription subscription = cluster.followLogs(namespace, pod, container, one);
    return () -> {
      subscription.close();
      followed.remove(key, one);
    };
  }

  @Override
  public <T extends HasMetadata> Optional<T> get(
      ResourceType<T> type, String namespace, String name) {
    return cluster.get(type, namespace, name);
  }

  @Override
  public <T extends HasMetadata> List<T> list(
      ResourceType<T> type, String namespace, Map<String, String> labels) {
    return cluster.list(type, namespace, labels);
  }

  @Override
  public <T extends HasMetadata> void label(
      ResourceType<T> type, String namespace, String name, Map<String, String> labels) {
    cluster.label(type, namespace, name, labels);
  }

  @Override
  public void scale(String namespace, String deployment, int replicas) {
    cluster.scale(namespace, deployment, replicas);
  }

  @Override
  public void delete(ResourceType<?> type, String namespace, String name) {
    cluster.delete(type, namespace, name);
  }

  @Override
  public String logs(String namespace, String pod, String container, int lines, boolean previous) {
    return cluster.logs(namespace, pod, container, lines, previous);
  }

  @Override
  public ExecResult exec(
      String namespace, String pod, String container, Duration timeout, List<String> command) {
    return cluster.exec(namespace, pod, container, timeout, command);
  }

  /** Connects to the relay of the operator, whatever the pod: no other is connected to. */
  @Override
  public ByteChannel connect(String namespace, String pod, int port) throws IOException {
    return new ClientlessRelay();
  }

  @Override
  public List<Event> events(String namespace, String kind, String name) {
    return cluster.events(namespace, kind, name);
  }

  private static String key(String namespace, String pod, String container) {
    return namespace + "/" + pod + "/" + container;
  }

  /** The follower of a log. */
  final class Followed implements LogLines {

    private final LogLines lines;
    private final AtomicInteger count = new AtomicInteger();

    private Followed(LogLines lines) {
      this.lines = lines;
    }

    @Override
    public void line(String line) {
      lines.line(line);
      count.incrementAndGet();
      read.changed();
    }

    @Override
    public void lost(LostLines lost) {
      lines.lost(lost);
    }

    /** Has a line written, and waits until it has been read. */
    void afterReading(Runnable write) {
      int before = count.get();
      write.run();
      try {
        if (!read.await(Deadline.after(PATIENCE), () -> count.get() > before)) {
          throw new AssertionError("a line was not read within " + PATIENCE);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted while a line was read", e);
      }
    }
  }
}
