package io.cortexlocal;

import io.cortexlocal.activator.Activator;
import io.cortexlocal.autoscaler.Autoscaler;
import io.cortexlocal.autoscaler.Awakenings;
import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.inflight.InFlightGauges;
import io.cortexlocal.lifecycle.Closer;
import io.cortexlocal.time.Time;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one autoscaler of a cluster, what wakes its APIs, and the gauges that are read for it: each
 * from when it is first asked for to the cluster's end.
 */
final class ClusterScaling implements AutoCloseable {

  private final Kubernetes kubernetes;
  private final Supplier<String> programs;
  private final Time time;
  private final Closer closer = new Closer();
  private @Nullable InFlightGauges gauges;
  private boolean begun;
  private boolean closed;

  /**
   * Begins nothing yet.
   *
   * @param programs the image that runs programs of this project
   */
  ClusterScaling(Kubernetes kubernetes, Supplier<String> programs, Time time) {
    this.kubernetes = kubernetes;
    this.programs = programs;
    this.time = time;
  }

  /**
   * Has an API without replicas woken by its first request from now on.
   *
   * @param followsLoad whether the autoscaler works too
   */
  synchronized void begin(boolean followsLoad) {
    if (begun) {
      return;
    }
    begun = true;
    Awakenings awakenings = closer.register(Awakenings.follow(kubernetes, time));
    closer.register(Activator.whereNeeded(kubernetes, programs.get()));
    if (followsLoad) {
      closer.register(
          Autoscaler.start(kubernetes, gauges(), awakenings, time, (api, decision) -> {}));
    }
  }

  synchronized InFlightGauges gauges() {
    if (closed) {
      throw new ClusterException("the cluster has ended, and nothing is in flight in it");
    }
    InFlightGauges sampled = gauges;
    if (sampled == null) {
      sampled = closer.register(InFlightGauges.sample(kubernetes, time));
      gauges = sampled;
    }
    return sampled;
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    closer.close();
  }
}
