package io.cortexlocal;

import io.cortexlocal.cluster.Cluster;
import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.cluster.GatewayParts;
import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.Kubernetes.ExecResult;
import io.cortexlocal.cluster.Kubernetes.LostLines;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.cluster.embedded.InMemoryCluster;
import io.cortexlocal.cluster.embedded.kubelet.InMemoryNode;
import io.cortexlocal.config.ApiConfig;
import io.cortexlocal.config.CortexConfig;
import io.cortexlocal.config.ParseResult;
import io.cortexlocal.image.LocalImages;
import io.cortexlocal.lifecycle.Closer;
import io.cortexlocal.settings.Settings;
import io.cortexlocal.time.Deadline;
import io.cortexlocal.time.Signal;
import io.cortexlocal.time.SystemTime;
import io.cortexlocal.workload.SidecarMarker;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The in-memory cluster with a gateway that routes nothing, as the harness has a cluster. Its
 * sidecars write what a test says, and the marker that they are asked for.
 */
public final class InMemoryCortex implements Cluster {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Pattern END = Pattern.compile("\"end\":\"([0-9.]+)\"");

  private final Closer closer = new Closer();
  private final SystemTime time = closer.register(new SystemTime());
  private final InMemoryCluster cluster = closer.register(InMemoryCluster.start());
  private final ScriptedKubernetes kubernetes = new ScriptedKubernetes(cluster.kubernetes());
  private final Signal asking = new Signal();
  private final AtomicInteger asked = new AtomicInteger();
  private final Map<String, String> given = new HashMap<>();
  private final GatewayDouble gatewayDouble;
  private Optional<CortexLocal> local = Optional.empty();
  private URI gateway = URI.create("http://127.0.0.1:1");
  private volatile Optional<String> gone = Optional.empty();
  private volatile String lastEnd = "0.000000000";
  private volatile boolean silent;

  /** Starts a cluster in which nothing is deployed. */
  public InMemoryCortex() {
    cluster.makeWhatPodsMount();
    gatewayDouble = closer.register(GatewayDouble.in(cluster));
    cluster.node().onCommand(this::written);
    given.put("cortex.local.request-timeout", "10s");
  }

  /** Waits until something is so, as {@link InMemoryCluster#await} does. */
  public void await(String what, BooleanSupplier condition) {
    cluster.await(what, condition);
  }

  /** Returns what a test class is given that runs on this cluster. */
  public CortexLocal local(Settings settings) {
    return CortexLocal.on(this, new Closer(), settings, time);
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
    return deploy(((ParseResult.Valid) result).config().apis(), Duration.ofSeconds(30)).get(0);
  }

  /** Deploys APIs at once; each may take {@code timeout} to come up. */
  public DeployedApis deploy(List<ApiConfig> configs, Duration timeout) {
    if (local.isEmpty()) {
      Settings settings =
          Settings.ofThisProcess()
              .preferring(
                  new Settings.Source("test", name -> Optional.ofNullable(given.get(name))));
      local = Optional.of(local(settings));
    }
    return local
        .get()
        .deploy(
            new CortexConfig("cortex.yaml", configs),
            DeployOptions.of(LocalImages.none(), timeout));
  }

  /** Gives the APIs of {@link #deploy} a setting; before the first of them. */
  public void set(String name, String value) {
    given.put(name, value);
  }

  /** Returns the node, which does with containers what a test says. */
  public InMemoryNode node() {
    return cluster.node();
  }

  /** Says that no replica answers its probes before so many Deployments are there. */
  public void startReplicasAt(int number) {
    cluster.node().keepFromAnswering(pod -> deployments().size() < number);
  }

  /** Says that no replica of a Deployment answers its probes, but for those that are there. */
  public void keepFromStarting(String deployment) {
    Set<String> there =
        pods().stream().map(pod -> pod.getMetadata().getName()).collect(Collectors.toSet());
    cluster
        .node()
        .keepFromAnswering(pod -> pod.startsWith(deployment + "-") && !there.contains(pod));
  }

