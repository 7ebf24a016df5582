package io.cortexlocal.controlplane;

import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.Kubernetes.Change;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.istio.EnvoyFileWriter;
import io.cortexlocal.istio.EnvoyFiles;
import io.cortexlocal.istio.EnvoyRefusedException;
import io.cortexlocal.istio.GatewayWorkload;
import io.cortexlocal.istio.IstioLite;
import io.cortexlocal.lifecycle.Closer;
import io.cortexlocal.workload.Names;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** Keeps a gateway's Envoy in step with the objects of a cluster. */
public final class ControlPlane implements AutoCloseable {

  private final GatewayWorkload workload;
  private final EnvoyFileWriter writer;
  private final ControlPlaneLog reporter;
  private final Closer closer = new Closer();
  private final Semaphore changes = new Semaphore(1);
  private final Map<String, Collection<? extends HasMetadata>> views = new ConcurrentHashMap<>();

  /**
   * Begins to watch; {@link #run} does the work.
   *
   * @param reporter told of what was applied, and of what could not be
   */
  public ControlPlane(
      Kubernetes kubernetes,
      GatewayWorkload workload,
      EnvoyFileWriter writer,
      ControlPlaneLog reporter) {
    this.workload = workload;
    this.writer = writer;
    this.reporter = reporter;
    watch(kubernetes, ResourceType.GATEWAY);
    watch(kubernetes, ResourceType.VIRTUAL_SERVICE);
    watch(kubernetes, ResourceType.SERVICE);
    watch(kubernetes, ResourceType.ENDPOINT_SLICE);
  }

  /** Cortex lets Istio see the namespace default only. */
  private <T extends HasMetadata> void watch(Kubernetes kubernetes, ResourceType<T> type) {
    Map<String, T> objects = new ConcurrentHashMap<>();
    views.put(type.kind(), objects.values());
    closer.register(
        kubernetes.watch(
            type,
            Optional.of(Names.NAMESPACE),
            Map.of(),
            change -> {
              String name = change.object().getMetadata().getName();
              if (change instanceof Change.Deleted<T>) {
                objects.remove(name);
              } else {
                objects.put(name, change.object());
              }
              changes.release();
            }));
  }

  /**
   * Applies the objects as they are, and again after each change, until the thread is interrupted.
   * When objects cannot be applied, that is reported, and Envoy goes on with what it has.
   *
   * @throws IOException when the files cannot be written or Envoy's admin interface is gone
   */
  public void run() throws IOException, InterruptedException {
    run(EnvoyStart.passed());
  }

  /**
   * As {@link #run()}, for an Envoy that is still starting: translates at once, and hands over when
   * Envoy has started; what has changed until then is translated anew first.
   */
  void run(EnvoyStart envoyStart) throws IOException, InterruptedException {
    while (true) {
      changes.acquire();
      changes.drainPermits();
      try {
        apply(envoyStart);
      } catch (RuntimeException e) {
        reporter.failed(e);
      }
    }
  }

  private void apply(EnvoyStart envoyStart) throws IOException, InterruptedException {
    ClusterObjects objects =
        ClusterObjects.of(
            view(ResourceType.GATEWAY),
            view(ResourceType.VIRTUAL_SERVICE),
            view(ResourceType.SERVICE),
            view(ResourceType.ENDPOINT_SLICE));
    EnvoyFiles files = IstioLite.translate(objects.snapshot(), workload);
    objects.findings().forEach(reporter::finding);
    files.findings().forEach(reporter::finding);
    if (envoyStart.await() && changes.availablePermits() > 0) {
      return;
    }
    try {
      writer.write(files);
      reporter.applied(objects.applied());
    } catch (EnvoyRefusedException e) {
      reporter.refused(e.getMessage());
    }
  }

  @SuppressWarnings("unchecked")
  private <T extends HasMetadata> List<T> view(ResourceType<T> type) {
    return List.copyOf((Collection<T>) views.get(type.kind()));
  }

  @Override
  public void close() {
    closer.close();
  }
}
