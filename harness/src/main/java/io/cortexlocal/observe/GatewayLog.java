package io.cortexlocal.observe;

import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.Kubernetes.Change;
import io.cortexlocal.cluster.Kubernetes.LogLines;
import io.cortexlocal.cluster.Kubernetes.LostLines;
import io.cortexlocal.cluster.Kubernetes.Subscription;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.controlplane.Complaint;
import io.cortexlocal.controlplane.RoutesApplied;
import io.cortexlocal.install.GatewayPod;
import io.cortexlocal.istio.AccessLog;
import io.cortexlocal.istio.InFlightRequest;
import io.cortexlocal.status.PodReport;
import io.cortexlocal.time.Signal;
import io.cortexlocal.time.Time;
import io.cortexlocal.timeline.TimelineEvent.LinesLost;
import io.cortexlocal.workload.Names;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the gateway's pod reports: the routes that its Envoy has, and the requests that it answered
 * itself, of which a sidecar may know nothing.
 */
public final class GatewayLog implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(GatewayLog.class);

  /** Envoy's reason for an answer that is not its own. */
  private static final String ANSWERED_BY_SIDECAR = "via_upstream";

  private static final int MOST_REQUESTS = 10_000;
  private static final int MOST_COMPLAINTS = 1_000;

  private final Signal signal;
  private final Map<String, Subscription> followed = new ConcurrentHashMap<>();
  private final Map<String, Boolean> reachedSidecar = Bounded.map(MOST_REQUESTS);
  private final Set<Complaint> complaints = ConcurrentHashMap.newKeySet();
  private final Map<String, CallCircles.Places> apis = new ConcurrentHashMap<>();
  private final CallCircles circles;
  private final LossLedger losses = new LossLedger();
  private final Set<String> addresses = ConcurrentHashMap.newKeySet();
  private final Subscription pods;
  private final Kubernetes kubernetes;
  private final Time time;
  private volatile Optional<RoutesApplied> routes = Optional.empty();

  private GatewayLog(Kubernetes kubernetes, Signal signal, Time time) {
    this.kubernetes = kubernetes;
    this.time = time;
    this.circles = new CallCircles(time);
    this.signal = signal;
    this.pods =
        kubernetes.watch(
            ResourceType.POD,
            Optional.of(Names.ISTIO_NAMESPACE),
            Map.of("istio", Names.GATEWAY_WORKLOAD),
            this::changed);
  }

  /**
   * Begins to follow.
   *
   * @param time the cluster's
   */
  public static GatewayLog follow(Kubernetes kubernetes, Time time) {
    return new GatewayLog(kubernetes, new Signal(), time);
  }

  /** Returns the cluster's time. */
  public Time time() {
    return time;
  }

  /** Returns what tells of news here. */
  public Signal signal() {
    return signal;
  }

  /** Returns the routes that the gateway's Envoy accepted last. */
  public Optional<RoutesApplied> routes() {
    return routes;
  }

  /** Returns the state of the gateway's pods, their last events and lines of log. */
  public String describe() {
    return kubernetes
        .list(ResourceType.POD, Names.ISTIO_NAMESPACE, Map.of("istio", Names.GATEWAY_WORKLOAD))
        .stream()
        .map(pod -> PodReport.describe(kubernetes, pod, time.instant()))
        .collect(Collectors.joining(System.lineSeparator()));
  }

  /** Returns what the control plane could not do, in no order. */
  public Set<Complaint> complaints() {
    return Set.copyOf(complaints);
  }

  /**
   * Returns whether a request reached a sidecar; empty unless the gateway answered it itself, and
   * said so.
   */
  public Optional<Boolean> reachedSidecar(String requestId) {
    return Optional.ofNullable(reachedSidecar.get(requestId));
  }

  /** Returns whether an address and port belongs to a pod of the gateway. */
  public boolean isGateway(String client) {
    int port = client.lastIndexOf(':');
    return port > 0 && addresses.contains(client.substring(0, port));
  }

  private void changed(Change<Pod> change) {
    Pod pod = change.object();
    if (pod.getStatus() != null && pod.getStatus().getPodIP() != null) {
      addresses.add(pod.getStatus().getPodIP());
    }
    ContainerRuns.running(pod, GatewayPod.CONTROL_PLANE_CONTAINER)
        .ifPresent(run -> follow(run, this::controlPlaneLine));
    ContainerRuns.running(pod, GatewayPod.ENVOY_CONTAINER)
        .ifPresent(run -> follow(run, this::envoyLine));
  }

  private void follow(ContainerRuns.Run run, Consumer<String> lines) {
    followed.computeIfAbsent(
        run.id(),
        id ->
            kubernetes.followLogs(
                run.namespace(), run.pod(), run.container(), new GatewayLines(run, lines)));
  }

  private final class GatewayLines implements LogLines {

    private final ContainerRuns.Run run;
    private final Consumer<String> lines;

    GatewayLines(ContainerRuns.Run run, Consumer<String> lines) {
      this.run = run;
      this.lines = lines;
    }

    @Override
    public void line(String line) {
      lines.accept(line);
    }

    @Override
    public void lost(LostLines lost) {
      losses.add(run.pod(), run.container(), lost);
      signal.changed();
    }
  }

  /** Returns what was lost of the gateway's logs. */
  public List<LinesLost> losses() {
    return losses.events();
  }

  private void controlPlaneLine(String line) {
    Complaint.parse(line)
        .filter(complaint -> complaints.size() < MOST_COMPLAINTS)
        .ifPresent(complaints::add);
    RoutesApplied.parse(line)
        .ifPresent(
            applied -> {
              routes = Optional.of(applied);
              signal.changed();
            });
  }

  /** Says that an API is there, whose calls of others are to be watched. */
  public void watchCalls(String api, CallCircles.Places places) {
    circles.forget(api);
    apis.put(api, places);
  }

  /** Says that an API is gone, unless another deployment of it has been said to be there since. */
  public void unwatchCalls(String api, CallCircles.Places places) {
    apis.remove(api, places);
  }

  /** Returns, in words, the circles of calls that wait for each other of which an API is a part. */
  public List<String> circles(String api) {
    return circles.of(api);
  }

  private void envoyLine(String line) {
    InFlightRequest.parse(line)
        .flatMap(request -> circles.observe(request, Map.copyOf(apis)))
        .ifPresent(circle -> LOG.warn("{}", circle));
    AccessLog.parse(line)
        .filter(request -> !request.details().equals(ANSWERED_BY_SIDECAR))
        .ifPresent(
            request -> {
              reachedSidecar.put(request.requestId(), request.reachedUpstream());
            });
  }

  @Override
  public void close() {
    pods.close();
    followed.values().forEach(Subscription::close);
  }
}
