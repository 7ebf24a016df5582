package io.cortexlocal.cli.page;

import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.Kubernetes.Change;
import io.cortexlocal.cluster.Kubernetes.LogLines;
import io.cortexlocal.cluster.Kubernetes.LostLines;
import io.cortexlocal.cluster.Kubernetes.Subscription;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.inflight.InFlightGauges;
import io.cortexlocal.inflight.InFlightListener;
import io.cortexlocal.json.Json;
import io.cortexlocal.lifecycle.Closer;
import io.cortexlocal.model.IstioVirtualService;
import io.cortexlocal.status.PodStates;
import io.cortexlocal.workload.Names;
import io.cortexlocal.workload.sidecar.SidecarEvent;
import io.cortexlocal.workload.sidecar.SidecarLoad;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells {@link News} of a cluster's APIs, of what their containers write, and of requests. */
final class ClusterNews implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ClusterNews.class);
  private static final int LONGEST_LINE = 4_000;

  private final Kubernetes kubernetes;
  private final UnaryOperator<String> url;
  private final News news;
  private final InstantSource clock;
  private final Map<String, IstioVirtualService> routes = new TreeMap<>();
  private final Map<String, Deployment> deployments = new TreeMap<>();
  private final Map<String, Pod> pods = new TreeMap<>();
  private final Map<String, Subscription> followed = new ConcurrentHashMap<>();
  private final Closer closer = new Closer();
  private boolean closed;

  private ClusterNews(
      Kubernetes kubernetes, UnaryOperator<String> url, News news, InstantSource clock) {
    this.kubernetes = kubernetes;
    this.url = url;
    this.news = news;
    this.clock = clock;
  }

  /**
   * Begins to tell.
   *
   * @param url makes the address of an API from its endpoint
   */
  static ClusterNews tell(
      Kubernetes kubernetes,
      InFlightGauges gauges,
      UnaryOperator<String> url,
      News news,
      InstantSource clock) {
    ClusterNews told = new ClusterNews(kubernetes, url, news, clock);
    try {
      told.closer.register(gauges.listen(told.new Loads()));
      told.watch(ResourceType.VIRTUAL_SERVICE, told.routes);
      told.watch(ResourceType.DEPLOYMENT, told.deployments);
      told.watch(ResourceType.POD, told.pods);
      return told;
    } catch (RuntimeException | Error e) {
      told.close();
      throw e;
    }
  }

  private <T extends HasMetadata> void watch(ResourceType<T> type, Map<String, T> kept) {
    closer.register(
        kubernetes.watch(
            type, Optional.of(Names.NAMESPACE), Map.of(), change -> changed(change, kept)));
  }

  private synchronized <T extends HasMetadata> void changed(Change<T> change, Map<String, T> kept) {
    T object = change.object();
    if (!object.getMetadata().getLabels().containsKey(Names.LABEL_API_NAME)) {
      return;
    }
    String name = object.getMetadata().getName();
    if (change instanceof Change.Deleted) {
      kept.remove(name);
    } else {
      kept.put(name, object);
    }
    news.apis(routes.values().stream().map(this::api).toList());
    if (object instanceof Pod pod && !closed) {
      try {
        follow(pod, change instanceof Change.Deleted);
      } catch (ClusterException e) {
        // Its container may be gone by now.
        LOG.debug("a log of {} is not followed", name, e);
      }
    }
  }

  private Map<String, Object> api(IstioVirtualService route) {
    String name = label(route, Names.LABEL_API_NAME);
    Deployment deployment = deployments.get(Names.object(name));
    List<Map<String, Object>> replicas =
        pods.values().stream()
            .filter(pod -> label(pod, Names.LABEL_API_NAME).equals(name))
            .sorted(Comparator.comparing(pod -> pod.getMetadata().getCreationTimestamp()))
            .map(pod -> replica(pod, deployment))
            .toList();
    return Json.object(
        "name",
        name,
        "kind",
        label(route, Names.LABEL_API_KIND),
        "url",
        url.apply(annotation(route, Names.ANNOTATION_ENDPOINT)),
        "requested",
        deployment == null ? 0 : deployment.getSpec().getReplicas(),
        "replicas",
        replicas);
  }

  private Map<String, Object> replica(Pod pod, Deployment deployment) {
    int restarts =
        pod.getStatus() == null
            ? 0
            : pod.getStatus().getContainerStatuses().stream()
                .mapToInt(ContainerStatus::getRestartCount)
                .sum();
    boolean latest =
        deployment != null
            && label(pod, Names.LABEL_DEPLOYMENT_ID)
                .equals(
                    deployment
                        .getSpec()
                        .getTemplate()
                        .getMetadata()
                        .getLabels()
                        .get(Names.LABEL_DEPLOYMENT_ID));
    return Json.object(
        "name",
        pod.getMetadata().getName(),
        "state",
        PodStates.of(pod, clock.instant()).toString(),
        "restarts",
        restarts,
        "latest",
        latest,
        "created",
        Instant.parse(pod.getMetadata().getCreationTimestamp()).toEpochMilli());
  }

  private static String label(HasMetadata object, String label) {
    return object.getMetadata().getLabels().getOrDefault(label, "");
  }

  private static String annotation(HasMetadata object, String annotation) {
    Map<String, String> annotations = object.getMetadata().getAnnotations();
    return annotations == null ? "" : annotations.getOrDefault(annotation, "");
  }

  private void follow(Pod pod, boolean deleted) {
    String name = pod.getMetadata().getName();
    if (deleted) {
      List<String> its =
          followed.keySet().stream().filter(run -> run.startsWith(name + "/")).toList();
      its.forEach(run -> Optional.ofNullable(followed.remove(run)).ifPresent(Subscription::close));
      return;
    }
    if (pod.getStatus() == null) {
      return;
    }
    for (ContainerStatus status : pod.getStatus().getContainerStatuses()) {
      if (status.getContainerID() != null
          && (status.getState().getRunning() != null
              || status.getState().getTerminated() != null)) {
        followed.computeIfAbsent(
            name + "/" + status.getContainerID(), run -> follow(pod, status.getName()));
      }
    }
  }

  private Subscription follow(Pod pod, String container) {
    String api = label(pod, Names.LABEL_API_NAME);
    String name = pod.getMetadata().getName();
    return kubernetes.followLogs(
        pod.getMetadata().getNamespace(),
        name,
        container,
        container.equals(Names.PROXY_CONTAINER)
            ? new SidecarLines(api, name)
            : new ContainerLines(api, name, container));
  }

  private void line(String api, String replica, String container, String text) {
    String shown = text.length() <= LONGEST_LINE ? text : text.substring(0, LONGEST_LINE) + " …";
    news.line(
        Json.object(
            "at",
            clock.instant().toEpochMilli(),
            "api",
            api,
            "replica",
            replica,
            "container",
            container,
            "text",
            shown));
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    closer.close();
    List<Subscription> all = new ArrayList<>(followed.values());
    followed.clear();
    all.forEach(Subscription::close);
  }

  /** What sidecars have taken and not answered. */
  private final class Loads implements InFlightListener {

    private final Map<String, Map<String, Object>> loads = new TreeMap<>();

    @Override
    public synchronized void sampled(String api, String replica, Optional<SidecarLoad> load) {
      if (load.isPresent()) {
        SidecarLoad now = load.get();
        loads.put(replica, Json.object("running", now.running(), "queued", now.queued()));
      } else {
        loads.remove(replica);
      }
      news.loads(loads);
    }

    @Override
    public synchronized void left(String api, String replica) {
      loads.remove(replica);
      news.loads(loads);
    }
  }

  /** What a user's container writes. */
  private final class ContainerLines implements LogLines {

    private final String api;
    private final String replica;
    private final String container;

    ContainerLines(String api, String replica, String container) {
      this.api = api;
      this.replica = replica;
      this.container = container;
    }

    @Override
    public void line(String line) {
      ClusterNews.this.line(api, replica, container, line);
    }

    @Override
    public void lost(LostLines lost) {
      line(lost.describe());
    }
  }

  /** What a sidecar tells of requests; the kubelet's probes are none. */
  private final class SidecarLines implements LogLines {

    private final String api;
    private final String replica;

    SidecarLines(String api, String replica) {
      this.api = api;
      this.replica = replica;
    }

    @Override
    public void line(String line) {
      SidecarEvent.parse(line)
          .filter(SidecarEvent.Request.class::isInstance)
          .map(SidecarEvent.Request.class::cast)
          .filter(request -> !request.isProbe())
          .ifPresent(this::request);
    }

    private void request(SidecarEvent.Request request) {
      Map<String, Object> told =
          Json.object(
              "at",
              request.log().start().toEpochMilli(),
              "api",
              api,
              "replica",
              replica,
              "method",
              request.log().method(),
              "path",
              request.log().forwardedPath(),
              "status",
              request.log().status(),
              "refused",
              request.isRefused(),
              "took",
              millis(Duration.between(request.log().start(), request.log().end())));
      request.log().firstByteUpstream().ifPresent(queued -> told.put("queued", millis(queued)));
      news.request(told);
    }

    private double millis(Duration duration) {
      return Math.round(duration.toNanos() / 10_000.0) / 100.0;
    }
  }
}
