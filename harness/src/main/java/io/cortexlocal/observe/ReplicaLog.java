package io.cortexlocal.observe;

import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.Kubernetes.Change;
import io.cortexlocal.cluster.Kubernetes.LogLines;
import io.cortexlocal.cluster.Kubernetes.LostLines;
import io.cortexlocal.cluster.PodConditions;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.evidence.HopelessStart;
import io.cortexlocal.evidence.RunsWithoutReadiness;
import io.cortexlocal.evidence.UnrunProbe;
import io.cortexlocal.lifecycle.Closer;
import io.cortexlocal.text.Printable;
import io.cortexlocal.time.Deadline;
import io.cortexlocal.time.Signal;
import io.cortexlocal.time.Time;
import io.cortexlocal.timeline.TimelineEvent;
import io.cortexlocal.workload.DeploymentIdentity;
import io.cortexlocal.workload.Names;
import io.cortexlocal.workload.SidecarMarker;
import io.cortexlocal.workload.sidecar.SidecarEvent;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows the replicas of one API: their pods' changes and their sidecars' logs. */
public final class ReplicaLog implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ReplicaLog.class);

  /** A sidecar that was killed leaves no last line, and its log ends soon after it. */
  private static final Duration LAST_LINES = Duration.ofSeconds(2);

  private final Kubernetes kubernetes;
  private final String api;
  private final CountedIds counted;
  private final Signal signal;
  private final Time time;
  private final Predicate<String> isGateway;
  private final Object lock = new Object();
  private final EventLedger ledger = new EventLedger();
  private final Map<String, Pod> pods = new TreeMap<>();
  private final Map<String, SidecarRun> runs = new HashMap<>();
  private final Map<String, SidecarClock> clocks = new HashMap<>();
  private final Map<String, Boolean> sidecarReady = new HashMap<>();
  private final Map<String, Integer> restarts = new HashMap<>();
  private final Set<String> unrunProbes = new HashSet<>();
  private final LossLedger losses = new LossLedger();
  private final RunsWithoutReadiness ends = new RunsWithoutReadiness();
  private final Closer watches = new Closer();
  private Optional<Deployment> deployment = Optional.empty();
  private boolean closed;

  /**
   * Begins to follow.
   *
   * @param deploymentId of the replicas that count, until a refresh gives others another: a former
   *     deployment's may still be ending
   * @param isGateway whether an address and port is one of the gateway's
   */
  public ReplicaLog(
      Kubernetes kubernetes,
      String api,
      String deploymentId,
      Signal signal,
      Time time,
      Predicate<String> isGateway) {
    this.kubernetes = kubernetes;
    this.signal = signal;
    this.time = time;
    this.isGateway = isGateway;
    this.api = api;
    this.counted = new CountedIds(deploymentId);
    Map<String, String> labels = Map.of(Names.LABEL_API_NAME, api);
    Optional<String> namespace = Optional.of(Names.NAMESPACE);
    watches.register(kubernetes.watch(ResourceType.POD, namespace, labels, this::changed));
    watches.register(
        kubernetes.watch(ResourceType.DEPLOYMENT, namespace, labels, this::deploymentChanged));
  }

  /** Returns the Deployment as it was last seen. */
  public Optional<Deployment> deployment() {
    synchronized (lock) {
      return deployment;
    }
  }

  /** Follows what the cluster tells of probes that run a command, which it may not be able to. */
  public void followProbeCommands() {
    watches.register(
        kubernetes.watch(
            ResourceType.EVENT, Optional.of(Names.NAMESPACE), Map.of(), this::eventTold));
  }

  private void eventTold(Change<Event> change) {
    Event event = change.object();
    if (event.getInvolvedObject() == null || change instanceof Change.Deleted<Event>) {
      return;
    }
    Optional<UnrunProbe> unrun;
    boolean first;
    synchronized (lock) {
      Pod pod = pods.get(event.getInvolvedObject().getName());
      unrun = pod == null ? Optional.empty() : UnrunProbe.of(event, pod);
      if (closed || unrun.isEmpty()) {
        return;
      }
      String replica = pod.getMetadata().getName();
      if (!unrunProbes.add(replica + " " + unrun.get().name())) {
        return;
      }
      first = unrunProbes.add(unrun.get().name());
      UnrunProbe probe = unrun.get();
      PodMoments.told(change)
          .ifPresent(
              moment ->
                  ledger.add(
                      new TimelineEvent.ProbeNotRun(
                          moment.at(),
                          replica,
                          moment.within(),
                          probe.container().orElse(""),
                          probe.kind(),
                          probe.reason())));
    }
    if (first) {
      LOG.warn(
          "{}",
          Printable.of(
              "API %s: %s cannot run, so it neither passes nor fails: %s"
                  .formatted(api, unrun.get().name(), unrun.get().hint())));
    }
    signal.changed();
  }

  private void deploymentChanged(Change<Deployment> change) {
    boolean gone = change instanceof Change.Deleted<Deployment>;
    synchronized (lock) {
      if (!gone) {
        learn(change.object());
      }
      if (!counted.count(change.object())) {
        return;
      }
      deployment = gone ? Optional.empty() : Optional.of(change.object());
    }
    signal.changed();
  }

  /** Learns of the Deployment as it is now, which the watch may not have told yet. */
  public void learn(Deployment now) {
    synchronized (lock) {
      if (!closed) {
        counted.learn(now).forEach(this::read);
      }
    }
  }

  /** Returns whether a pod is a replica of this API's, and not of a former deployment. */
  public boolean counts(Pod pod) {
    synchronized (lock) {
      return counted.count(pod);
    }
  }

  public List<TimelineEvent> events() {
    synchronized (lock) {
      List<TimelineEvent> all = ledger.events();
      all.addAll(losses.events());
      return all;
    }
  }

  public List<Pod> pods() {
    synchronized (lock) {
      return List.copyOf(pods.values());
    }
  }

  /** Returns why waiting for the replicas of a version helps no more, when that is certain. */
  public Optional<String> hopeless(
      HopelessStart start, DeploymentIdentity identity, List<Node> nodes) {
    synchronized (lock) {
      List<Pod> wanted = pods.values().stream().filter(identity::hasReplica).toList();
      return start.reason(wanted, ends, nodes);
    }
  }

  /**
   * Waits until everything that the sidecars have written so far was read. A sidecar that does not
   * write is waited for once, and not again before it writes something.
   *
   * @return the replicas whose sidecars were waited for in vain
   * @throws InterruptedException when the thread is interrupted
   */
  public List<String> flush(Deadline deadline) throws InterruptedException {
    String marker = UUID.randomUUID().toString();
    List<SidecarRun> running;
    List<SidecarRun> stopped;
    synchronized (lock) {
      List<SidecarRun> all = runs.values().stream().filter(run -> !run.isSilent()).toList();
      running = all.stream().filter(run -> !run.hasStopped()).toList();
      stopped = all.stream().filter(SidecarRun::hasStopped).toList();
      running.forEach(run -> run.ask(marker));
    }
    CountDownLatch asked = new CountDownLatch(running.size());
    for (SidecarRun run : running) {
      Thread thread =
          new Thread(() -> ask(run, marker, deadline, asked), "marker-" + run.run().pod());
      thread.setDaemon(true);
      thread.start();
    }
    signal.await(deadline, () -> asked.getCount() == 0);
    signal.await(deadline, () -> areDone(running, run -> run.awaits(marker) && !run.hasStopped()));
    List<SidecarRun> ending = new ArrayList<>(stopped);
    synchronized (lock) {
      running.stream().filter(run -> run.awaits(marker) && run.hasStopped()).forEach(ending::add);
    }
    if (!ending.isEmpty()) {
      Duration left = deadline.left();
      Deadline last = Deadline.after(left.compareTo(LAST_LINES) < 0 ? left : LAST_LINES, time);
      signal.await(last, () -> areDone(ending, run -> !run.hasEnded()));
    }
    ending.forEach(SidecarRun::unfollow);
    synchronized (lock) {
      ending.forEach(run -> runs.remove(run.run().id()));
      List<SidecarRun> silent =
          running.stream().filter(run -> run.awaits(marker) && !run.hasStopped()).toList();
      silent.forEach(SidecarRun::silent);
      return silent.stream().map(run -> run.run().pod()).sorted().toList();
    }
  }

  /** Returns whether there are sidecars that {@link #flush} would ask. */
  public boolean hasRunning() {
    synchronized (lock) {
      return runs.values().stream().anyMatch(run -> !run.isSilent() && !run.hasStopped());
    }
  }

  private boolean areDone(List<SidecarRun> some, Predicate<SidecarRun> isOpen) {
    synchronized (lock) {
      return some.stream().noneMatch(isOpen);
    }
  }

  /** A sidecar that cannot be asked has stopped, or will be waited for in vain. */
  private void ask(SidecarRun run, String marker, Deadline deadline, CountDownLatch asked) {
    try {
      Kubernetes.ExecResult result =
          kubernetes.exec(
              run.run().namespace(),
              run.run().pod(),
              run.run().container(),
              deadline.left(),
              SidecarMarker.command(marker));
      if (result.exitCode().orElse(0) != 0) {
        LOG.debug("no marker was written in {}: {}", run.run().pod(), result);
        lookAgain(run);
      }
    } catch (ClusterException e) {
      LOG.debug("no marker was written in {}", run.run().pod(), e);
      lookAgain(run);
    } finally {
      asked.countDown();
      signal.changed();
    }
  }

  /** The watch may not have told yet that the container runs no more. */
  private void lookAgain(SidecarRun run) {
    try {
      boolean runs =
          kubernetes
              .get(ResourceType.POD, run.run().namespace(), run.run().pod())
              .flatMap(pod -> ContainerRuns.running(pod, Names.PROXY_CONTAINER))
              .filter(run.run()::equals)
              .isPresent();
      if (!runs) {
        synchronized (lock) {
          run.stopped();
        }
        signal.changed();
      }
    } catch (ClusterException e) {
      LOG.debug("whether {} runs cannot be told", run.run().pod(), e);
    }
  }

  /** Says on the timeline that something of a replica may be missing. */
  public void incomplete(String replica, String reason) {
    synchronized (lock) {
      ledger.events().stream()
          .filter(event -> event.replica().equals(replica))
          .map(TimelineEvent::at)
          .max(Instant::compareTo)
          .ifPresent(at -> ledger.add(new TimelineEvent.Incomplete(at, replica, reason)));
    }
  }

  private void changed(Change<Pod> change) {
    synchronized (lock) {
      if (closed) {
        return;
      }
      if (counted.count(change.object())) {
        read(change);
      } else {
        counted.hold(change);
      }
    }
    signal.changed();
  }

  private void read(Change<Pod> change) {
    Pod pod = change.object();
    String name = pod.getMetadata().getName();
    Pod before = change instanceof Change.Deleted<Pod> ? pods.remove(name) : pods.put(name, pod);
    Optional<ContainerRuns.Run> running = Optional.empty();
    if (change instanceof Change.Deleted<Pod>) {
      PodMoments.gone(change)
          .ifPresent(gone -> ledger.add(new TimelineEvent.Gone(gone.at(), name, gone.within())));
      unrunProbes.removeIf(probe -> probe.startsWith(name + " "));
      restarts.keySet().removeIf(container -> container.startsWith(name + "/"));
    } else {
      ends.observe(pod);
      compare(before, change);
      running = ContainerRuns.running(pod, Names.PROXY_CONTAINER);
      running.ifPresent(this::follow);
    }
    Optional<ContainerRuns.Run> current = running;
    runs.values().stream()
        .filter(run -> run.run().pod().equals(name))
        .filter(run -> current.filter(run.run()::equals).isEmpty())
        .forEach(SidecarRun::stopped);
  }

  private void compare(Pod before, Change<Pod> change) {
    Pod pod = change.object();
    String name = pod.getMetadata().getName();
    if (before == null) {
      PodMoments.created(change)
          .ifPresent(
              created ->
                  ledger.add(new TimelineEvent.Created(created.at(), name, created.within())));
    }
    boolean wasReady = before != null && PodConditions.isReady(before);
    boolean isReady = PodConditions.isReady(pod);
    if (isReady != wasReady) {
      PodMoments.readiness(change)
          .ifPresent(
              moment ->
                  ledger.add(
                      isReady
                          ? new TimelineEvent.Ready(moment.at(), name, moment.within())
                          : new TimelineEvent.NotReady(moment.at(), name, moment.within())));
    }
    for (ContainerStatus container : pod.getStatus().getContainerStatuses()) {
      int count = container.getRestartCount() == null ? 0 : container.getRestartCount();
      Integer seen = restarts.put(name + "/" + container.getName(), count);
      for (int restart = seen == null ? 0 : seen; restart < count; restart++) {
        PodMoments.restarted(change, container)
            .ifPresent(
                moment ->
                    ledger.add(
                        new TimelineEvent.Restarted(moment.at(), name, container.getName())));
      }
    }
  }

  private void follow(ContainerRuns.Run run) {
    if (!runs.containsKey(run.id())) {
      SidecarRun followed = new SidecarRun(run);
      runs.put(run.id(), followed);
      followed.following(
          kubernetes.followLogs(
              run.namespace(), run.pod(), run.container(), new SidecarLines(followed)));
    }
  }

  private final class SidecarLines implements LogLines {

    private final SidecarRun run;

    SidecarLines(SidecarRun run) {
      this.run = run;
    }

    @Override
    public void line(String line) {
      ReplicaLog.this.line(run, line);
    }

    @Override
    public void lost(LostLines lost) {
      losses.add(run.run().pod(), run.run().container(), lost);
      signal.changed();
    }
  }

  private void line(SidecarRun run, String line) {
    SidecarEvent.parse(line)
        .ifPresent(
            event -> {
              synchronized (lock) {
                run.line();
                read(run, event);
              }
              signal.changed();
            });
  }

  private void read(SidecarRun run, SidecarEvent event) {
    String replica = run.run().pod();
    SidecarClock clock = clocks.computeIfAbsent(replica, name -> new SidecarClock());
    if (event instanceof SidecarEvent.Ended) {
      run.ended();
    } else if (event instanceof SidecarEvent.Marker marker) {
      written(clock, replica, marker.at());
      run.marker(marker.name());
    } else if (event instanceof SidecarEvent.Probed probed) {
      Instant at = written(clock, replica, probed.at());
      Boolean before = sidecarReady.put(replica, probed.success());
      if (probed.success() && !Boolean.TRUE.equals(before)) {
        ledger.add(new TimelineEvent.SidecarReady(at, replica));
      }
    } else if (event instanceof SidecarEvent.Request request) {
      Instant end = written(clock, replica, request.log().end());
      ledger.add(
          SidecarEvents.traffic(
              replica,
              request,
              clock.start(request.log()),
              end,
              isGateway.test(request.log().client()),
              ledger::shared));
    } else {
      SidecarEvents.health(replica, event, clock.moved(event.at())).ifPresent(ledger::add);
    }
  }

  private Instant written(SidecarClock clock, String replica, Instant at) {
    SidecarClock.Read read = clock.line(at);
    read.setBack()
        .ifPresent(by -> ledger.add(new TimelineEvent.ClockSetBack(read.at(), replica, by)));
    return read.at();
  }

  @Override
  public void close() {
    watches.close();
    List<SidecarRun> followed;
    synchronized (lock) {
      closed = true;
      followed = List.copyOf(runs.values());
      runs.clear();
    }
    // A follower that is passing on a line waits for the lock.
    followed.forEach(SidecarRun::unfollow);
  }
}
