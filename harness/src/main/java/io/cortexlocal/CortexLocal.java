package io.cortexlocal;

import static java.util.Objects.requireNonNull;

import io.cortexlocal.cluster.Backend;
import io.cortexlocal.cluster.Cluster;
import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.cluster.ClusterSettings;
import io.cortexlocal.config.ApiConfig;
import io.cortexlocal.config.ApiKind;
import io.cortexlocal.config.CortexConfig;
import io.cortexlocal.config.CortexVersion;
import io.cortexlocal.deploy.DeploySettings;
import io.cortexlocal.deploy.DeployedApi;
import io.cortexlocal.deploy.DeployedFile;
import io.cortexlocal.deploy.Deployer;
import io.cortexlocal.deploy.LocalNames;
import io.cortexlocal.evidence.HopelessStart;
import io.cortexlocal.fidelity.FidelityManifest;
import io.cortexlocal.image.LocalImages;
import io.cortexlocal.inflight.InFlightGauges;
import io.cortexlocal.install.Installation;
import io.cortexlocal.install.InstalledCluster;
import io.cortexlocal.lifecycle.Closer;
import io.cortexlocal.observe.GatewayLog;
import io.cortexlocal.observe.Rollouts;
import io.cortexlocal.settings.Setting;
import io.cortexlocal.settings.Settings;
import io.cortexlocal.time.Deadline;
import io.cortexlocal.time.SystemTime;
import io.cortexlocal.time.Time;
import io.cortexlocal.traffic.GatewayClient;
import io.cortexlocal.workload.WorkloadSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.apiguardian.api.API;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running cluster to which APIs can be deployed.
 *
 * <p>Safe for use by several threads, as long as no two of them deploy an API of the same name.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class CortexLocal implements AutoCloseable {

  /** The setting for the time that an API may take to come up; 120 s by default. */
  public static final Setting<Duration> TIMEOUT =
      Setting.duration(
          "cortex.local.timeout",
          "2m",
          "for an API to come up, images not counted; also `@CortexApi(timeout = \"…\")`");

  /** The setting for the time that one request may take; 60 s by default. */
  public static final Setting<Duration> REQUEST_TIMEOUT =
      Setting.duration("cortex.local.request-timeout", "1m", "for a request");

  /**
   * The setting for how often a container may be started again without its replica having become
   * ready; 2 by default, so that a deployment is given up at the third end.
   */
  public static final Setting<Integer> TOLERATE_RESTARTS =
      Setting.count(
          "cortex.local.tolerate-restarts",
          0,
          () -> DeploySettings.TOLERATED_RESTARTS,
          "`2`",
          "how often a container may be started again without its replica having become ready,"
              + " before the deployment is given up");

  /** The setting that makes the users' containers privileged, as Cortex's are. */
  public static final Setting<Boolean> PRIVILEGED =
      Setting.flag(
          "cortex.local.privileged",
          false,
          "`true`: your containers are privileged, as Cortex's are");

  /** The setting for the version that containers are told, {@code CORTEX_VERSION}. */
  public static final Setting<String> CORTEX_VERSION =
      Setting.version(
          "cortex.local.cortex-version",
          CortexVersion.DEFAULT,
          "the `CORTEX_VERSION` of your containers, which Cortex's CLI has to have too");

  /**
   * The setting for the time that an API's pods have to end in before they are killed, in whole
   * seconds, the last of them rounded up; Cortex's 60 s when it is not set.
   */
  public static final Setting<Optional<Duration>> TERMINATION_GRACE =
      Setting.openDuration(
          "cortex.local.termination-grace",
          "Cortex's `60s`",
          "for pods to end after SIGTERM, before they are killed; less where an app ignores it");

  /** The setting that has replicas follow load, as in Cortex; on by default. */
  public static final Setting<Boolean> AUTOSCALER =
      Setting.flag(
          "cortex.local.autoscaler",
          true,
          "`false`: an API keeps the replicas it has, however many requests are in flight; one that"
              + " has none and is led to the activator is woken all the same");

  static final List<Setting<?>> SETTINGS =
      List.of(
          Backends.BACKEND,
          TIMEOUT,
          REQUEST_TIMEOUT,
          RealtimeApi.LOG_TIMEOUT,
          TERMINATION_GRACE,
          PRIVILEGED,
          AUTOSCALER,
          TOLERATE_RESTARTS,
          CORTEX_VERSION);

  private static final Logger LOG = LoggerFactory.getLogger(CortexLocal.class);

  private final Closer closer;
  private final Settings settings;
  private final Cluster cluster;
  private final Deployer deployer;
  private final GatewayLog gateway;
  private final ClusterOperator operator;
  private final ClusterScaling scaling;
  private final GatewayClient client;
  private final FidelityManifest differences;
  private final Optional<String> owner;

  private CortexLocal(
      Closer closer,
      Settings settings,
      Cluster cluster,
      Deployer deployer,
      GatewayLog gateway,
      ClusterOperator operator,
      ClusterScaling scaling) {
    this.closer = closer;
    this.settings = settings;
    this.cluster = cluster;
    this.deployer = deployer;
    this.gateway = gateway;
    this.operator = operator;
    this.scaling = scaling;
    this.client = new GatewayClient(cluster::gateway, settings.get(REQUEST_TIMEOUT));
    this.differences = FidelityManifest.load();
    this.owner = Optional.empty();
  }

  private CortexLocal(CortexLocal local, String owner) {
    this.closer = local.closer;
    this.settings = local.settings;
    this.cluster = local.cluster;
    this.deployer = local.deployer;
    this.gateway = local.gateway;
    this.operator = local.operator;
    this.scaling = local.scaling;
    this.client = local.client;
    this.differences = local.differences;
    this.owner = Optional.of(owner);
  }

  /**
   * Returns this cluster for those who do not own it: they cannot close it.
   *
   * @param owner who ends the cluster, and when, for the message
   */
  public CortexLocal lentBy(String owner) {
    return new CortexLocal(this, requireNonNull(owner, "owner"));
  }

  /**
   * Starts a cluster.
   *
   * @throws ClusterException when it cannot be started; nothing of it is left
   * @throws io.cortexlocal.settings.SettingException when a setting has a wrong value
   */
  public static CortexLocal start(Settings settings) {
    requireNonNull(settings, "settings");
    requireReadable(settings);
    Backends.Choice choice = Backends.choose(settings);
    if (!(choice instanceof Backends.Choice.Possible possible)) {
      throw new ClusterException(choice.reason());
    }
    UnknownSettings.in(System.getProperties().stringPropertyNames(), System.getenv().keySet())
        .forEach(line -> LOG.warn("{}", line));
    LOG.info("starting backend {}: {}", possible.backend(), possible.reason());
    Closer closer = new Closer();
    Time time = closer.register(new SystemTime());
    long start = time.nanos();
    try {
      Cluster cluster = start(Backends.of(possible), settings, time);
      CortexLocal local = on(cluster, closer, settings, time);
      local.scaling.begin(settings.get(AUTOSCALER));
      LOG.info(
          "{} started in {} s; {}",
          possible.backend(),
          String.format(
              Locale.ROOT, "%.1f", Duration.ofNanos(time.nanos() - start).toMillis() / 1e3),
          local.differences.summary(possible.backend()));
      return local;
    } catch (RuntimeException | Error e) {
      closer.close();
      throw e;
    }
  }

  /** Uses a cluster that runs, and ends it when it is closed. */
  static CortexLocal on(Cluster cluster, Closer closer, Settings settings, Time time) {
    closer.register(cluster);
    GatewayLog gateway = closer.register(GatewayLog.follow(cluster.kubernetes(), time));
    Deployer deployer =
        closer.register(new Deployer(cluster, gateway, time, RandomGenerator.getDefault()));
    ClusterScaling scaling =
        closer.register(
            new ClusterScaling(
                cluster.kubernetes(), () -> cluster.gatewayParts().programs(), time));
    ClusterOperator operator =
        closer.register(new ClusterOperator(cluster, deployer, settings, scaling::gauges, time));
    return new CortexLocal(closer, settings, cluster, deployer, gateway, operator, scaling);
  }

  private static Cluster start(Backend backend, Settings settings, Time time) {
    Deadline deadline = Deadline.after(ClusterSettings.from(settings).startTimeout(), time);
    // A backend's start waits for processes, and that leaves the time to prepare the objects.
    CompletableFuture<Installation> installation =
        CompletableFuture.supplyAsync(() -> new Installation(settings.get(CORTEX_VERSION)));
    Cluster cluster = backend.start(settings, time, deadline);
    try {
      return InstalledCluster.in(cluster, installation.join(), time, deadline);
    } catch (RuntimeException | Error e) {
      cluster.close();
      throw e;
    }
  }

  /**
   * Makes sure of all that can be told before a cluster is started: that every API of a file can be
   * deployed here, and that its images can be had, as far as nothing is built or pulled for that.
   *
   * @throws io.cortexlocal.deploy.DeployException naming an API that no cluster here takes
   * @throws io.cortexlocal.image.ImageException naming an image that cannot be had, and why
   */
  public static void requireDeployable(Settings settings, CortexConfig config, LocalImages images) {
    requireNonNull(settings, "settings");
    requireNonNull(config, "config");
    requireNonNull(images, "images");
    LocalNames.requireContainers(config.apis(), images);
    Backends.requireImages(settings, Deployer.imagesOf(config.apis()), images);
  }

  /** What is read only later would otherwise be found wrong only then. */
  private static void requireReadable(Settings settings) {
    SETTINGS.forEach(settings::get);
  }

  /**
   * Returns the options for a file when nothing else is said: the setting {@code
   * cortex.local.timeout}, and no path at which workers answer.
   */
  public DeployOptions defaults(LocalImages images) {
    return DeployOptions.of(images, settings.get(TIMEOUT));
  }

  /**
   * Deploys a file, as {@link #deploy(CortexConfig, DeployOptions)} does, with {@link #defaults}
   * and the {@code cortex-local.yaml} next to the file.
   *
   * @throws io.cortexlocal.config.InvalidConfigException when the file is not valid
   */
  public DeployedApis deploy(Path cortexYaml) {
    requireNonNull(cortexYaml, "cortexYaml");
    CortexConfig config = CortexConfig.load(cortexYaml);
    LocalImages images = LocalImages.nextTo(cortexYaml);
    LocalNames.require(cortexYaml, config, images);
    return deploy(config, defaults(images));
  }

  /**
   * Deploys every RealtimeAPI of a file at once and then its TrafficSplitters, as {@code cortex
   * deploy} does, and waits until all serve. APIs of other kinds are left out, and a line in the
   * log says which.
   *
   * @return the APIs in the order of the file
   * @throws io.cortexlocal.deploy.DeployException when one does not come up; what this call created
   *     is taken out again, and an API that was there before goes on with the replicas that serve
   */
  public DeployedApis deploy(CortexConfig config, DeployOptions options) {
    requireNonNull(config, "config");
    requireNonNull(options, "options");
    return deploy(config.apis(), options);
  }

  private DeployedApis deploy(List<ApiConfig> apis, DeployOptions options) {
    differences.summary(cluster.backend(), apis).ifPresent(line -> LOG.info("{}", line));
    DeployedFile file = deployer.deployFile(apis, options.images(), deploySettings(options));
    return new DeployedApis(
        file.apis().stream()
            .map(
                deployed ->
                    closer.register(
                        new RealtimeApi(deployed, client, settings, new Origin(options))))
            .toList(),
        file.splitters().stream()
            .map(splitter -> new TrafficSplitter(splitter, client, new Origin(options)))
            .toList());
  }

  /** What deployed APIs here, and deploys one once more with the same options. */
  private final class Origin implements ApiOrigin {

    private final DeployOptions options;

    Origin(DeployOptions options) {
      this.options = options;
    }

    @Override
    public RealtimeApi redeploy(RealtimeApi api, Path cortexYaml) {
      return deploy(cortexYaml, ApiKind.REALTIME_API, api.name()).get(0);
    }

    @Override
    public TrafficSplitter redeploy(TrafficSplitter splitter, Path cortexYaml) {
      return deploy(cortexYaml, ApiKind.TRAFFIC_SPLITTER, splitter.name()).splitters().get(0);
    }

    private DeployedApis deploy(Path cortexYaml, ApiKind kind, String name) {
      CortexConfig config = CortexConfig.load(cortexYaml);
      List<ApiConfig> all = config.apis();
      ApiConfig own =
          all.stream()
              .filter(one -> one.kind() == kind && one.name().equals(name))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "%s has no %s %s; it has: %s"
                              .formatted(
                                  cortexYaml,
                                  kind.text(),
                                  name,
                                  all.stream()
                                      .map(ApiConfig::name)
                                      .collect(Collectors.joining(", ")))));
      LocalImages next = LocalImages.nextTo(cortexYaml);
      LocalNames.require(cortexYaml, config, next);
      LocalImages images = options.images().with(next);
      return CortexLocal.this.deploy(List.of(own), options.withImages(images));
    }

    @Override
    public void refresh(DeployedApi api) {
      deployer.refresh(api, options.images(), deploySettings(options));
    }

    @Override
    public void closed(RealtimeApi api) {
      closer.unregister(api);
    }
  }

  /**
   * Answers Cortex's own CLI and Python client until the cluster ends: on this machine's loopback,
   * and for what runs in the cluster at {@code operator.default.svc.cluster.local:8888}, which
   * {@code /cortex/client/cli.yaml} names in every container. What they deploy is not waited for,
   * as in Cortex. Whoever reaches the port can start containers: Cortex's check of who is asking is
   * left out. It needs the dependency {@code io.cortexlocal:operator-http}, which does not come
   * with the others.
   *
   * <p>It returns once what runs in the cluster reaches it too, or warns in the log that it does
   * not. A cluster has one operator; to ask for it again returns its address again.
   *
   * @param images where the images of what is deployed that way come from, when not from their
   *     registries; they are added to those of earlier calls, and overrule them
   * @param port 0 for any that is free; Cortex's own is 8888
   * @return the {@code operator_endpoint} for the client's configuration
   * @throws ClusterException when the port cannot be had, the operator has another already, the
   *     cluster has ended, or the dependency is missing
   */
  public URI serveOperator(LocalImages images, int port) {
    requireNonNull(images, "images");
    return serveOperator(() -> images, port);
  }

  /**
   * Does what {@link #serveOperator(LocalImages, int)} does, with images that may change.
   *
   * @param images asked at each deployment; it may refuse with an {@link
   *     io.cortexlocal.image.ImageException}, which the client is told
   */
  public URI serveOperator(Supplier<LocalImages> images, int port) {
    requireNonNull(images, "images");
    return operator.serve(images, port);
  }

  /**
   * Returns the cluster, for what this object has no method for. It ends with this object, and its
   * own {@code close()} is refused.
   */
  public Cluster cluster() {
    return new UnclosedCluster(cluster);
  }

  /** Returns the requests in flight of every replica, sampled from the first call on. */
  @API(status = API.Status.INTERNAL)
  public InFlightGauges inFlight() {
    return scaling.gauges();
  }

  /** Follows the APIs that clients of {@link #serveOperator} deploy, until the cluster ends. */
  @API(status = API.Status.INTERNAL)
  public Rollouts rollouts() {
    return closer.register(
        new Rollouts(cluster, gateway, new HopelessStart(settings.get(TOLERATE_RESTARTS))));
  }

  private DeploySettings deploySettings(DeployOptions options) {
    return new DeploySettings(
        workload(settings, options.answersPath()),
        options.timeout(),
        settings.get(TOLERATE_RESTARTS));
  }

  /** Returns what the objects of an API are made with. */
  static WorkloadSettings workload(Settings settings, Optional<String> answersPath) {
    return new WorkloadSettings(
        settings.get(CORTEX_VERSION),
        ClusterSettings.from(settings).envoyImage(),
        "IfNotPresent",
        settings.get(PRIVILEGED),
        answersPath,
        settings.get(TERMINATION_GRACE));
  }

  /**
   * Ends the cluster and everything in it.
   *
   * @throws IllegalStateException when the one who calls does not own it: the cluster that a test
   *     is given is shared by all classes of the run. Never throws otherwise
   */
  @Override
  public void close() {
    if (owner.isPresent()) {
      throw new IllegalStateException(
          "the cluster cannot be closed here: %s. Try: close the APIs that you deployed, or CortexLocal.start(…) for a cluster of your own"
              .formatted(owner.get()));
    }
    closer.close();
  }
}
