package io.cortexlocal;

import io.cortexlocal.cluster.Cluster;
import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.cluster.GatewayParts;
import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.config.ApiConfig;
import io.cortexlocal.config.CortexConfig;
import io.cortexlocal.config.ParseResult;
import io.cortexlocal.controlplane.RoutesApplied;
import io.cortexlocal.deploy.DeploySettings;
import io.cortexlocal.deploy.DeployedApi;
import io.cortexlocal.deploy.Deployer;
import io.cortexlocal.image.LocalImages;
import io.cortexlocal.install.GatewayPod;
import io.cortexlocal.lifecycle.Closer;
import io.cortexlocal.observe.GatewayLog;
import io.cortexlocal.settings.Settings;
import io.cortexlocal.time.SystemTime;
import io.cortexlocal.traffic.GatewayClient;
import io.cortexlocal.workload.WorkloadSettings;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A cluster in which each API has one replica that is Ready at once. */
public final class FakeCluster implements Cluster, Kubernetes {

  private static final Pattern END = Pattern.compile("\"end\":\"([0-9.]+)\"");

  private final Map<String, HasMetadata> objects = new LinkedHashMap<>();
  private final List<Watch<?>> watches = new ArrayList<>();
  private final Map<String, LogLines> followers = new LinkedHashMap<>();
  private final Map<String, String> routes = new LinkedHashMap<>();
  private final Map<String, Set<String>> endpoints = new LinkedHashMap<>();
  private final List<Deployment> waiting = new ArrayList<>();
  private final Set<String> kept = new HashSet<>();
  private final SystemTime time = new SystemTime();
  private URI gateway = URI.create("http://127.0.0.1:1");
  private Settings settings = Settings.ofThisProcess();
  private Deployer deployer;
  private Optional<String> refused = Optional.empty();
  private Optional<String> gone = Optional.empty();
  private String lastEnd = "0.000000000";
  private boolean silent;
  private int execs;
  private int startAt;

  public FakeCluster() {
    put(
        pod(
            "istio-system",
            "gateway",
            Map.of("istio", "ingressgateway-apis"),
            "10.42.0.2",
            GatewayPod.CONTROL_PLANE_CONTAINER,
            GatewayPod.ENVOY_CONTAINER));
  }

  /**
   * Deploys an API of one container.
   *
   * @param readinessPath of its readiness probe; empty for none
   */
  public RealtimeApi deploy(String name, String readinessPath) {
    String probe =
        readinessPath.isEmpty()
            ? ""
            : "\n      readiness_probe: {http_get: {path: %s, port: 8080}}"
                .formatted(readinessPath);
    String yaml =
        """
        - name: %s
          kind: RealtimeAPI
          pod:
            containers:
            - name: web
              image: example/web:1\
        """
                .formatted(name)
            + probe
            + "\n";
    ParseResult result =
        CortexConfig.parse("cortex.yaml", yaml.getBytes(StandardCharsets.UTF_8), Optional.empty());
    return deploy(((ParseResult.Valid) result).config().apis(), Duration.ofSeconds(10)).get(0);
  }

  /** Deploys APIs at once; each may take {@code timeout} to come up. */
  public List<RealtimeApi> deploy(List<ApiConfig> configs, Duration timeout) {
    if (deployer == null) {
      deployer = new Deployer(this, GatewayLog.follow(this, time), time, new SplittableRandom(1));
    }
    WorkloadSettings workload =
        new WorkloadSettings(
            "0.42.1", "example/envoy:1", "IfNotPresent", false, Optional.empty(), Optional.empty());
    return deployer
        .deploy(configs, LocalImages.none(), new DeploySettings(workload, timeout))
        .stream()
        .map(
            deployed ->
                new RealtimeApi(
                    deployed,
                    new GatewayClient(gateway(), Duration.ofSeconds(10)),
                    settings,
                    new Unregistered()))
        .toList();
  }

  /** Returns what a test class is given that runs on this cluster. */
  public CortexLocal local(Settings local) {
    return CortexLocal.on(this, new Closer(), local, time);
  }

  /** Says that no replica starts before so many Deployments are there. */
  public void startReplicasAt(int deployments) {
    startAt = deployments;
  }

  /** Says that no replica of a Deployment ever starts. */
  public void keepFromStarting(String deployment) {
    kept.add(deployment);
  }

  /** Says whether sidecars write nothing that they are asked for. */
  public void keepSidecarsSilent(boolean silence) {
    silent = silence;
  }

  /** Returns how many watches and followers of logs there are. */
  public synchronized int subscriptions() {
    return watches.size() + followers.size();
  }

  /** Returns how often a sidecar was asked to write. */
  public int asked() {
    return execs;
  }

  /** Says that objects of a kind are refused. */
  public void refuse(ResourceType<?> type) {
    refused = Optional.of(type.kind());
  }