  /** Says whether sidecars write nothing that they are asked for. */
  public void keepSidecarsSilent(boolean silence) {
    silent = silence;
  }

  /** Returns how many watches and followers of logs there are. */
  public int subscriptions() {
    return kubernetes.subscriptions();
  }

  /** Returns how often a sidecar was asked to write, once it was asked at all. */
  public int asked() {
    try {
      asking.await(Deadline.after(PATIENCE), () -> asked.get() > 0);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return asked.get();
  }

  /** Says that objects of a kind are refused. */
  public void refuse(ResourceType<?> type) {
    kubernetes.refuse(type);
  }

  /** Returns whether there is an object of a name. */
  public <T extends HasMetadata> Optional<T> get(
      ResourceType<T> type, String namespace, String name) {
    return kubernetes.get(type, namespace, name);
  }

  /** Returns the names of the Deployments, sorted. */
  public List<String> deployments() {
    return kubernetes.list(ResourceType.DEPLOYMENT, "default", Map.of()).stream()
        .map(deployment -> deployment.getMetadata().getName())
        .sorted()
        .toList();
  }

  /** Gives the gateway an address. */
  public void gateway(URI address) {
    gateway = address;
  }

  /** Has the gateway's Envoy write a line, and waits until it was read. */
  public void gatewayLine(String line) {
    gatewayDouble.follower(kubernetes).afterReading(() -> gatewayDouble.envoyLine(line));
  }

  /** Has the sidecar of an API's one replica write a line, and waits until it was read. */
  public void sidecarLine(String api, String line) {
    Matcher end = END.matcher(line);
    lastEnd = end.find() ? end.group(1) : lastEnd;
    String pod = replica(api);
    kubernetes
        .followed("default", pod, "proxy")
        .afterReading(() -> cluster.node().write(pod, "proxy", line));
  }

  /** Loses lines of the log of the sidecar of an API's one replica. */
  public void loseSidecarLines(String api, LostLines lost) {
    kubernetes.followed("default", replica(api), "proxy").lost(lost);
  }

  /** Tells of a probe of a pod what a kubelet does. */
  public void probeEvent(String pod, String container, int count, String message) {
    kubernetes.apply(
        ResourceType.EVENT,
        new EventBuilder()
            .withNewMetadata()
            .withNamespace("default")
            .withName("event-" + pod + "-" + container)
            .endMetadata()
            .withNewInvolvedObject()
            .withKind("Pod")
            .withName(pod)
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

  private String replica(String api) {
    return pods().stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .filter(pod -> api.equals(pod.getMetadata().getLabels().get("apiName")))
        .map(pod -> pod.getMetadata().getName())
        .collect(Collectors.collectingAndThen(Collectors.toList(), all -> only(api, all)));
  }

  private static String only(String api, List<String> pods) {
    if (pods.size() != 1) {
      throw new AssertionError("%s has not one replica, but %s".formatted(api, pods));
    }
    return pods.get(0);
  }

  private List<Pod> pods() {
    return cluster.pods(Map.of());
  }

  private ExecResult written(String pod, List<String> command) {
    String marker = command.get(command.size() - 1);
    if (!command.equals(SidecarMarker.command(marker))) {
      return new ExecResult(OptionalInt.of(0), "", "");
    }
    asked.incrementAndGet();
    asking.changed();
    if (!silent) {
      cluster
          .node()
          .write(
              pod,
              "proxy",
              """
              {"kind":"request","proxy":"sidecar-marker","start":"%1$s","end":"%1$s","path":"/%2$s"}"""
                  .formatted(lastEnd, marker));
    }
    return new ExecResult(OptionalInt.of(0), "", "");
  }

  @Override
  public String backend() {
    return "in-memory";
  }

  @Override
  public Kubernetes kubernetes() {
    return kubernetes;
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
  public void load(Collection<String> images, LocalImages ofThisMachine) {}

  @Override
  public void requireAlive() {
    gone.ifPresent(
        reason -> {
          throw new ClusterException(reason);
        });
  }

  @Override
  public void close() {
    closer.close();
  }
}
