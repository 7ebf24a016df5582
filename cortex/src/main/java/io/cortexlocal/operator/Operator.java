package io.cortexlocal.operator;

import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.config.ApiConfig;
import io.cortexlocal.config.ApiKind;
import io.cortexlocal.config.RealtimeApiConfig;
import io.cortexlocal.operator.DeployResult.Outcome;
import io.cortexlocal.status.PodState;
import io.cortexlocal.workload.DeploymentIdentity;
import io.cortexlocal.workload.Names;
import io.cortexlocal.workload.RealtimeObjects;
import io.cortexlocal.workload.WorkloadSettings;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Deploys, deletes, gets and lists APIs as the operator of Cortex 0.42 does, in its words. What it
 * knows of an API stands in the cluster's objects, so another operator goes on where this one
 * ended.
 *
 * <p>Nothing here waits for a replica, and no rollout is undone. Safe for use by several threads;
 * of two that change the same API at once, the later one counts.
 */
public final class Operator {

  /** The kinds of an API's objects, in the order in which they are removed. */
  private static final List<ResourceType<?>> KINDS =
      List.of(
          ResourceType.VIRTUAL_SERVICE,
          ResourceType.DEPLOYMENT,
          ResourceType.SERVICE,
          ResourceType.CONFIG_MAP);

  private static final String CLUSTER = "cortex-local";
  private static final String ENDPOINT = "networking.cortex.dev/endpoint";
  private static final String MIN_REPLICAS = "autoscaling.cortex.dev/min-replicas";
  private static final String TARGETS = "apis.cortex.dev/traffic-splitter-targets";

  private final Kubernetes kubernetes;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final SpecHistory history;

  public Operator(Kubernetes kubernetes, InstantSource clock, RandomGenerator random) {
    this.kubernetes = kubernetes;
    this.clock = clock;
    this.random = random;
    this.history = new SpecHistory(kubernetes);
  }

  /**
   * Deploys APIs, each by itself: one that is refused does not keep another from being deployed.
   *
   * @param force whether an API is taken that is being updated
   * @return in the order of {@code submissions}
   */
  public List<DeployResult> deploy(
      List<Submission> submissions, WorkloadSettings settings, boolean force) {
    List<DeployResult> results = new ArrayList<>();
    for (Submission submission : submissions) {
      results.add(deploy(submission, settings, force));
    }
    return results;
  }

  private DeployResult deploy(Submission submission, WorkloadSettings settings, boolean force) {
    ApiConfig api = submission.api();
    try {
      if (api instanceof RealtimeApiConfig) {
        return deployRealtime(plan(submission), settings, force);
      }
      throw new OperatorException(
          "error", "Cortex Local does not deploy APIs of kind " + api.kind().text());
    } catch (OperatorException e) {
      return new DeployResult.Refused(api, e);
    } catch (ClusterException e) {
      return new DeployResult.Refused(api, new OperatorException(e));
    }
  }

  private DeployResult deployRealtime(PlannedApi plan, WorkloadSettings settings, boolean force) {
    if (plan.deployment().isEmpty()) {
      apply(plan, settings);
      return accepted(plan, Outcome.CREATED, "creating %s");
    }
    boolean updating = isUpdating(plan.api().name(), plan.deployment().get());
    if (plan.isTheSame()) {
      return updating
          ? accepted(plan, Outcome.ALREADY_UPDATING, "%s is already updating")
          : accepted(plan, Outcome.UP_TO_DATE, "%s is up to date");
    }
    if (updating && !force) {
      throw OperatorException.isUpdating(plan.api().name());
    }
    apply(plan, settings);
    return accepted(plan, Outcome.UPDATED, "updating %s");
  }

  private static DeployResult accepted(PlannedApi plan, Outcome outcome, String message) {
    String api = "%s (%s)".formatted(plan.api().name(), plan.api().kind().text());
    return new DeployResult.Accepted(plan.api(), plan.identity(), outcome, message.formatted(api));
  }

