package io.cortexlocal.observe;

import io.cortexlocal.cluster.Cluster;
import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.Kubernetes.Subscription;
import io.cortexlocal.cluster.PodConditions;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.config.RealtimeApiConfig;
import io.cortexlocal.controlplane.RoutesApplied;
import io.cortexlocal.evidence.HopelessStart;
import io.cortexlocal.evidence.RunsWithoutReadiness;
import io.cortexlocal.evidence.StartHint;
import io.cortexlocal.model.IstioVirtualService;
import io.cortexlocal.status.PodReport;
import io.cortexlocal.status.PodState;
import io.cortexlocal.status.PodStates;
import io.cortexlocal.time.Signal;
import io.cortexlocal.workload.Names;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What becomes of the APIs that the operator has taken, for those who let it deploy and wait in
 * their own way. Nothing is kept of a request, and of a replica no more than how often its
 * containers ended. Safe for use by several threads.
 */
public final class Rollouts implements AutoCloseable {

  private final Cluster cluster;
  private final Kubernetes kubernetes;
  private final GatewayLog gateway;
  private final HopelessStart hopeless;
  private final Object lock = new Object();
  private final RunsWithoutReadiness runs = new RunsWithoutReadiness();
  private final Subscription pods;
  private final Subscription deployments;

  /**
   * Begins to follow.
   *
   * @param hopeless of which replicas nothing is to be expected any more
   */
  public Rollouts(Cluster cluster, GatewayLog gateway, HopelessStart hopeless) {
    this.cluster = cluster;
    this.kubernetes = cluster.kubernetes();
    this.gateway = gateway;
    this.hopeless = hopeless;
    Optional<String> namespace = Optional.of(Names.NAMESPACE);
    this.pods =
        kubernetes.watch(
            ResourceType.POD,
            namespace,
            Map.of(),
            change -> {
              synchronized (lock) {
                if (change instanceof Kubernetes.Change.Deleted) {
                  runs.forget(change.object());
                } else {
                  runs.observe(change.object());
                }
              }
              gateway.signal().changed();
            });
    this.deployments =
        kubernetes.watch(
            ResourceType.DEPLOYMENT, namespace, Map.of(), change -> gateway.signal().changed());
  }

  /** Returns what tells of news here. */
  public Signal signal() {
    return gateway.signal();
  }

  /**
   * Makes sure that the cluster is still there.
   *
   * @throws io.cortexlocal.cluster.ClusterException saying what is gone
   */
  public void requireAlive() {
    cluster.requireAlive();
  }

  /** Returns how far an API is at this moment; empty when it is not deployed. */
  public Optional<Rollout> of(String api) {
    Optional<IstioVirtualService> route =
        kubernetes.get(ResourceType.VIRTUAL_SERVICE, Names.NAMESPACE, Names.object(api));
    if (route.isEmpty()) {
      return Optional.empty();
    }
    String version = route.get().getMetadata().getResourceVersion();
    Optional<RoutesApplied> routed =
        gateway.routes().filter(it -> it.hasVirtualService(key(api), version));
    if (!"RealtimeAPI".equals(route.get().getMetadata().getLabels().get(Names.LABEL_API_KIND))) {
      return Optional.of(new Rollout(api, 0, List.of(), 0, routed.isPresent()));
    }
    return deployment(api).map(deployment -> of(api, deployment, routed));
  }

  private Rollout of(String api, Deployment deployment, Optional<RoutesApplied> routed) {
    List<Pod> all = pods(api);
    List<Pod> latest = latest(deployment, all);
    Instant now = gateway.time().instant();
    int requested = deployment.getSpec().getReplicas();
    boolean serving =
        routed.isPresent()
            && (isActivated(deployment, routed.get())
                || (ReplicaCounts.isUpToDate(deployment, deployment.getMetadata().getGeneration())
                    && ServingReplicas.areAll(
                        latest,
                        label(deployment, Names.LABEL_POD_ID),
                        requested,
                        routed.get().endpoints(key(api)))));
    List<PodState> states =
        latest.stream()
            .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
            .map(pod -> PodStates.of(pod, now))
            .toList();
    long former =
        all.stream()
            .filter(pod -> !latest.contains(pod))
            .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
            .count();
    return new Rollout(api, requested, states, Math.toIntExact(former), serving);
  }

  /** Whether it has no replica, may have none, and the activator takes its requests. */
  private static boolean isActivated(Deployment deployment, RoutesApplied routed) {
    return "0".equals(deployment.getMetadata().getAnnotations().get(Names.ANNOTATION_MIN_REPLICAS))
        && ReplicaCounts.isAtRest(deployment, deployment.getMetadata().getGeneration())
        && !routed.endpoints(Names.NAMESPACE + "/" + Names.ACTIVATOR).isEmpty();
  }

  /**
   * Returns why an API will not become Ready as it is deployed now; empty as long as one may hope.
   */
  public Optional<String> hopeless(String api) {
    return deployment(api)
        .flatMap(
            deployment -> {
              List<Pod> latest = latest(deployment, pods(api));
              List<Node> nodes = nodes(latest);
              synchronized (lock) {
                return hopeless.reason(latest, runs, nodes);
              }
            });
  }

  /** Returns the state of each replica of an API, its last events, and its last lines of log. */
  public String describe(String api) {
    List<Pod> all = pods(api);
    return all.isEmpty()
        ? "  no pod was created"
        : all.stream()
            .map(pod -> PodReport.describe(kubernetes, pod, gateway.time().instant()))
            .collect(Collectors.joining("\n"));
  }

  /** Returns what to try when an API does not come up. */
  public String hint(RealtimeApiConfig api) {
    List<Pod> latest =
        deployment(api.name()).map(it -> latest(it, pods(api.name()))).orElse(List.of());
    List<Pod> beside = kubernetes.list(ResourceType.POD, Names.NAMESPACE, Map.of());
    return StartHint.of(kubernetes, api, latest, beside, nodes(latest));
  }

  private List<Node> nodes(List<Pod> waiting) {
    return waiting.stream().anyMatch(PodConditions::isUnschedulable)
        ? kubernetes.list(ResourceType.NODE, "", Map.of())
        : List.of();
  }

  private Optional<Deployment> deployment(String api) {
    return kubernetes.get(ResourceType.DEPLOYMENT, Names.NAMESPACE, Names.object(api));
  }

  private List<Pod> pods(String api) {
    return kubernetes
        .list(ResourceType.POD, Names.NAMESPACE, Map.of(Names.LABEL_API_NAME, api))
        .stream()
        .sorted(
            Comparator.comparing(
                (Pod pod) -> String.valueOf(pod.getMetadata().getCreationTimestamp())))
        .toList();
  }

  private static List<Pod> latest(Deployment deployment, List<Pod> pods) {
    return pods.stream()
        .filter(pod -> hasLabelOf(deployment, pod, Names.LABEL_POD_ID))
        .filter(pod -> hasLabelOf(deployment, pod, Names.LABEL_DEPLOYMENT_ID))
        .toList();
  }

  private static boolean hasLabelOf(Deployment deployment, Pod pod, String label) {
    return label(deployment, label).equals(pod.getMetadata().getLabels().get(label));
  }

  private static String label(Deployment deployment, String label) {
    return deployment.getSpec().getTemplate().getMetadata().getLabels().getOrDefault(label, "");
  }

  private static String key(String api) {
    return Names.NAMESPACE + "/" + Names.object(api);
  }

  @Override
  public void close() {
    pods.close();
    deployments.close();
  }
}
