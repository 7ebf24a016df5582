package io.cortexlocal.deploy;

import io.cortexlocal.cluster.Cluster;
import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.config.ApiConfig;
import io.cortexlocal.config.ContainerConfig;
import io.cortexlocal.config.Handler;
import io.cortexlocal.config.ProbeConfig;
import io.cortexlocal.config.RealtimeApiConfig;
import io.cortexlocal.evidence.HopelessStart;
import io.cortexlocal.image.ImageException;
import io.cortexlocal.image.LocalImages;
import io.cortexlocal.time.Deadline;
import io.cortexlocal.timeline.ReadinessEvidence;
import io.cortexlocal.workload.DeploymentIdentity;
import io.cortexlocal.workload.Names;
import io.cortexlocal.workload.RealtimeObjects;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deploys Realtime APIs as Cortex's operator does, and waits until they serve.
 *
 * <p>Safe for use by several threads. Those that deploy the same API take turns.
 */
public final class Deployer {

  private static final Logger LOG = LoggerFactory.getLogger(Deployer.class);

  private final Cluster cluster;
  private final GatewayLog gateway;
  private final RandomGenerator random;
  private final Claims claims = new Claims();
  private final Turns turns = new Turns();

  public Deployer(Cluster cluster, GatewayLog gateway, RandomGenerator random) {
    this.cluster = cluster;
    this.gateway = gateway;
    this.random = random;
  }

  /**
   * Deploys APIs all at once, as {@code cortex deploy} does, and waits until every replica of each
   * is Ready and the gateway sends requests to it.
   *
   * @return in the order of {@code configs}
   * @throws DeployException when one is not there in time, with the evidence; what this call
   *     created is taken out again, and APIs that were there before are left as they are now, with
   *     the replicas that serve. Also when another call that deploys one of them has not ended
   *     within the same time; nothing was deployed
   * @throws io.cortexlocal.image.ImageException when an image cannot be had; nothing was deployed
   */
  public List<DeployedApi> deploy(
      List<ApiConfig> configs, LocalImages images, DeploySettings settings) {
    Deployable deployable = Deployable.of(configs);
    deployable.omission().ifPresent(LOG::warn);
    List<RealtimeApiConfig> apis = deployable.apis();
    try {
      cluster.load(images(apis), images);
      List<String> names = apis.stream().map(RealtimeApiConfig::name).toList();
      try (Turns.Turn turn = turns.take(names, Deadline.after(settings.timeout()))) {
        return deploy(apis, settings);
      }
    } catch (ClusterException | ImageException e) {
      throw explained(e);
    }
  }

  /**
   * Returns the images that APIs need.
   *
   * @throws DeployException when none of them can be deployed, or one starts with no replica
   */
  public static List<String> imagesOf(List<ApiConfig> configs) {
    return images(Deployable.of(configs).apis());
  }

  private static List<String> images(List<RealtimeApiConfig> apis) {
    return apis.stream()
        .flatMap(api -> api.pod().containers().stream())
        .map(ContainerConfig::image)
        .distinct()
        .toList();
  }

  /** When the cluster is gone, that is the cause, and not what failed because of it. */
  private RuntimeException explained(RuntimeException failure) {
    try {
      cluster.requireAlive();
      return failure;
    } catch (ClusterException gone) {
      if (gone != failure) {
        gone.addSuppressed(failure);
      }
      return gone;
    }
  }

  private List<DeployedApi> deploy(List<RealtimeApiConfig> apis, DeploySettings settings) {
    List<Applied> applied = new ArrayList<>();
    try {
      for (RealtimeApiConfig api : apis) {
        applied.add(apply(api, settings));
      }
      List<DeployedApi> together = applied.stream().map(Applied::api).toList();
      HopelessStart hopeless = new HopelessStart(settings.toleratedRestarts());
      for (Applied one : applied) {
        // One that cannot come up any more ends the wait for all.
        one.awaitServing(() -> together.forEach(api -> api.requireHope(hopeless, together)));
      }
      applied.forEach(it -> it.api().succeeded());
      applied.forEach(it -> it.api().upToDate().ifPresent(LOG::warn));
      return applied.stream().map(Applied::api).toList();
    } catch (RuntimeException | Error e) {
      applied.forEach(it -> remove(it.api(), e));
      throw e;
    }
  }

