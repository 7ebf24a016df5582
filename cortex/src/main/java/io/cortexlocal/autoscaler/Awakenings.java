package io.cortexlocal.autoscaler;

import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.Kubernetes.Change;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.config.ApiKind;
import io.cortexlocal.lifecycle.Closer;
import io.cortexlocal.model.IstioVirtualService;
import io.cortexlocal.time.Deadline;
import io.cortexlocal.time.Time;
import io.cortexlocal.workload.Names;
import io.cortexlocal.workload.RouteWeights;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leads an API's requests to the activator when it loses its last replica, and back to the API once
 * one is Ready again, as Cortex 0.42's autoscaler does. Whoever scaled it up, only an API that had
 * no replica is led back.
 */
public final class Awakenings implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Awakenings.class);

  /** How long Cortex waits for a replica before it leaves an API to the activator. */
  private static final Duration PATIENCE = Duration.ofMinutes(20);

  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final Kubernetes kubernetes;
  private final Time time;
  private final Executor executor;
  private final Object routing = new Object();
  private final Map<String, Sleeper> apis = new HashMap<>();
  private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
  private final Closer closer = new Closer();
  private boolean closed;

  private Awakenings(Kubernetes kubernetes, Time time, Executor executor) {
    this.kubernetes = kubernetes;
    this.time = time;
    this.executor = executor;
  }

  /**
   * Begins.
   *
   * @throws io.cortexlocal.cluster.ClusterException when the cluster does not answer
   */
  public static Awakenings follow(Kubernetes kubernetes, Time time) {
    ExecutorService executor =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, "cortex-local-awakenings");
              thread.setDaemon(true);
              return thread;
            });
    Awakenings awakenings = follow(kubernetes, time, executor);
    awakenings.closer.register(executor::shutdownNow);
    return awakenings;
  }

  /** Begins, with routes changed by an executor, one after the other. */
  static Awakenings follow(Kubernetes kubernetes, Time time, Executor executor) {
    Awakenings awakenings = new Awakenings(kubernetes, time, executor);
    Map<String, String> realtime = Map.of(Names.LABEL_API_KIND, ApiKind.REALTIME_API.text());
    try {
      awakenings.closer.register(
          kubernetes.watch(
              ResourceType.DEPLOYMENT,
              Optional.of(Names.NAMESPACE),
              realtime,
              awakenings::deploymentChanged));
      awakenings.closer.register(
          kubernetes.watch(
              ResourceType.VIRTUAL_SERVICE,
              Optional.of(Names.NAMESPACE),
              realtime,
              awakenings::routeChanged));
      return awakenings;
    } catch (RuntimeException | Error e) {
      awakenings.close();
      throw e;
    }
  }

  /** Tells of each API that gets a replica after it had none. */
  void listen(Consumer<String> listener) {
    listeners.add(listener);
  }

  /**
   * Takes an API's last replica from it, once its requests are led to the activator.
   *
   * @throws IllegalArgumentException when its route is not one of Cortex's
   */
  void putToSleep(String api) {
    synchronized (routing) {
      end(api);
      reroute(api, RouteWeights::toActivator);
      try {
        kubernetes.scale(Names.NAMESPACE, Names.object(api), 0);
      } catch (RuntimeException e) {
        reroute(api, RouteWeights::toApi);
        throw e;
      }
    }
  }

  private synchronized void end(String api) {
    Sleeper sleeper = apis.get(api);
    if (sleeper != null) {
      sleeper.awakens = null;
    }
  }

  private void deploymentChanged(Change<Deployment> change) {
    Deployment deployment = change.object();
    String api = deployment.getMetadata().getLabels().get(Names.LABEL_API_NAME);
    // The operator makes one anew that has no Ready replica.
    if (api == null || change instanceof Change.Deleted) {
      return;
    }
    boolean awakened = false;
    synchronized (this) {
      Sleeper sleeper = apis.computeIfAbsent(api, any -> new Sleeper());
      sleeper.deploymentId = deploymentId(deployment);
      if (closed) {
        return;
      }
      if (replicas(deployment.getSpec().getReplicas()) == 0) {
        sleeper.sleeps = true;
        sleeper.awakens = null;
      } else if (sleeper.sleeps) {
        sleeper.sleeps = false;
        sleeper.awakens = Deadline.after(PATIENCE, time);
        awakened = true;
      }
      if (sleeper.awakens != null && isReady(deployment)) {
        leadBack(api, sleeper.awakens);
      }
    }
    if (awakened) {
      listeners.forEach(listener -> listener.accept(api));
    }
  }

  private static boolean isReady(Deployment deployment) {
    return deployment.getStatus() != null
        && isOfNow(deployment)
        && replicas(deployment.getStatus().getReadyReplicas()) > 0;
  }

  /** A status of before may tell of a replica that has been taken since. */
  private static boolean isOfNow(Deployment deployment) {
    Long observed = deployment.getStatus().getObservedGeneration();
    Long now = deployment.getMetadata().getGeneration();
    return now == null || (observed != null && observed >= now);
  }

  private static @Nullable String deploymentId(HasMetadata object) {
    return object.getMetadata().getLabels().get(Names.LABEL_DEPLOYMENT_ID);
  }

  private static int replicas(@Nullable Integer count) {
    return count == null ? 0 : count;
  }

  private synchronized void routeChanged(Change<IstioVirtualService> change) {
    String api = change.object().getMetadata().getLabels().get(Names.LABEL_API_NAME);
    if (api == null || !(change instanceof Change.Deleted)) {
      return;
    }
    Sleeper sleeper = apis.get(api);
    // Of the next API of the name its Deployment may have been told of before.
    if (sleeper != null && Objects.equals(sleeper.deploymentId, deploymentId(change.object()))) {
      apis.remove(api);
    }
  }

  private void leadBack(String api, Deadline awakening) {
    try {
      executor.execute(
          () -> {
            synchronized (routing) {
              if (isAwakening(api, awakening)) {
                tryToLeadBack(api, awakening);
              }
            }
          });
    } catch (RejectedExecutionException ended) {
      LOG.debug("nothing is awakened any more");
    }
  }

  private synchronized boolean isAwakening(String api, Deadline awakening) {
    Sleeper sleeper = apis.get(api);
    return !closed && sleeper != null && sleeper.awakens == awakening;
  }

  private void tryToLeadBack(String api, Deadline awakening) {
    try {
      reroute(api, RouteWeights::toApi);
      end(api);
    } catch (RuntimeException e) {
      if (awakening.passed()) {
        LOG.warn(
            "api {} is awake, and its requests still go to the activator: {}", api, e.toString());
      } else {
        LOG.debug("the requests of api {} are led back later", api, e);
        var unused = time.after(AGAIN, () -> leadBack(api, awakening));
      }
    }
  }

  private void reroute(String api, UnaryOperator<IstioVirtualService> weights) {
    kubernetes
        .get(ResourceType.VIRTUAL_SERVICE, Names.NAMESPACE, Names.object(api))
        .ifPresent(route -> kubernetes.apply(ResourceType.VIRTUAL_SERVICE, weights.apply(route)));
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      apis.clear();
    }
    closer.close();
  }

  /** An API with its last replica, or without one. */
  private static final class Sleeper {

    private @Nullable String deploymentId;
    private boolean sleeps;

    /** Until when a replica is waited for; null when none is, or the requests are led back. */
    private @Nullable Deadline awakens;
  }
}