  /**
   * Returns what {@link #apply} would make of a Realtime API.
   *
   * @throws OperatorException when an API of another kind has its name
   * @throws IllegalArgumentException when it is of another kind
   */
  public PlannedApi plan(Submission submission) {
    if (!(submission.api() instanceof RealtimeApiConfig api)) {
      throw new IllegalArgumentException("not a RealtimeAPI: " + submission.api().name());
    }
    Optional<GenericKubernetesResource> route = find(ResourceType.VIRTUAL_SERVICE, api.name());
    route.ifPresent(existing -> requireKind(existing, api));
    DeploymentIdentity identity =
        route
            .map(existing -> existing.getMetadata().getLabels())
            .map(labels -> DeploymentIdentity.following(api, clock.instant(), labels))
            .orElseGet(() -> DeploymentIdentity.first(api, clock.instant(), random));
    return new PlannedApi(
        submission, api, identity, route, find(ResourceType.DEPLOYMENT, api.name()));
  }

  private static void requireKind(GenericKubernetesResource route, ApiConfig api) {
    String kind = ApiMetadata.of(route).kind();
    if (kind != null && !kind.equals(api.kind().text())) {
      throw new OperatorException(
          "resources.cannot_change_kind_of_deployed_api",
          ("cannot change the kind of %s to %s because it has already been deployed with kind %s;"
                  + " please delete it with `cortex delete %s` and redeploy after updating the api"
                  + " configuration appropriately")
              .formatted(api.name(), api.kind().text(), kind, api.name()));
    }
  }

  /**
   * Puts the objects of a Realtime API into the cluster, also where they are there already and the
   * API is being updated.
   *
   * @throws ClusterException when the cluster refuses one; those that this call created are gone
   *     again
   */
  public AppliedApi apply(PlannedApi plan, WorkloadSettings settings) {
    String name = plan.api().name();
    Set<ResourceType<?>> created = new LinkedHashSet<>();
    try {
      return apply(plan, settings, created);
    } catch (RuntimeException | Error e) {
      try {
        remove(name, created);
      } catch (ClusterException alsoFailed) {
        e.addSuppressed(alsoFailed);
      }
      throw e;
    }
  }

  private AppliedApi apply(
      PlannedApi plan, WorkloadSettings settings, Set<ResourceType<?>> created) {
    RealtimeApiConfig api = plan.api();
    Optional<Deployment> current = plan.deployment();
    int replicas =
        RealtimeObjects.replicas(
            api, current.map(deployment -> deployment.getSpec().getReplicas()).orElse(0));
    RealtimeObjects objects = RealtimeObjects.of(api, plan.identity(), replicas, settings);

    if (!history.isThere(api.name())) {
      created.add(ResourceType.CONFIG_MAP);
    }
    history.add(
        api.name(),
        api.kind().text(),
        plan.identity(),
        SpecDocument.of(plan.submission(), plan.identity(), settings.cortexVersion(), CLUSTER));
    if (find(ResourceType.SERVICE, api.name()).isEmpty()) {
      created.add(ResourceType.SERVICE);
    }
    kubernetes.apply(ResourceType.SERVICE, objects.service());
    if (plan.route().isEmpty()) {
      created.add(ResourceType.VIRTUAL_SERVICE);
    }
    GenericKubernetesResource route =
        kubernetes.apply(ResourceType.VIRTUAL_SERVICE, objects.virtualService());
    // Cortex replaces a Deployment that has no ready replica, rather than update it.
    boolean served = current.filter(it -> ApiStatus.of(it).ready() > 0).isPresent();
    if (current.isPresent() && !served) {
      kubernetes.delete(ResourceType.DEPLOYMENT, Names.NAMESPACE, Names.object(api.name()));
    }
    if (current.isEmpty()) {
      created.add(ResourceType.DEPLOYMENT);
    }
    Deployment applied = kubernetes.apply(ResourceType.DEPLOYMENT, objects.deployment());
    long generation = applied.getMetadata().getGeneration();
    return new AppliedApi(
        created,
        generation,
        route.getMetadata().getResourceVersion(),
        served
            && plan.isTheSame()
            && current.orElseThrow().getMetadata().getGeneration() == generation);
  }

