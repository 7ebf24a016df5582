package io.cortexlocal.operator;

import com.fasterxml.jackson.databind.JsonNode;
import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.config.ApiConfig;
import io.cortexlocal.config.ApiKind;
import io.cortexlocal.config.RealtimeApiConfig;
import io.cortexlocal.config.TrafficSplitterConfig;
import io.cortexlocal.model.IstioVirtualService;
import io.cortexlocal.operator.DeployResult.Outcome;
import io.cortexlocal.workload.DeploymentIdentity;
import io.cortexlocal.workload.Names;
import io.cortexlocal.workload.RealtimeObjects;
import io.cortexlocal.workload.Refreshed;
import io.cortexlocal.workload.RouteWeights;
import io.cortexlocal.workload.SecretVariables;
import io.cortexlocal.workload.SplitterRoute;
import io.cortexlocal.workload.WorkloadSettings;
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
 * Deploys, refreshes, deletes, gets and lists APIs as the operator of Cortex 0.42 does, in its
 * words. What it knows of an API stands in the cluster's objects, so another operator goes on where
 * this one ended.
 *
 * <p>Nothing here waits for a replica, and no rollout is undone. Safe for use by several threads;
 * of two that change the same API at once, the later one counts.
 */
public final class Operator {

  /** In which APIs are deployed: TrafficSplitters last, for they may point to the others. */
  public static final Comparator<ApiConfig> ORDER =
      Comparator.comparing(api -> api.kind() == ApiKind.TRAFFIC_SPLITTER);

  private static final String CLUSTER = "cortex-local";

  private final Kubernetes kubernetes;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final ApiObjects objects;
  private final SpecHistory history;
  private final ApiSecrets secrets;

  public Operator(Kubernetes kubernetes, InstantSource clock, RandomGenerator random) {
    this.kubernetes = kubernetes;
    this.clock = clock;
    this.random = random;
    this.objects = new ApiObjects(kubernetes);
    this.history = new SpecHistory(kubernetes);
    this.secrets = new ApiSecrets(kubernetes);
  }

  /** Returns whether an API is of a kind that is deployed here. */
  public static boolean deploys(ApiConfig api) {
    return api instanceof RealtimeApiConfig || api instanceof TrafficSplitterConfig;
  }

  /**
   * Makes sure of what Cortex checks of a whole file beside what is deployed already.
   *
   * @param fileName the last part of the file's name, for messages; empty when it is not known
   * @throws OperatorException at the first API that cannot be deployed
   */
  public void requireDeployable(String fileName, List<? extends ApiConfig> apis) {
    new ClusterChecks(objects.routes(), fileName).check(apis);
  }

  /**
   * Deploys APIs, each by itself: one that is refused does not keep another from being deployed.
   * TrafficSplitters are the last, whatever their place.
   *
   * @param force whether an API is taken that is being updated
   * @return in the order in which they were deployed
   */
  public List<DeployResult> deploy(
      List<Submission> submissions, WorkloadSettings settings, boolean force) {
    List<DeployResult> results = new ArrayList<>();
    submissions.stream()
        .sorted(Comparator.comparing(Submission::api, ORDER))
        .forEach(submission -> results.add(deploy(submission, settings, force)));
    return results;
  }