  /** Returns the names of the Deployments. */
  public synchronized List<String> deployments() {
    return objects.values().stream()
        .filter(Deployment.class::isInstance)
        .map(object -> object.getMetadata().getName())
        .toList();
  }

  /** Gives the gateway an address. */
  public void gateway(URI address) {
    gateway = address;
  }

  /** Gives the APIs that are deployed from now on a setting. */
  public void set(String name, String value) {
    settings =
        settings.preferring(
            new Settings.Source(
                "test", one -> Optional.of(value).filter(given -> one.equals(name))));
  }

  /** Writes a line to the log of the gateway's Envoy. */
  public void gatewayLine(String line) {
    followers.get("istio-system/gateway/" + GatewayPod.ENVOY_CONTAINER).line(line);
  }

  /** Writes a line to the log of an API's sidecar. */
  public void sidecarLine(String api, String line) {
    Matcher end = END.matcher(line);
    lastEnd = end.find() ? end.group(1) : lastEnd;
    followers.get("default/api-" + api + "-x/proxy").line(line);
  }

  /** Tells of a probe of an API's replica what the kubelet does. */
  public synchronized void probeEvent(String api, String container, int count, String message) {
    put(
        new EventBuilder()
            .withNewMetadata()
            .withNamespace("default")
            .withName("event-" + api + "-" + container)
            .endMetadata()
            .withNewInvolvedObject()
            .withKind("Pod")
            .withName("api-" + api + "-x")
            .withFieldPath("spec.containers{" + container + "}")
            .endInvolvedObject()
            .withReason("Unhealthy")
            .withCount(count)
            .withMessage(message)
            .build());
  }

  /** Says that the cluster is gone. */
  public void die(String reason) {
    gone = Optional.of(reason);
  }

  /** Loses lines of the log of an API's sidecar. */
  public void loseSidecarLines(String api, LostLines lost) {
    followers.get("default/api-" + api + "-x/proxy").lost(lost);
  }

  @Override
  public synchronized <T extends HasMetadata> Optional<T> get(
      ResourceType<T> type, String namespace, String name) {
    return Optional.ofNullable(objects.get(key(type.kind(), namespace, name)))
        .map(type.type()::cast);
  }

  @Override
  public synchronized <T extends HasMetadata> Subscription watch(
      ResourceType<T> type,
      Optional<String> namespace,
      Map<String, String> labels,
      Consumer<Change<T>> changes) {
    Watch<T> watch = new Watch<>(type, namespace, labels, changes);
    watches.add(watch);
    List.copyOf(objects.values()).forEach(object -> watch.tell(object, false));
    return () -> watches.remove(watch);
  }

  @Override
  public synchronized <T extends HasMetadata> T apply(ResourceType<T> type, T object) {
    if (refused.filter(type.kind()::equals).isPresent()) {
      throw new ClusterException("%s is refused".formatted(type.kind()));
    }
    object.getMetadata().setResourceVersion("1");
    object.getMetadata().setGeneration(1L);
    if (object instanceof Deployment deployment
        && !kept.contains(deployment.getMetadata().getName())) {
      waiting.add(deployment);
      if (waiting.size() >= startAt) {
        waiting.forEach(this::start);
        waiting.forEach(this::put);
        waiting.clear();
      }
    } else if (type.equals(ResourceType.VIRTUAL_SERVICE)) {
      routes.put("default/" + object.getMetadata().getName(), "1");
    }
    put(object);
    followers
        .get("istio-system/gateway/" + GatewayPod.CONTROL_PLANE_CONTAINER)
        .line(new RoutesApplied(routes, endpoints).line());
    return object;
  }

  private void start(Deployment deployment) {
    String name = deployment.getMetadata().getName();
    deployment.setStatus(
        new DeploymentStatusBuilder()
            .withObservedGeneration(1L)
            .withReplicas(1)
            .withReadyReplicas(1)
            .withUpdatedReplicas(1)
            .build());
    String address = "10.42.0." + (3 + endpoints.size());
    endpoints.put("default/" + name, Set.of(address + ":8888"));
    put(
        pod(
            "default",
            name + "-x",
            deployment.getSpec().getTemplate().getMetadata().getLabels(),
            address,
            "web",
            "proxy"));
  }

  private static Pod pod(
      String namespace,
      String name,
      Map<String, String> labels,
      String address,
      String... containers) {
    List<ContainerStatus> statuses = new ArrayList<>();
    for (String container : containers) {
      statuses.add(
          new ContainerStatusBuilder()
              .withName(container)
              .withReady(true)
              .withRestartCount(0)
              .withContainerID("containerd://" + name + container)
              .withNewState()
              .withNewRunning()
              .endRunning()
              .endState()
              .build());
    }
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .withLabels(labels)
        .endMetadata()
        .withNewSpec()
        .withContainers(
            Arrays.stream(containers)
                .map(container -> new ContainerBuilder().withName(container).build())
                .toList())
        .endSpec()
        .withNewStatus()
        .withPhase("Running")
        .withPodIP(address)
        .addNewCondition()
        .withType("Ready")
        .withStatus("True")
        .endCondition()
        .withContainerStatuses(statuses)
        .endStatus()
        .build();
  }