  /** Has the objects of an API put into the cluster; what it made is gone when that fails. */
  private Applied apply(RealtimeApiConfig api, DeploySettings settings) {
    Kubernetes kubernetes = cluster.kubernetes();
    String name = Names.object(api.name());
    Optional<GenericKubernetesResource> route =
        kubernetes.get(ResourceType.VIRTUAL_SERVICE, Names.NAMESPACE, name);
    Optional<Deployment> current = kubernetes.get(ResourceType.DEPLOYMENT, Names.NAMESPACE, name);
    DeploymentIdentity identity =
        route
            .map(existing -> existing.getMetadata().getLabels())
            .map(labels -> DeploymentIdentity.following(api, Instant.now(), labels))
            .orElseGet(() -> DeploymentIdentity.first(api, Instant.now(), random));
    int replicas =
        RealtimeObjects.replicas(
            api, current.map(deployment -> deployment.getSpec().getReplicas()).orElse(0));
    RealtimeObjects objects = RealtimeObjects.of(api, identity, replicas, settings.workload());

    Deadline deadline = Deadline.after(settings.timeout());
    DeployedApi deployed =
        new DeployedApi(cluster, gateway, api, identity, evidence(api, settings), claims);
    try {
      if (kubernetes.get(ResourceType.SERVICE, Names.NAMESPACE, name).isEmpty()) {
        deployed.created(ResourceType.SERVICE);
      }
      kubernetes.apply(ResourceType.SERVICE, objects.service());
      if (route.isEmpty()) {
        deployed.created(ResourceType.VIRTUAL_SERVICE);
      }
      GenericKubernetesResource applied =
          kubernetes.apply(ResourceType.VIRTUAL_SERVICE, objects.virtualService());
      // Cortex replaces a Deployment that has no ready replica, rather than update it.
      if (current.isPresent() && ReplicaCounts.ready(current.get()) == 0) {
        kubernetes.delete(ResourceType.DEPLOYMENT, Names.NAMESPACE, name);
      }
      if (current.isEmpty()) {
        deployed.created(ResourceType.DEPLOYMENT);
      }
      Deployment wanted = kubernetes.apply(ResourceType.DEPLOYMENT, objects.deployment());
      if (isUpToDate(route, current, identity, wanted)) {
        deployed.foundUpToDate();
      }
      return new Applied(
          deployed,
          wanted.getMetadata().getGeneration(),
          applied.getMetadata().getResourceVersion(),
          deadline);
    } catch (RuntimeException | Error e) {
      remove(deployed, e);
      throw e;
    }
  }

  /** Cortex says of such an API that it is up to date; its replicas go on as they are. */
  private static boolean isUpToDate(
      Optional<GenericKubernetesResource> route,
      Optional<Deployment> current,
      DeploymentIdentity identity,
      Deployment wanted) {
    return route
            .map(existing -> existing.getMetadata().getLabels().get(Names.LABEL_SPEC_ID))
            .filter(identity.specId()::equals)
            .isPresent()
        && current
            .filter(existing -> ReplicaCounts.ready(existing) > 0)
            .map(existing -> existing.getMetadata().getGeneration())
            .filter(wanted.getMetadata().getGeneration()::equals)
            .isPresent();
  }

  private static ReadinessEvidence evidence(RealtimeApiConfig api, DeploySettings settings) {
    if (settings.workload().answersPath().isPresent()) {
      return ReadinessEvidence.OBSERVED;
    }
    boolean probed =
        api.pod().containers().stream()
            .flatMap(container -> container.readinessProbe().stream())
            .map(ProbeConfig::handler)
            .anyMatch(
                handler ->
                    handler instanceof Handler.Exec
                        || (handler instanceof Handler.HttpGet get
                            && get.port() == api.pod().port().orElse(-1)));
    return probed ? ReadinessEvidence.PROBED : ReadinessEvidence.PORT_ONLY;
  }

  /** The failure is what the user needs to see; that the cleaning failed too goes with it. */
  private static void remove(DeployedApi deployed, Throwable failure) {
    try {
      deployed.close();
    } catch (ClusterException e) {
      failure.addSuppressed(e);
    }
  }

  /** An API whose objects are in the cluster, and that may not serve yet. */
  private record Applied(DeployedApi api, long generation, String routeVersion, Deadline deadline) {

    void awaitServing(Runnable requireHope) {
      api.awaitServing(generation, routeVersion, deadline, requireHope);
    }
  }
}
