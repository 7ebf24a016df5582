package io.cortexlocal.autoscaler;

import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.inflight.InFlightGauges;
import io.cortexlocal.time.Time;
import io.cortexlocal.workload.Names;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The autoscaler's loop for one API: at once, and then ten seconds after each tick is done. What
 * the API's {@code autoscaling} says is read anew at each.
 */
final class ScalingLoop implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ScalingLoop.class);

  private static final Duration BETWEEN_TICKS = Duration.ofSeconds(10);

  private final String api;
  private final Kubernetes kubernetes;
  private final InFlightGauges gauges;
  private final Time time;
  private final ScalingListener listener;
  private final Executor executor;
  private @Nullable Recommendations recommendations;
  private Time.@Nullable Timer next;
  private boolean failed;
  private boolean closed;

  private ScalingLoop(
      String api,
      Kubernetes kubernetes,
      InFlightGauges gauges,
      Time time,
      ScalingListener listener,
      Executor executor) {
    this.api = api;
    this.kubernetes = kubernetes;
    this.gauges = gauges;
    this.time = time;
    this.listener = listener;
    this.executor = executor;
  }

  static ScalingLoop begin(
      String api,
      Kubernetes kubernetes,
      InFlightGauges gauges,
      Time time,
      ScalingListener listener,
      Executor executor) {
    ScalingLoop loop = new ScalingLoop(api, kubernetes, gauges, time, listener, executor);
    loop.execute();
    return loop;
  }

  private void execute() {
    try {
      executor.execute(this::run);
    } catch (RejectedExecutionException ended) {
      LOG.debug("the autoscaler has ended");
    }
  }

  private void run() {
    if (isClosed()) {
      return;
    }
    try {
      tick();
      failed = false;
    } catch (RuntimeException e) {
      // One that goes on for many ticks is told once.
      if (!failed && !isClosed()) {
        LOG.warn("autoscaler: api {} is not scaled until this is over: {}", api, e.toString());
      }
      failed = true;
    } finally {
      again();
    }
  }

  private synchronized void again() {
    if (!closed) {
      next = time.after(BETWEEN_TICKS, this::execute);
    }
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private void tick() {
    long now = time.nanos();
    Recommendations earlier =
        recommendations == null ? Recommendations.beginning(now) : recommendations;
    recommendations = earlier;
    Optional<Deployment> deployment =
        kubernetes.get(ResourceType.DEPLOYMENT, Names.NAMESPACE, Names.object(api));
    if (deployment.isEmpty()) {
      return;
    }
    ScalingParameters parameters =
        ScalingParameters.of(deployment.get().getMetadata().getAnnotations());
    OptionalDouble average = gauges.average(api, parameters.window());
    if (average.isEmpty()) {
      return;
    }
    int current = deployment.get().getSpec().getReplicas();
    ScalingDecision decision =
        ScalingRule.decide(parameters, current, average.getAsDouble(), earlier, now);
    recommendations = earlier.with(now, decision.recommended(), parameters.memory());
    listener.decided(api, decision);
    // Nothing would wake an API without a replica.
    int replicas = current == 0 ? decision.requested() : Math.max(1, decision.requested());
    if (replicas != current) {
      scale(current, replicas, decision);
    }
  }

  /** What somebody else has asked for meanwhile is left to the next tick. */
  private void scale(int current, int replicas, ScalingDecision decision) {
    boolean unchanged =
        kubernetes
            .get(ResourceType.DEPLOYMENT, Names.NAMESPACE, Names.object(api))
            .filter(deployment -> deployment.getSpec().getReplicas() == current)
            .isPresent();
    if (unchanged) {
      LOG.info(
          "autoscaler: api {}: {}{}",
          api,
          decision.explain(),
          replicas == decision.requested() ? "" : "; one stays, for there is no activator");
      kubernetes.scale(Names.NAMESPACE, Names.object(api), replicas);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (next != null) {
      next.cancel();
    }
  }
}
