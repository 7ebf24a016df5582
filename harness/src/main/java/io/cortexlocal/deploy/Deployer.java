package io.cortexlocal.deploy;

import io.cortexlocal.cluster.Cluster;
import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.config.ApiConfig;
import io.cortexlocal.config.ContainerConfig;
import io.cortexlocal.config.CortexConfig;
import io.cortexlocal.config.Handler;
import io.cortexlocal.config.ProbeConfig;
import io.cortexlocal.config.RealtimeApiConfig;
import io.cortexlocal.evidence.HopelessStart;
import io.cortexlocal.image.ImageException;
import io.cortexlocal.image.LocalEnvironment;
import io.cortexlocal.image.LocalImages;
import io.cortexlocal.observe.GatewayLog;
import io.cortexlocal.operator.AppliedApi;
import io.cortexlocal.operator.DeployResult;
import io.cortexlocal.operator.Operator;
import io.cortexlocal.operator.OperatorException;
import io.cortexlocal.operator.PlannedApi;
import io.cortexlocal.operator.RefreshedApi;
import io.cortexlocal.operator.Submission;
import io.cortexlocal.relay.HostRelay;
import io.cortexlocal.time.Deadline;
import io.cortexlocal.time.Time;
import io.cortexlocal.timeline.ReadinessEvidence;
import io.cortexlocal.workload.DeploymentIdentity;
import io.cortexlocal.workload.WorkloadSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deploys Realtime APIs as Cortex's operator does, and waits until they serve.
 *
 * <p>Safe for use by several threads. Those that deploy the same API take turns.
 */