  private DeployResult deploy(Submission submission, WorkloadSettings settings, boolean force) {
    ApiConfig api = submission.api();
    try {
      if (api instanceof RealtimeApiConfig) {
        return deployRealtime(plan(submission), settings, force);
      }
      if (api instanceof TrafficSplitterConfig splitter) {
        return deploySplitter(submission, splitter, settings);
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
    String name = plan.api().name();
    if (plan.deployment().isEmpty()) {
      apply(plan, settings);
      return accepted(plan, Outcome.CREATED, "creating %s");
    }
    boolean updating = objects.isUpdating(name, plan.deployment().get(), clock.instant());
    if (plan.isTheSame()) {
      return updating
          ? accepted(plan, Outcome.ALREADY_UPDATING, "%s is already updating")
          : accepted(plan, Outcome.UP_TO_DATE, "%s is up to date");
    }
    if (updating && !force) {
      throw OperatorException.isUpdating(name);
    }
    apply(plan, settings);
    return accepted(plan, Outcome.UPDATED, "updating %s");
  }

  private static DeployResult accepted(PlannedApi plan, Outcome outcome, String message) {
    return accepted(plan.api(), plan.identity(), outcome, message);
  }

  private static DeployResult accepted(
      ApiConfig api, DeploymentIdentity identity, Outcome outcome, String message) {
    return new DeployResult.Accepted(
        api, identity, outcome, message.formatted(named(api.name(), api.kind().text())));
  }

  private static String named(String api, String kind) {
    return "%s (%s)".formatted(api, kind);
  }

  private DeployResult deploySplitter(
      Submission submission, TrafficSplitterConfig splitter, WorkloadSettings settings) {
    String name = splitter.name();
    Optional<IstioVirtualService> route = objects.find(ResourceType.VIRTUAL_SERVICE, name);
    route.ifPresent(existing -> requireKind(existing, splitter));
    Map<String, String> labels =
        route.map(existing -> existing.getMetadata().getLabels()).orElse(Map.of());
    DeploymentIdentity identity = DeploymentIdentity.of(splitter, clock.instant(), labels);
    if (identity.specId().equals(labels.get(Names.LABEL_SPEC_ID))) {
      return accepted(splitter, identity, Outcome.UP_TO_DATE, "%s is up to date");
    }
    Set<ResourceType<?>> created = new LinkedHashSet<>();
    objects.applied(
        name,
        created,
        () -> {
          keep(submission, identity, settings, created);
          if (route.isEmpty()) {
            created.add(ResourceType.VIRTUAL_SERVICE);
          }
          return kubernetes.apply(
              ResourceType.VIRTUAL_SERVICE, SplitterRoute.of(splitter, identity));
        });
    return route.isEmpty()
        ? accepted(splitter, identity, Outcome.CREATED, "created %s")
        : accepted(splitter, identity, Outcome.UPDATED, "updated %s");
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
    Optional<IstioVirtualService> route = objects.find(ResourceType.VIRTUAL_SERVICE, api.name());
    route.ifPresent(existing -> requireKind(existing, api));
    SecretVariables variables = secrets.plan(api, submission.environment());
    DeploymentIdentity identity =
        route
            .map(existing -> existing.getMetadata().getLabels())
            .map(labels -> DeploymentIdentity.following(api, variables, clock.instant(), labels))
            .orElseGet(() -> DeploymentIdentity.first(api, variables, clock.instant(), random));
    return new PlannedApi(
        submission,
        api,
        identity,
        variables,
        route,
        objects.find(ResourceType.DEPLOYMENT, api.name()));
  }

  private static void requireKind(IstioVirtualService route, ApiConfig api) {
    String kind = ApiMetadata.of(route).kind();
    if (kind != null && !kind.equals(api.kind().text())) {
      throw OperatorException.isOfKind(api, kind);
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
    Set<ResourceType<?>> created = new LinkedHashSet<>();
    return objects.applied(plan.api().name(), created, () -> apply(plan, settings, created));
  }

  private AppliedApi apply(
      PlannedApi plan, WorkloadSettings settings, Set<ResourceType<?>> created) {
    RealtimeApiConfig api = plan.api();
    Optional<Deployment> current = plan.deployment();
    int replicas =
        RealtimeObjects.replicas(
            api, current.map(deployment -> deployment.getSpec().getReplicas()).orElse(0));
    RealtimeObjects wanted =
        RealtimeObjects.of(api, plan.identity(), replicas, plan.variables(), settings);

    keep(plan.submission(), plan.identity(), settings, created);
    if (!plan.variables().isEmpty()) {
      if (objects.find(ResourceType.SECRET, api.name()).isEmpty()) {
        created.add(ResourceType.SECRET);
      }
      secrets.keep(api, plan.variables(), plan.submission().environment());
    }
    if (objects.find(ResourceType.SERVICE, api.name()).isEmpty()) {
      created.add(ResourceType.SERVICE);
    }
    kubernetes.apply(ResourceType.SERVICE, wanted.service());
    if (plan.route().isEmpty()) {
      created.add(ResourceType.VIRTUAL_SERVICE);
    }
    IstioVirtualService route =
        kubernetes.apply(ResourceType.VIRTUAL_SERVICE, weighted(wanted.virtualService(), plan));
    current.ifPresent(objects::deleteUnlessReady);
    if (current.isEmpty()) {
      created.add(ResourceType.DEPLOYMENT);
    }
    long generation =
        kubernetes
            .apply(ResourceType.DEPLOYMENT, wanted.deployment())
            .getMetadata()
            .getGeneration();
    return new AppliedApi(
        created,
        generation,
        route.getMetadata().getResourceVersion(),
        plan.isTheSame()
            && current
                .filter(existing -> ApiStatus.of(existing).ready() > 0)
                .filter(existing -> existing.getMetadata().getGeneration() == generation)
                .isPresent());
  }

  /** Cortex writes the specification before any object. */
  private void keep(
      Submission submission,
      DeploymentIdentity identity,
      WorkloadSettings settings,
      Set<ResourceType<?>> created) {
    ApiConfig api = submission.api();
    if (objects.find(ResourceType.CONFIG_MAP, api.name()).isEmpty()) {
      created.add(ResourceType.CONFIG_MAP);
    }
    history.add(
        api.name(),
        api.kind().text(),
        identity,
        SpecDocument.of(submission, identity, settings.cortexVersion(), CLUSTER));
  }

  /**
   * Has every replica of an API replaced by another of the same specification.
   *
   * @param force whether also while it is being updated
   * @throws OperatorException when it is not deployed, is a TrafficSplitter, or is being updated
   */
  public RefreshedApi refresh(String api, boolean force) {
    IstioVirtualService route = objects.route(api);
    ApiMetadata metadata = ApiMetadata.of(route);
    requireReplicas(metadata);
    Deployment deployment =
        objects
            .find(ResourceType.DEPLOYMENT, api)
            .orElseThrow(() -> OperatorException.notDeployed(api));
    if (!force && objects.isUpdating(api, deployment, clock.instant())) {
      throw OperatorException.isUpdating(api);
    }
    DeploymentIdentity identity =
        DeploymentIdentity.refreshed(route.getMetadata().getLabels(), clock.instant(), random);
    Optional<JsonNode> spec = history.spec(api, metadata.id());
    spec.ifPresent(
        former ->
            history.add(api, metadata.kind(), identity, SpecDocument.refreshed(former, identity)));
    IstioVirtualService refreshed =
        kubernetes.apply(
            ResourceType.VIRTUAL_SERVICE, Refreshed.route(weighted(route, spec), identity));
    objects.deleteUnlessReady(deployment);
    Deployment applied =
        kubernetes.apply(
            ResourceType.DEPLOYMENT,
            Refreshed.deployment(deployment, identity, replicas(deployment, spec)));
    return new RefreshedApi(
        "updating " + named(api, metadata.kind()),
        identity,
        applied.getMetadata().getGeneration(),
        refreshed.getMetadata().getResourceVersion());
  }

  /** Cortex changes nothing where nothing is new, and so not where requests are led to. */
  private static IstioVirtualService weighted(IstioVirtualService wanted, PlannedApi plan) {
    boolean awake =
        plan.deployment().filter(deployment -> deployment.getSpec().getReplicas() > 0).isPresent();
    return plan.route()
        .filter(route -> plan.isTheSame() && awake)
        .map(
            route ->
                RouteWeights.leadToActivator(route)
                    ? RouteWeights.toActivator(wanted)
                    : RouteWeights.toApi(wanted))
        .orElse(wanted);
  }

  /** As after a deployment, whatever has become of the replicas since. */
  private static IstioVirtualService weighted(IstioVirtualService route, Optional<JsonNode> spec) {
    return spec.map(it -> it.at("/autoscaling/init_replicas").asInt(1))
        .map(
            replicas -> replicas == 0 ? RouteWeights.toActivator(route) : RouteWeights.toApi(route))
        .orElse(route);
  }

  private static int replicas(Deployment deployment, Optional<JsonNode> spec) {
    int current = deployment.getSpec().getReplicas();
    return current > 0
        ? current
        : spec.map(it -> it.at("/autoscaling/init_replicas").asInt(1)).orElse(1);
  }

  private static void requireReplicas(ApiMetadata metadata) {
    if (metadata.isSplitter()) {
      throw OperatorException.isSplitter(metadata.name());
    }
  }

  /**
   * Deletes an API.
   *
   * @param keepCache whether its specifications stay, for when it is deployed again
   * @return what is done, in Cortex's words
   * @throws OperatorException when it is not deployed, or a TrafficSplitter uses it
   */
  public String delete(String api, boolean keepCache) {
    boolean isThere = objects.find(ResourceType.VIRTUAL_SERVICE, api).isPresent();
    List<String> users = isThere ? objects.splittersTo(api) : List.of();
    if (!users.isEmpty()) {
      throw OperatorException.isUsedBy(users);
    }
    Set<ResourceType<?>> kinds = new LinkedHashSet<>(ApiObjects.KINDS);
    if (keepCache) {
      kinds.remove(ResourceType.CONFIG_MAP);
    }
    objects.remove(api, kinds);
    if (!isThere) {
      throw OperatorException.notDeployed(api);
    }
    return "deleting " + api;
  }

  /**
   * Removes objects of an API, whoever uses it.
   *
   * @param kinds of the objects; others stay
   */
  public void remove(String api, Set<ResourceType<?>> kinds) {
    objects.remove(api, kinds);
  }

  /** Returns the APIs in Cortex's order: by kind, and those of a kind by name. */
  public List<ApiSummary> list() {
    return objects.routes().stream()
        .map(this::summary)
        .sorted(
            Comparator.comparing((ApiSummary api) -> api.metadata().isSplitter())
                .thenComparing(api -> api.metadata().name()))
        .toList();
  }

  private ApiSummary summary(IstioVirtualService route) {
    ApiMetadata metadata = ApiMetadata.of(route);
    return new ApiSummary(
        metadata,
        status(metadata),
        ApiObjects.annotation(route, Names.ANNOTATION_SPLITTER_TARGETS)
            .map(targets -> OptionalInt.of(Integer.parseInt(targets)))
            .orElse(OptionalInt.empty()));
  }

  /**
   * Returns an API.
   *
   * @throws OperatorException when it is not deployed
   */
  public ApiDetails get(String api) {
    IstioVirtualService route = objects.route(api);
    ApiMetadata metadata = ApiMetadata.of(route);
    return new ApiDetails(
        metadata,
        endpoint(route),
        history.spec(api, metadata.id()),
        status(metadata),
        history.versions(api));
  }

  /**
   * Returns a specification of an API that was deployed once.
   *
   * @throws OperatorException when the API is not deployed, or that specification is not there
   */
  public JsonNode spec(String api, String apiId) {
    objects.route(api);
    return history.spec(api, apiId).orElseThrow(() -> OperatorException.neverDeployed(api, apiId));
  }

  /**
   * Returns an API and the states of its pods.
   *
   * @throws OperatorException when it is not deployed, or is a TrafficSplitter
   */
  public ApiDescription describe(String api) {
    IstioVirtualService route = objects.route(api);
    ApiMetadata metadata = ApiMetadata.of(route);
    requireReplicas(metadata);
    PodCounts pods =
        objects
            .find(ResourceType.DEPLOYMENT, api)
            .map(deployment -> objects.pods(api, deployment, clock.instant()))
            .orElse(new PodCounts(0, 0, Map.of()));
    return new ApiDescription(metadata, endpoint(route), status(metadata).orElseThrow(), pods);
  }

  private static String endpoint(IstioVirtualService route) {
    return ApiObjects.annotation(route, Names.ANNOTATION_ENDPOINT).orElse("");
  }

  /** Between its route and its Deployment an API has no replica yet. */
  private Optional<ApiStatus> status(ApiMetadata metadata) {
    return metadata.isSplitter()
        ? Optional.empty()
        : Optional.of(
            objects
                .find(ResourceType.DEPLOYMENT, metadata.name())
                .map(ApiStatus::of)
                .orElse(new ApiStatus(0, 0, 0)));
  }
}
