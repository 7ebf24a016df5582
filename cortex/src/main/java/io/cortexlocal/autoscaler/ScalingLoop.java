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

  /** Each tick forgets what is too old for the API's own periods. */
  private static final Duration REMEMBERED = Duration.ofDays(1);

  private final String api;
  private final Kubernetes kubernetes;
  private final InFlightGauges gauges;
  private final Awakenings awakenings;
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
      Awakenings awakenings,
      Time time,
      ScalingListener listener,
      Executor executor) {
    this.api = api;
    this.kubernetes = kubernetes;
    this.gauges = gauges;
    this.awakenings = awakenings;
    this.time = time;
    this.listener = listener;
    this.executor = executor;
  }

  static ScalingLoop begin(
      String api,
      Kubernetes kubernetes,
      InFlightGauges gauges,
      Awakenings awakenings,
      Time time,
      ScalingListener listener,
      Executor executor) {
    ScalingLoop loop =
        new ScalingLoop(api, kubernetes, gauges, awakenings, time, listener, executor);
    loop.execute(loop::run);
    return loop;
  }

  /** A replica that the API got for a request counts as recommended: it is not taken at once. */
  void awakened() {
    execute(
        () -> {
          long now = time.nanos();
          Recommendations earlier =
              recommendations == null ? Recommendations.beginning(now) : recommendations;
          recommendations = earlier.with(now, 1, REMEMBERED);
        });
  }

  private void execute(Runnable task) {
    try {
      executor.execute(task);
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
      next = time.after(BETWEEN_TICKS, () -> execute(this::run));
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
    if (decision.scales()) {
      scale(decision);
    }
  }

  /** What somebody else has asked for meanwhile is left to the next tick. */
  private void scale(ScalingDecision decision) {
    boolean unchanged =
        kubernetes
            .get(ResourceType.DEPLOYMENT, Names.NAMESPACE, Names.object(api))
            .filter(deployment -> deployment.getSpec().getReplicas() == decision.current())
            .isPresent();
    if (!unchanged) {
      return;
    }
    LOG.info("autoscaler: api {}: {}", api, decision.explain());
    if (decision.requested() == 0) {
      awakenings.putToSleep(api);
    } else {
      kubernetes.scale(Names.NAMESPACE, Names.object(api), decision.requested());
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