public final class Deployer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Deployer.class);

  /** Of an API that is not handed in as a file. */
  private static final String CONFIG_FILE = "cortex.yaml";

  /** In place of APIs' names, since what is submitted comes with the images of all files. */
  private static final String SUBMITTED = "";

  private static final Duration HOST_PATIENCE = Duration.ofMinutes(1);

  private final Cluster cluster;
  private final GatewayLog gateway;
  private final Operator operator;
  private final Time time;
  private final Claims claims = new Claims();
  private final Turns turns = new Turns();
  private final Splitters splitters;
  private final HostRelay host;

  /**
   * Deploys to a cluster.
   *
   * @param gateway of the cluster
   * @param time by which is waited
   * @param random for the ids that an operator gives
   */
  public Deployer(Cluster cluster, GatewayLog gateway, Time time, RandomGenerator random) {
    this.cluster = cluster;
    this.gateway = gateway;
    this.time = time;
    this.operator = new Operator(cluster.kubernetes(), time, random);
    this.splitters = new Splitters(cluster, gateway, operator, claims, time);
    this.host = new HostRelay(cluster, time);
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
    return deployFile(configs, images, settings).apis();
  }

  /**
   * Deploys what {@link #deploy} does, and then the TrafficSplitters, as {@code cortex deploy}
   * does, and waits until the gateway has their routes.
   *
   * @throws DeployException as {@link #deploy} does, and when a TrafficSplitter has a target that
   *     is no RealtimeAPI of {@code configs} or of the cluster; nothing was deployed
   */
  public DeployedFile deployFile(
      List<ApiConfig> configs, LocalImages images, DeploySettings settings) {
    Deployable deployable = Deployable.of(configs);
    deployable.omission().ifPresent(LOG::warn);
    List<RealtimeApiConfig> apis = deployable.apis();
    try {
      if (!deployable.splitters().isEmpty()) {
        operator.requireDeployable("", configs);
      }
      LocalNames.requireContainers(configs, images);
      cluster.load(images(apis), images);
      List<String> names =
          Stream.concat(apis.stream(), deployable.splitters().stream())
              .map(ApiConfig::name)
              .toList();
      // An API may connect to this machine as soon as it runs.
      host.open(names, images.hostPorts(), Deadline.after(settings.timeout(), time));
      try (Turns.Turn turn = turns.take(names, Deadline.after(settings.timeout(), time))) {
        return deploy(deployable, images, settings);
      }
    } catch (OperatorException e) {
      throw new DeployException(e.getMessage());
    } catch (ClusterException | ImageException e) {
      throw explained(e);
    }
  }

  /**
   * Has every replica of an API replaced by another of the same configuration, as {@code cortex
   * refresh --force} does, and waits until the gateway sends requests to these alone.
   *
   * @throws DeployException when they are not there in time, with the evidence; the API goes on
   *     with the replicas that serve. Also when it is no longer deployed
   * @throws io.cortexlocal.image.ImageException when an image cannot be had; nothing was replaced
   */
  public void refresh(DeployedApi api, LocalImages images, DeploySettings settings) {
    String name = api.config().name();
    try {
      cluster.load(images(List.of(api.config())), images);
      Deadline deadline = Deadline.after(settings.timeout(), time);
      try (Turns.Turn turn = turns.take(List.of(name), deadline)) {
        RefreshedApi refreshed = operator.refresh(name, true);
        api.refreshed();
        HopelessStart hopeless = new HopelessStart(settings.toleratedRestarts());
        api.awaitServing(
            new Awaited(refreshed.identity(), refreshed.generation(), refreshed.routeVersion()),
            deadline,
            identity -> api.requireHope(hopeless, identity, List.of(api)));
      }
    } catch (OperatorException e) {
      throw new DeployException(e.getMessage());
    } catch (ClusterException | ImageException e) {
      throw explained(e);
    }
  }

  /**
   * Deploys APIs as {@code cortex deploy} does, and waits for none.
   *
   * @param force whether an API is taken that is being updated
   * @throws io.cortexlocal.image.ImageException when an image cannot be had; nothing was deployed
   */
  public List<DeployResult> submit(
      CortexConfig config, LocalImages images, WorkloadSettings settings, boolean force) {
    List<RealtimeApiConfig> apis =
        config.apis().stream()
            .filter(RealtimeApiConfig.class::isInstance)
            .map(RealtimeApiConfig.class::cast)
            .toList();
    LocalNames.requireContainers(config.apis(), images);
    cluster.load(images(apis), images);
    host.open(List.of(SUBMITTED), images.hostPorts(), Deadline.after(HOST_PATIENCE, time));
    return operator.deploy(Submission.of(config, images), settings, force);
  }

  /** Returns what deploys here. */
  public Operator operator() {
    return operator;
  }

  /**
   * Returns the images that APIs need.
   *
   * @throws DeployException when none of them can be deployed
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

  /** Ends what leads from containers to this machine. The APIs stay. */
  @Override
  public void close() {
    host.close();
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

  private DeployedFile deploy(Deployable deployable, LocalImages images, DeploySettings settings) {
    List<Applied> applied = new ArrayList<>();
    try {
      for (RealtimeApiConfig api : deployable.apis()) {
        applied.add(apply(api, images.environment(api.name()), settings));
      }
      List<DeployedApi> together = applied.stream().map(Applied::api).toList();
      HopelessStart hopeless = new HopelessStart(settings.toleratedRestarts());
      for (Applied one : applied) {
        // One that cannot come up any more ends the wait for all.
        one.awaitServing(
            identity ->
                together.forEach(
                    api ->
                        api.requireHope(
                            hopeless, api == one.api() ? identity : api.identity(), together)));
      }
      List<DeployedSplitter> routed =
          splitters.deploy(deployable.splitters(), settings, CONFIG_FILE);
      applied.forEach(it -> it.api().succeeded());
      applied.forEach(it -> it.api().upToDate().ifPresent(LOG::warn));
      return new DeployedFile(together, routed);
    } catch (RuntimeException | Error e) {
      applied.forEach(it -> remove(it.api(), e));
      throw e;
    }
  }

  /** Has the objects of an API put into the cluster; what it made is gone when that fails. */
  private Applied apply(
      RealtimeApiConfig api, LocalEnvironment environment, DeploySettings settings) {
    Deadline deadline = Deadline.after(settings.timeout(), time);
    PlannedApi plan =
        operator.plan(new Submission(api, CONFIG_FILE, Optional.empty(), environment));
    DeployedApi deployed =
        new DeployedApi(
            cluster,
            gateway,
            operator,
            api,
            plan.identity(),
            evidence(api, settings),
            claims,
            time);
    try {
      AppliedApi applied = operator.apply(plan, settings.workload());
      applied.created().forEach(deployed::created);
      if (applied.unchanged()) {
        deployed.foundUpToDate();
      }
      return new Applied(deployed, applied.generation(), applied.routeVersion(), deadline);
    } catch (RuntimeException | Error e) {
      remove(deployed, e);
      throw e;
    }
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
  static void remove(AutoCloseable deployed, Throwable failure) {
    try {
      deployed.close();
    } catch (Exception e) {
      failure.addSuppressed(e);
    }
  }

  /** An API whose objects are in the cluster, and that may not serve yet. */
  private record Applied(DeployedApi api, long generation, String routeVersion, Deadline deadline) {

    void awaitServing(Consumer<DeploymentIdentity> requireHope) {
      api.awaitServing(
          new Awaited(api.identity(), generation, routeVersion), deadline, requireHope);
    }
  }
}
