package io.cortexlocal.inflight;

import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.Kubernetes.Change;
import io.cortexlocal.cluster.Kubernetes.Subscription;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.config.ApiKind;
import io.cortexlocal.lifecycle.Closer;
import io.cortexlocal.time.Time;
import io.cortexlocal.workload.Names;
import io.cortexlocal.workload.sidecar.SidecarLoad;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * The gauges of all replicas of Realtime APIs: sampled every second, reported and scraped every
 * ten, as in Cortex 0.42. A replica is asked from when it has an address to when it is gone; one
 * that has not answered since the last report has no sample in that scrape.
 */
public final class InFlightGauges implements AutoCloseable {

  private static final Duration SAMPLE = Duration.ofSeconds(1);
  private static final int SAMPLES_PER_REPORT = 10;

  /** How far back a window reaches at least that nobody has asked for before. */
  private static final Duration KEPT = Duration.ofHours(1);

  private final Kubernetes kubernetes;
  private final Time time;
  private final List<InFlightListener> listeners = new CopyOnWriteArrayList<>();
  private final Map<String, Replica> replicas = new HashMap<>();
  private final Map<String, Map<String, GaugeSeries>> series = new HashMap<>();
  private final Closer closer = new Closer();
  private final Executor executor;
  private Duration kept = KEPT;
  private long ticks;
  private boolean closed;
  private Time.@Nullable Timer next;

  private InFlightGauges(Kubernetes kubernetes, Time time, Executor executor) {
    this.kubernetes = kubernetes;
    this.time = time;
    this.executor = executor;
  }

  /**
   * Begins to sample.
   *
   * @throws io.cortexlocal.cluster.ClusterException when the cluster does not answer
   */
  public static InFlightGauges sample(Kubernetes kubernetes, Time time) {
    ExecutorService executor =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "cortex-local-in-flight");
              thread.setDaemon(true);
              return thread;
            });
    InFlightGauges gauges = sample(kubernetes, time, executor);
    gauges.closer.register(executor::shutdownNow);
    return gauges;
  }

  /** Begins to sample, with questions asked by an executor. */
  static InFlightGauges sample(Kubernetes kubernetes, Time time, Executor executor) {
    InFlightGauges gauges = new InFlightGauges(kubernetes, time, executor);
    try {
      gauges.closer.register(
          kubernetes.watch(
              ResourceType.POD,
              Optional.of(Names.NAMESPACE),
              Map.of(Names.LABEL_API_KIND, ApiKind.REALTIME_API.text()),
              gauges::changed));
      gauges.again();
      return gauges;
    } catch (RuntimeException | Error e) {
      gauges.close();
      throw e;
    }
  }

  /** Tells of each sample from now on, until the subscription is closed. */
  public Subscription listen(InFlightListener listener) {
    synchronized (this) {
      listeners.add(listener);
      replicas.values().forEach(replica -> listener.followed(replica.api(), replica.name()));
    }
    return () -> listeners.remove(listener);
  }

  /**
   * Returns an API's requests in flight, of all replicas together, averaged over what was scraped
   * within a window until now.
   *
   * @return empty when nothing was
   */
  public synchronized OptionalDouble average(String api, Duration window) {
    if (window.compareTo(kept) > 0) {
      kept = window;
    }
    return GaugeSeries.average(
        series.getOrDefault(api, Map.of()).values(), time.nanos() - window.toNanos());
  }

  /**
   * Returns what each replica reports now, by API and replica: what a scrape would find. One that
   * answered before, and not since its last report but one, is left out.
   */
  public synchronized List<ReplicaGauge> reported() {
    return replicas.values().stream()
        .filter(replica -> !replica.gauge().isSilent())
        .map(replica -> new ReplicaGauge(replica.api(), replica.name(), replica.gauge().value()))
        .sorted(Comparator.comparing(ReplicaGauge::api).thenComparing(ReplicaGauge::replica))
        .toList();
  }

  private void changed(Change<Pod> change) {
    Pod pod = change.object();
    String name = pod.getMetadata().getName();
    boolean gone = change instanceof Change.Deleted || isOver(pod);
    @Nullable Replica left = null;
    synchronized (this) {
      if (gone) {
        left = replicas.remove(name);
        if (left != null) {
          String api = left.api();
          listeners.forEach(listener -> listener.left(api, name));
        }
      } else if (hasAddress(pod) && !closed && !replicas.containsKey(name)) {
        Replica replica = replica(pod);
        replicas.put(name, replica);
        listeners.forEach(listener -> listener.followed(replica.api(), name));
      }
    }
    if (left != null) {
      left.sampler().close();
    }
  }

  private static boolean hasAddress(Pod pod) {
    return pod.getStatus() != null && pod.getStatus().getPodIP() != null;
  }

  private static boolean isOver(Pod pod) {
    return pod.getStatus() != null
        && ("Succeeded".equals(pod.getStatus().getPhase())
            || "Failed".equals(pod.getStatus().getPhase()));
  }

  private Replica replica(Pod pod) {
    String api = pod.getMetadata().getLabels().get(Names.LABEL_API_NAME);
    String name = pod.getMetadata().getName();
    InFlightGauge gauge = new InFlightGauge();
    ReplicaSampler sampler =
        new ReplicaSampler(
            () ->
                kubernetes.connect(pod.getMetadata().getNamespace(), name, Names.PROXY_ADMIN_PORT),
            executor,
            load -> sampled(api, name, gauge, load));
    return new Replica(api, name, gauge, sampler);
  }

  private void sampled(String api, String name, InFlightGauge gauge, Optional<SidecarLoad> load) {
    load.ifPresent(it -> gauge.sample(it.inFlight()));
    synchronized (this) {
      Replica replica = replicas.get(name);
      if (replica == null || replica.gauge() != gauge) {
        return;
      }
      listeners.forEach(listener -> listener.sampled(api, name, load));
    }
  }

  private synchronized void again() {
    if (!closed) {
      next = time.after(SAMPLE, this::tick);
    }
  }

  private void tick() {
    List<Replica> all;
    boolean reports;
    synchronized (this) {
      all = List.copyOf(replicas.values());
      ticks++;
      reports = ticks % SAMPLES_PER_REPORT == 0;
    }
    try {
      if (reports) {
        scrape(all);
      }
      all.forEach(replica -> replica.sampler().tick());
    } finally {
      again();
    }
  }

  /** A replica that has not answered since the last report has no sample. */
  private synchronized void scrape(List<Replica> all) {
    long now = time.nanos();
    for (Replica replica : all) {
      if (replica.gauge().report()) {
        series
            .computeIfAbsent(replica.api(), api -> new HashMap<>())
            .computeIfAbsent(replica.name(), name -> new GaugeSeries())
            .add(now, replica.gauge().value());
      }
    }
    long until = now - kept.toNanos();
    series
        .values()
        .forEach(replicasOfApi -> replicasOfApi.values().removeIf(one -> one.forget(until)));
    series.values().removeIf(Map::isEmpty);
  }

  @Override
  public void close() {
    List<Replica> all;
    synchronized (this) {
      closed = true;
      if (next != null) {
        next.cancel();
      }
      all = List.copyOf(replicas.values());
      replicas.clear();
    }
    all.forEach(replica -> replica.sampler().close());
    closer.close();
  }

  private record Replica(String api, String name, InFlightGauge gauge, ReplicaSampler sampler) {}
}
