package io.cortexlocal.deploy;

import io.cortexlocal.activator.Activator;
import io.cortexlocal.cluster.Cluster;
import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.PodConditions;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.config.Handler;
import io.cortexlocal.config.RealtimeApiConfig;
import io.cortexlocal.controlplane.RoutesApplied;
import io.cortexlocal.evidence.HopelessStart;
import io.cortexlocal.evidence.StartHint;
import io.cortexlocal.observe.AnsweredRequest;
import io.cortexlocal.observe.AnsweredRequests;
import io.cortexlocal.observe.CallCircles;
import io.cortexlocal.observe.GatewayLog;
import io.cortexlocal.observe.ReplicaCounts;
import io.cortexlocal.observe.ReplicaLog;
import io.cortexlocal.observe.ServingReplicas;
import io.cortexlocal.operator.Operator;
import io.cortexlocal.status.LastExit;
import io.cortexlocal.status.PodReport;
import io.cortexlocal.status.PodStates;
import io.cortexlocal.time.Deadline;
import io.cortexlocal.time.Signal;
import io.cortexlocal.time.Time;
import io.cortexlocal.timeline.ReadinessEvidence;
import io.cortexlocal.timeline.Timeline;
import io.cortexlocal.timeline.TimelineEvent;
import io.cortexlocal.workload.DeploymentIdentity;
import io.cortexlocal.workload.Names;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An API in a cluster, and what is known of its replicas and requests. */
public final class DeployedApi implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DeployedApi.class);
  private static final Duration PROGRESS_EVERY = Duration.ofSeconds(10);

  private final Cluster cluster;
  private final GatewayLog gateway;
  private final Operator operator;
  private final RealtimeApiConfig config;
  private final DeploymentIdentity identity;
  private final ReadinessEvidence evidence;
  private final ReplicaLog replicas;
  private final Claims claims;
  private final Time time;
  private final Claims.Claim claim;
  private final CallCircles.Places places = new ReadyPlaces();
  private volatile boolean upToDate;
  private volatile boolean refreshed;

  DeployedApi(
      Cluster cluster,
      GatewayLog gateway,
      Operator operator,
      RealtimeApiConfig config,
      DeploymentIdentity identity,
      ReadinessEvidence evidence,
      Claims claims,
      Time time) {
    this.claims = claims;
    this.time = time;
    this.claim = claims.begin(config.name());
    this.cluster = cluster;
    this.gateway = gateway;
    this.operator = operator;
    this.config = config;
    this.identity = identity;
    this.evidence = evidence;
    this.replicas =
        new ReplicaLog(
            cluster.kubernetes(),
            config.name(),
            identity.deploymentId(),
            gateway.signal(),
            time,
            gateway::isGateway);
    if (probesByCommand(config)) {
      replicas.followProbeCommands();
    }
    gateway.watchCalls(config.name(), places);
  }

  private static boolean probesByCommand(RealtimeApiConfig config) {
    return config.pod().containers().stream()
        .flatMap(
            container ->
                Stream.concat(
                    container.readinessProbe().stream(), container.livenessProbe().stream()))
        .anyMatch(probe -> probe.handler() instanceof Handler.Exec);
  }

  /** Returns the configuration that is deployed. */
  public RealtimeApiConfig config() {
    return config;
  }

  /** Returns the ids that this deployment gave the API. */
  DeploymentIdentity identity() {
    return identity;
  }

  /** Returns the cluster that the API is in. */
  public Cluster cluster() {
    return cluster;
  }

  /** Returns the time by which the API is waited for. */
  public Time time() {
    return time;
  }

  /** Returns what tells of each change of {@link #pods} and of the gateway's routes. */
  public Signal signal() {
    return gateway.signal();
  }

  /** Returns the pods of the API as they were last heard of. */
  public List<Pod> pods() {
    return replicas.pods();
  }

  /** Asks the cluster for the pods of the API. */
  public List<Pod> podsNow() {
    Kubernetes kubernetes = cluster.kubernetes();
    kubernetes
        .get(ResourceType.DEPLOYMENT, Names.NAMESPACE, Names.object(config.name()))
        .ifPresent(replicas::learn);
    return kubernetes
        .list(ResourceType.POD, Names.NAMESPACE, Map.of(Names.LABEL_API_NAME, config.name()))
        .stream()
        .filter(replicas::counts)
        .toList();
  }

  /** Returns how many replicas the API's Deployment asks for; empty when it is gone. */
  public OptionalInt wantedReplicas() {
    return replicas
        .deployment()
        .map(deployment -> OptionalInt.of(deployment.getSpec().getReplicas()))
        .orElse(OptionalInt.empty());
  }

  /** Asks the cluster whether no replica is of a former version; so it is when the API is gone. */
  public boolean isRolledOut() {
    return cluster
        .kubernetes()
        .get(ResourceType.DEPLOYMENT, Names.NAMESPACE, Names.object(config.name()))
        .map(ReplicaCounts::isRolledOut)
        .orElse(true);
  }

  /** Returns whether the gateway sends requests to each of these pods, and to no other. */
  public boolean isSentTo(Collection<Pod> ready) {
    Set<String> addresses =
        ready.stream()
            .map(pod -> pod.getStatus().getPodIP() + ":" + Names.PROXY_PORT)
            .collect(Collectors.toSet());
    return gateway
        .routes()
        .map(routes -> routes.endpoints(Names.NAMESPACE + "/" + Names.object(config.name())))
        .filter(addresses::equals)
        .isPresent();
  }

  /**
   * Returns the timeline, once everything is on it that was answered before this call, whoever sent
   * it.
   *
   * @throws ClusterException when the deadline passes, naming the sidecars that did not write and
   *     the requests of {@code answered} that are missing. Later calls do not wait for these again,
   *     and the timeline says what it lacks
   */
  public Timeline timeline(AnsweredRequests answered, Deadline deadline) {
    List<AnsweredRequest> sent = answered.take();
    if (replicas.hasRunning()) {
      // Sidecars that are gone would be waited for in vain.
      cluster.requireAlive();
    }
    try {
      List<String> silent = replicas.flush(deadline);
      if (!silent.isEmpty()) {
        cluster.requireAlive();
        String reason =
            "its sidecar did not report within %s".formatted(seconds(deadline.budget()));
        silent.forEach(replica -> replicas.incomplete(replica, reason));
        throw new ClusterException(
            "the sidecar of %s did not report within %s, so requests may be missing on the timeline%s"
                .formatted(String.join(", ", silent), seconds(deadline.budget()), missing(sent)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException("interrupted while waiting for the proxies' logs", e);
    }
    return timeline();
  }

  private String missing(List<AnsweredRequest> sent) {
    Set<String> known =
        replicas.events().stream()
            .filter(TimelineEvent.Request.class::isInstance)
            .map(event -> ((TimelineEvent.Request) event).requestId())
            .collect(Collectors.toSet());
    List<AnsweredRequest> missing =
        sent.stream()
            .filter(request -> !known.contains(request.requestId()))
            .filter(request -> gateway.reachedSidecar(request.requestId()).orElse(true))
            .toList();
    if (missing.isEmpty()) {
      return "";
    }
    return "; of those sent from here: %s%s"
        .formatted(
            missing.get(0),
            missing.size() == 1 ? "" : " and %d more".formatted(missing.size() - 1));
  }

  /** Returns the timeline as it is known at this moment. */
  public Timeline timeline() {
    List<TimelineEvent> events = new ArrayList<>(replicas.events());
    events.addAll(gateway.losses());
    return new Timeline(config.name(), evidence, events);
  }

  /** Returns what a person wants to know of each replica when something is wrong. */
  public String describe() {
    Optional<String> gone = gone();
    if (gone.isPresent()) {
      return "  " + gone.get().strip().replace("\n", "\n  ");
    }
    Kubernetes kubernetes = cluster.kubernetes();
    List<Pod> pods = replicas.pods();
    if (pods.isEmpty()) {
      return describeDeployment(kubernetes);
    }
    return Stream.of(
            upToDate().map("  "::concat).stream(),
            circles().stream().map("  "::concat),
            pods.stream().map(pod -> PodReport.describe(kubernetes, pod, time.instant())))
        .flatMap(lines -> lines)
        .collect(Collectors.joining(System.lineSeparator()));
  }

  /**
   * Returns, for a person, that this deployment changed nothing, what that means for new code, and
   * how to make it count; empty when it changed something, or the replicas were replaced since.
   */
  public Optional<String> upToDate() {
    return upToDate && !refreshed
        ? Optional.of(
            "API %s is up to date: nothing of its configuration has changed, so its replicas go on as they are, as with cortex deploy. An image that was built again under the same name, or a file of a run: directory that was changed, does not count. Try: refresh() of the API, which replaces its replicas, or another tag for the image in cortex.yaml."
                .formatted(config.name()))
        : Optional.empty();
  }

  /** Returns whether this deployment changed nothing. */
  public boolean wasUpToDate() {
    return upToDate;
  }

  /** Says that its replicas are replaced: they no longer go on as they were. */
  void refreshed() {
    refreshed = true;
  }

  /** Says that this deployment changed nothing. */
  void foundUpToDate() {
    upToDate = true;
  }

  /** Returns what is gone, when the cluster is no longer there. */
  public Optional<String> gone() {
    try {
      cluster.requireAlive();
      return Optional.empty();
    } catch (ClusterException e) {
      return Optional.of(e.getMessage());
    }
  }

  /**
   * Returns, in words, the circles of calls that wait for each other of which the API is a part.
   */
  public List<String> circles() {
    return gateway.circles(config.name());
  }

  private String describeDeployment(Kubernetes kubernetes) {
    List<Event> events =
        kubernetes.events(Names.NAMESPACE, "Deployment", Names.object(config.name()));
    String conditions =
        kubernetes
            .get(ResourceType.DEPLOYMENT, Names.NAMESPACE, Names.object(config.name()))
            .map(Deployment::getStatus)
            .map(
                status ->
                    status.getConditions().stream()
                        .map(condition -> condition.getMessage())
                        .collect(Collectors.joining("; ")))
            .orElse("there is no Deployment");
    return "  no pod was created: "
        + conditions
        + events.stream()
            .map(Event::getMessage)
            .collect(Collectors.joining(System.lineSeparator() + "  "));
  }

  /**
   * Waits as Cortex's own tests do, until requested, ready and up-to-date replicas are the same,
   * and then until the gateway sends requests to these alone. An API that may have no replica, and
   * has none, is there once the gateway sends its requests to the activator.
   *
   * @param asked for
   * @param requireHope throws when waiting for the replicas of a deployment helps no more
   */
  void awaitServing(Awaited asked, Deadline deadline, Consumer<DeploymentIdentity> requireHope) {
    Progress progress = new Progress(PROGRESS_EVERY, time, LOG::info);
    AtomicReference<Awaited> awaited = new AtomicReference<>(asked);
    try {
      boolean serving =
          gateway
              .signal()
              .await(
                  deadline,
                  () -> {
                    Awaited now = awaited.updateAndGet(this::latest);
                    if ((isUpToDate(now.generation()) && isRouted(now))
                        || (isAtRest(now.generation()) && isActivated(now))) {
                      return true;
                    }
                    cluster.requireAlive();
                    requireHope.accept(now.identity());
                    progress.say(this::progress);
                    return false;
                  });
      if (!serving) {
        throw notServing(awaited.get().generation(), deadline);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw notServing(awaited.get().generation(), deadline);
    }
  }

  private Awaited latest(Awaited awaited) {
    return replicas
        .deployment()
        .map(
            deployment ->
                awaited.latest(
                    deployment,
                    () ->
                        cluster
                            .kubernetes()
                            .get(
                                ResourceType.VIRTUAL_SERVICE,
                                Names.NAMESPACE,
                                Names.object(config.name()))))
        .orElse(awaited);
  }

  /**
   * Fails when a replica cannot become Ready any more.
   *
   * @param awaited whose replicas count
   * @param together the APIs that are deployed at once
   */
  void requireHope(HopelessStart start, DeploymentIdentity awaited, List<DeployedApi> together) {
    Optional<String> reason = replicas.hopeless(start, awaited, nodes());
    if (reason.isEmpty()) {
      return;
    }
    String waiting =
        together.stream()
            .filter(api -> api != this)
            .map(api -> api.config().name())
            .collect(Collectors.joining(", "));
    throw new DeployException(
        """
        API %s cannot come up any more: %s.%s
        %s
        Try: %s"""
            .formatted(
                config.name(),
                reason.get(),
                waiting.isEmpty() ? "" : " Deployed with it, and given up too: " + waiting + ".",
                describe(),
                hint()));
  }

  private String hint() {
    return StartHint.of(cluster.kubernetes(), config, replicas.pods(), podsBeside(), nodes());
  }

  /** The cluster's nodes; none when no replica waits for one. */
  private List<Node> nodes() {
    if (replicas.pods().stream().noneMatch(PodConditions::isUnschedulable)) {
      return List.of();
    }
    try {
      return cluster.kubernetes().list(ResourceType.NODE, "", Map.of());
    } catch (ClusterException e) {
      LOG.debug("the nodes could not be listed", e);
      return List.of();
    }
  }

  /** What else runs in the namespace; nothing when that cannot be found out. */
  private List<Pod> podsBeside() {
    try {
      return cluster.kubernetes().list(ResourceType.POD, Names.NAMESPACE, Map.of());
    } catch (ClusterException e) {
      LOG.debug("the pods could not be listed", e);
      return List.of();
    }
  }

  /** Says that an object was made that was not there before. */
  void created(ResourceType<?> type) {
    claim.created(type);
  }

  /** Says that the API has come up: it belongs to this deployment from now on. */
  void succeeded() {
    claims.succeeded(claim);
  }

  private String progress() {
    List<Pod> own = replicas.pods();
    String pods = own.stream().map(this::progress).collect(Collectors.joining(", "));
    String room =
        own.stream().anyMatch(PodConditions::isUnschedulable)
            ? EndingPods.keptRoom(own, podsBeside(), time.instant())
            : "";
    return "waiting for %s: %s%s%s"
        .formatted(
            config.name(),
            pods.isEmpty() ? "no pod yet" : pods,
            room,
            circles().stream().map("; "::concat).collect(Collectors.joining()));
  }

  private String progress(Pod pod) {
    return "%s is %s%s"
        .formatted(
            pod.getMetadata().getName(),
            PodStates.of(pod, time.instant()),
            LastExit.of(pod).map(end -> " (" + end + ")").orElse(""));
  }

  private boolean isUpToDate(long generation) {
    return replicas
        .deployment()
        .filter(deployment -> ReplicaCounts.isUpToDate(deployment, generation))
        .isPresent();
  }

  /** Without a replica: what Cortex's autoscaler may bring the API to, and a request ends. */
  private boolean isAtRest(long generation) {
    return mayRest()
        && replicas
            .deployment()
            .filter(deployment -> ReplicaCounts.isAtRest(deployment, generation))
            .isPresent();
  }

  private boolean mayRest() {
    return config.autoscaling().minReplicas() == 0;
  }

  private boolean isRouted(Awaited awaited) {
    int wanted = replicas.deployment().map(it -> it.getSpec().getReplicas()).orElse(1);
    Optional<RoutesApplied> routes = gateway.routes();
    return routes.isPresent()
        && isTakenUp(awaited, routes.get())
        && ServingReplicas.areAll(
            replicas.pods().stream().filter(awaited.identity()::hasReplica).toList(),
            awaited.identity().podId(),
            wanted,
            routes.get().endpoints(route()));
  }

  private boolean isActivated(Awaited awaited) {
    Optional<RoutesApplied> routes = gateway.routes();
    return routes.isPresent() && isTakenUp(awaited, routes.get()) && hasActivator(routes.get());
  }

  private static boolean hasActivator(RoutesApplied routes) {
    return !routes.endpoints(Names.NAMESPACE + "/" + Names.ACTIVATOR).isEmpty();
  }

  /** A request meanwhile has the route of an API at rest lead elsewhere: it is as good then. */
  private boolean isTakenUp(Awaited awaited, RoutesApplied routes) {
    return routes.hasVirtualService(route(), awaited.routeVersion())
        || (mayRest()
            && cluster
                .kubernetes()
                .get(ResourceType.VIRTUAL_SERVICE, Names.NAMESPACE, Names.object(config.name()))
                .map(HasMetadata::getMetadata)
                .filter(
                    now ->
                        awaited.identity().apiId().equals(now.getLabels().get(Names.LABEL_API_ID)))
                .filter(now -> routes.hasVirtualService(route(), now.getResourceVersion()))
                .isPresent());
  }

  private String route() {
    return Names.NAMESPACE + "/" + Names.object(config.name());
  }

  private DeployException notServing(long generation, Deadline deadline) {
    if (isAtRest(generation) && !gateway.routes().filter(DeployedApi::hasActivator).isPresent()) {
      return new DeployException(
          """
          API %s did not come up within %s: it starts with no replica, and the activator, which \
          takes its requests then, is not ready.
          %s
          Try: run it again; if it stays so, this is a defect of Cortex Local."""
              .formatted(
                  config.name(),
                  seconds(deadline.budget()),
                  Activator.describe(cluster.kubernetes(), time.instant())));
    }
    if (isUpToDate(generation) || isAtRest(generation)) {
      return new DeployException(
          """
          API %s did not come up within %s: its replicas are ready, but the gateway did not take up \
          its route.%s
          %s
          Try: run it again; if it stays so, this is a defect of Cortex Local."""
              .formatted(
                  config.name(), seconds(deadline.budget()), complaints(), gateway.describe()));
    }
    return new DeployException(
        """
        API %s did not come up within %s: %s.
        %s
        Try: %s"""
            .formatted(
                config.name(),
                seconds(deadline.budget()),
                replicas.deployment().map(ReplicaCounts::describe).orElse("no replica was created"),
                describe(),
                hint()));
  }

  private String complaints() {
    return gateway.complaints().stream()
        .map(
            complaint ->
                System.lineSeparator() + "  the control plane says: " + complaint.message())
        .sorted()
        .collect(Collectors.joining());
  }

  private static String seconds(Duration duration) {
    return new BigDecimal(duration.toMillis()).movePointLeft(3).stripTrailingZeros().toPlainString()
        + " s";
  }

  /**
   * Takes the API out of the cluster, as Cortex's delete does, unless it has been deployed once
   * more since: it then belongs to that deployment. What no deployment created stays.
   */
  @Override
  public void close() {
    gateway.unwatchCalls(config.name(), places);
    replicas.close();
    operator.remove(config.name(), claims.end(claim));
  }

  /** What the replicas that are Ready have to serve with. */
  private final class ReadyPlaces implements CallCircles.Places {

    @Override
    public Set<String> addresses() {
      return replicas.pods().stream()
          .filter(pod -> pod.getStatus() != null && pod.getStatus().getPodIP() != null)
          .map(pod -> pod.getStatus().getPodIP())
          .collect(Collectors.toSet());
    }

    @Override
    public int number() {
      long ready = replicas.pods().stream().filter(PodConditions::isReady).count();
      return Math.toIntExact(Math.min(Integer.MAX_VALUE, ready * config.pod().maxConcurrency()));
    }
  }
}
