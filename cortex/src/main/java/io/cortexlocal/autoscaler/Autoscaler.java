package io.cortexlocal.autoscaler;

import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.Kubernetes.Change;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.config.ApiKind;
import io.cortexlocal.inflight.InFlightGauges;
import io.cortexlocal.lifecycle.Closer;
import io.cortexlocal.model.IstioVirtualService;
import io.cortexlocal.time.Time;
import io.cortexlocal.workload.Names;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Has the replicas of each Realtime API follow its requests in flight, as Cortex 0.42's autoscaler
 * does: an API has a loop from when its VirtualService is there to when that is gone.
 */
public final class Autoscaler implements AutoCloseable {

  private final Kubernetes kubernetes;
  private final InFlightGauges gauges;
  private final Awakenings awakenings;
  private final Time time;
  private final ScalingListener listener;
  private final Map<String, ScalingLoop> loops = new HashMap<>();
  private final Closer closer = new Closer();
  private final Executor executor;
  private boolean closed;

  private Autoscaler(
      Kubernetes kubernetes,
      InFlightGauges gauges,
      Awakenings awakenings,
      Time time,
      ScalingListener listener,
      Executor executor) {
    this.kubernetes = kubernetes;
    this.gauges = gauges;
    this.awakenings = awakenings;
    this.time = time;
    this.listener = listener;
    this.executor = executor;
  }

  /**
   * Begins.
   *
   * @param awakenings by which an API loses its last replica, and gets one again
   * @throws io.cortexlocal.cluster.ClusterException when the cluster does not answer
   */
  public static Autoscaler start(
      Kubernetes kubernetes,
      InFlightGauges gauges,
      Awakenings awakenings,
      Time time,
      ScalingListener listener) {
    ExecutorService executor =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, "cortex-local-autoscaler");
              thread.setDaemon(true);
              return thread;
            });
    Autoscaler autoscaler = start(kubernetes, gauges, awakenings, time, listener, executor);
    autoscaler.closer.register(executor::shutdownNow);
    return autoscaler;
  }

  /** Begins, with ticks done by an executor, one after the other. */
  static Autoscaler start(
      Kubernetes kubernetes,
      InFlightGauges gauges,
      Awakenings awakenings,
      Time time,
      ScalingListener listener,
      Executor executor) {
    Autoscaler autoscaler =
        new Autoscaler(kubernetes, gauges, awakenings, time, listener, executor);
    try {
      autoscaler.closer.register(
          kubernetes.watch(
              ResourceType.VIRTUAL_SERVICE,
              Optional.of(Names.NAMESPACE),
              Map.of(Names.LABEL_API_KIND, ApiKind.REALTIME_API.text()),
              autoscaler::changed));
      awakenings.listen(autoscaler::awakened);
      return autoscaler;
    } catch (RuntimeException | Error e) {
      autoscaler.close();
      throw e;
    }
  }

  private synchronized void awakened(String api) {
    @Nullable ScalingLoop loop = loops.get(api);
    if (loop != null) {
      loop.awakened();
    }
  }

  private synchronized void changed(Change<IstioVirtualService> change) {
    String api = change.object().getMetadata().getLabels().get(Names.LABEL_API_NAME);
    if (api == null || closed) {
      return;
    }
    if (change instanceof Change.Deleted) {
      @Nullable ScalingLoop ended = loops.remove(api);
      if (ended != null) {
        ended.close();
      }
    } else {
      loops.computeIfAbsent(
          api,
          any -> ScalingLoop.begin(api, kubernetes, gauges, awakenings, time, listener, executor));
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      loops.values().forEach(ScalingLoop::close);
      loops.clear();
    }
    closer.close();
  }
}