  private void put(HasMetadata object) {
    objects.put(key(object), object);
    List.copyOf(watches).forEach(watch -> watch.tell(object, false));
  }

  @Override
  public synchronized void delete(ResourceType<?> type, String namespace, String name) {
    HasMetadata object = objects.remove(key(type.kind(), namespace, name));
    if (object != null) {
      List.copyOf(watches).forEach(watch -> watch.tell(object, true));
    }
    if (object instanceof Deployment) {
      delete(ResourceType.POD, namespace, name + "-x");
    }
  }

  @Override
  public synchronized Subscription followLogs(
      String namespace, String pod, String container, LogLines lines) {
    String key = namespace + "/" + pod + "/" + container;
    followers.put(key, lines);
    return () -> followers.remove(key, lines);
  }

  @Override
  public String logs(String namespace, String pod, String container, int lines, boolean previous) {
    return "";
  }

  @Override
  public List<Event> events(String namespace, String kind, String name) {
    return List.of();
  }

  @Override
  public synchronized <T extends HasMetadata> List<T> list(
      ResourceType<T> type, String namespace, Map<String, String> labels) {
    return objects.values().stream()
        .filter(object -> type.kind().equals(object.getKind()))
        .filter(object -> namespace.equals(object.getMetadata().getNamespace()))
        .filter(object -> has(object, labels))
        .map(type.type()::cast)
        .toList();
  }

  @Override
  public <T extends HasMetadata> void label(
      ResourceType<T> type, String namespace, String name, Map<String, String> labels) {
    throw new ClusterException("label is not there");
  }

  @Override
  public void scale(String namespace, String deployment, int replicas) {
    throw new ClusterException("scale is not there");
  }

  @Override
  public ExecResult exec(
      String namespace, String pod, String container, Duration timeout, List<String> command) {
    execs++;
    if (!silent) {
      followers
          .get(namespace + "/" + pod + "/" + container)
          .line(
              """
              {"kind":"request","proxy":"sidecar-marker","start":"%s","end":"%s","path":"/%s"}"""
                  .formatted(lastEnd, lastEnd, command.get(command.size() - 1)));
    }
    return new ExecResult(OptionalInt.of(0), "", "");
  }

  @Override
  public String backend() {
    return "fake";
  }

  @Override
  public Kubernetes kubernetes() {
    return this;
  }

  @Override
  public GatewayParts gatewayParts() {
    return new GatewayParts("example/envoy:1", "example/control-plane:1");
  }

  @Override
  public URI gateway() {
    return gateway;
  }

  @Override
  public void load(Collection<String> images, LocalImages local) {}

  @Override
  public void requireAlive() {
    gone.ifPresent(
        reason -> {
          throw new ClusterException(reason);
        });
  }

  @Override
  public void close() {
    time.close();
  }

  private static boolean has(HasMetadata object, Map<String, String> labels) {
    Map<String, String> own = object.getMetadata().getLabels();
    return labels.isEmpty() || (own != null && own.entrySet().containsAll(labels.entrySet()));
  }

  private static String key(HasMetadata object) {
    return key(
        object.getKind(), object.getMetadata().getNamespace(), object.getMetadata().getName());
  }

  private static String key(String kind, String namespace, String name) {
    return kind + " " + namespace + "/" + name;
  }

  private record Watch<T extends HasMetadata>(
      ResourceType<T> type,
      Optional<String> namespace,
      Map<String, String> labels,
      Consumer<Change<T>> changes) {

    void tell(HasMetadata object, boolean deleted) {
      Map<String, String> has = object.getMetadata().getLabels();
      if (!type.kind().equals(object.getKind())
          || !namespace.map(object.getMetadata().getNamespace()::equals).orElse(true)
          || !has.entrySet().containsAll(labels.entrySet())) {
        return;
      }
      T typed = type.type().cast(object);
      Optional<Instant> now = Optional.of(Instant.now());
      changes.accept(deleted ? new Change.Deleted<>(typed, now) : new Change.Added<>(typed, now));
    }
  }

  /** What deploys without a {@link CortexLocal}. */
  private static final class Unregistered implements ApiOrigin {

    @Override
    public RealtimeApi redeploy(RealtimeApi api, Path cortexYaml) {
      throw new ClusterException("redeploy is not there");
    }

    @Override
    public TrafficSplitter redeploy(TrafficSplitter splitter, Path cortexYaml) {
      throw new ClusterException("redeploy is not there");
    }

    @Override
    public void refresh(DeployedApi api) {
      throw new ClusterException("refresh is not there");
    }

    @Override
    public void closed(RealtimeApi api) {}
  }
}