  /**
   * Deletes an API.
   *
   * @param keepCache whether its specifications stay, for when it is deployed again
   * @return what is done, in Cortex's words
   * @throws OperatorException when it is not deployed
   */
  public String delete(String api, boolean keepCache) {
    boolean isThere = find(ResourceType.VIRTUAL_SERVICE, api).isPresent();
    Set<ResourceType<?>> kinds = new LinkedHashSet<>(KINDS);
    if (keepCache) {
      kinds.remove(ResourceType.CONFIG_MAP);
    }
    remove(api, kinds);
    if (!isThere) {
      throw OperatorException.notDeployed(api);
    }
    return "deleting " + api;
  }

  /**
   * Removes objects of an API.
   *
   * @param kinds of the objects; others stay
   */
  public void remove(String api, Set<ResourceType<?>> kinds) {
    for (ResourceType<?> kind : KINDS) {
      if (kinds.contains(kind)) {
        kubernetes.delete(kind, Names.NAMESPACE, Names.object(api));
      }
    }
  }

  /** Returns the APIs in Cortex's order: by kind, and those of a kind by name. */
  public List<ApiSummary> list() {
    return kubernetes
        .list(ResourceType.VIRTUAL_SERVICE, Names.NAMESPACE, Map.of(Names.LABEL_CORTEX_API, "true"))
        .stream()
        .map(this::summary)
        .sorted(
            Comparator.comparing((ApiSummary api) -> isSplitter(api.metadata()))
                .thenComparing(api -> api.metadata().name()))
        .toList();
  }

  private ApiSummary summary(GenericKubernetesResource route) {
    ApiMetadata metadata = ApiMetadata.of(route);
    String targets = annotations(route).get(TARGETS);
    return new ApiSummary(
        metadata,
        isSplitter(metadata) ? Optional.empty() : status(metadata.name()),
        targets == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(targets)));
  }

  /**
   * Returns an API.
   *
   * @throws OperatorException when it is not deployed
   */
  public ApiDetails get(String api) {
    GenericKubernetesResource route =
        find(ResourceType.VIRTUAL_SERVICE, api)
            .orElseThrow(() -> OperatorException.notDeployed(api));
    ApiMetadata metadata = ApiMetadata.of(route);
    return new ApiDetails(
        metadata,
        annotations(route).getOrDefault(ENDPOINT, ""),
        history.spec(api, metadata.id()),
        isSplitter(metadata) ? Optional.empty() : status(api),
        history.versions(api));
  }

  private Optional<ApiStatus> status(String api) {
    // Between its route and its Deployment an API has no replica yet.
    return Optional.of(
        find(ResourceType.DEPLOYMENT, api).map(ApiStatus::of).orElse(new ApiStatus(0, 0, 0)));
  }

  private boolean isUpdating(String api, Deployment deployment) {
    PodCounts pods = PodCounts.of(deployment, pods(api), clock.instant());
    int least = Integer.parseInt(annotations(deployment).getOrDefault(MIN_REPLICAS, "0"));
    return pods.in(PodState.READY) < least && pods.failed() == 0;
  }

  private List<Pod> pods(String api) {
    return kubernetes.list(ResourceType.POD, Names.NAMESPACE, Map.of(Names.LABEL_API_NAME, api));
  }

  private static boolean isSplitter(ApiMetadata metadata) {
    return ApiKind.TRAFFIC_SPLITTER.text().equals(metadata.kind());
  }

  private static Map<String, String> annotations(HasMetadata object) {
    Map<String, String> annotations = object.getMetadata().getAnnotations();
    return annotations == null ? Map.of() : annotations;
  }

  private <T extends HasMetadata> Optional<T> find(ResourceType<T> type, String api) {
    return kubernetes.get(type, Names.NAMESPACE, Names.object(api));
  }
}
