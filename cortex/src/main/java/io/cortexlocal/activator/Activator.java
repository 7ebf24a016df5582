package io.cortexlocal.activator;

import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.Kubernetes.Change;
import io.cortexlocal.cluster.Kubernetes.Subscription;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.config.ApiKind;
import io.cortexlocal.model.IstioVirtualService;
import io.cortexlocal.status.PodReport;
import io.cortexlocal.workload.Names;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the activator into a cluster once an API is there that may have no replica, so that neither
 * the start of a cluster nor its node carries what most APIs have no use for.
 */
public final class Activator implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Activator.class);

  private final Kubernetes kubernetes;
  private final String image;
  private final AtomicBoolean installed = new AtomicBoolean();
  private @Nullable Subscription routes;

  private Activator(Kubernetes kubernetes, String image) {
    this.kubernetes = kubernetes;
    this.image = image;
  }

  /**
   * Begins.
   *
   * @param image that runs programs of this project
   * @throws ClusterException when the cluster does not answer
   */
  public static Activator whereNeeded(Kubernetes kubernetes, String image) {
    Activator activator = new Activator(kubernetes, image);
    activator.routes =
        kubernetes.watch(
            ResourceType.VIRTUAL_SERVICE,
            Optional.of(Names.NAMESPACE),
            Map.of(Names.LABEL_API_KIND, ApiKind.REALTIME_API.text()),
            activator::changed);
    return activator;
  }

  /** Returns the state of its pods, for a person who waits for it. */
  public static String describe(Kubernetes kubernetes, Instant now) {
    String pods =
        kubernetes.list(ResourceType.POD, Names.NAMESPACE, ActivatorObjects.LABELS).stream()
            .map(pod -> PodReport.describe(kubernetes, pod, now))
            .collect(Collectors.joining(System.lineSeparator()));
    return pods.isEmpty() ? "  the activator has no pod" : pods;
  }

  private void changed(Change<IstioVirtualService> change) {
    Map<String, String> annotations = change.object().getMetadata().getAnnotations();
    if (!(change instanceof Change.Deleted)
        && annotations != null
        && "0".equals(annotations.get(Names.ANNOTATION_MIN_REPLICAS))
        && installed.compareAndSet(false, true)) {
      install();
    }
  }

  private void install() {
    try {
      ActivatorObjects.all(image).forEach(this::apply);
    } catch (RuntimeException e) {
      // With the next change it is tried again.
      installed.set(false);
      LOG.warn("the activator is not in the cluster: {}", e.getMessage());
    }
  }

  private <T extends HasMetadata> void apply(T object) {
    kubernetes.apply(ResourceType.of(object), object);
  }

  /** Leaves the activator to the cluster's end. */
  @Override
  public void close() {
    if (routes != null) {
      routes.close();
    }
  }
}
