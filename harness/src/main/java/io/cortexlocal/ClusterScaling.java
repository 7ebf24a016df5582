package io.cortexlocal;

import io.cortexlocal.autoscaler.Autoscaler;
import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.inflight.InFlightGauges;
import io.cortexlocal.lifecycle.Closer;
import io.cortexlocal.time.Time;
import org.jspecify.annotations.Nullable;

/**
 * The one autoscaler of a cluster, and the gauges that it reads: each from when it is first asked
 * for to the cluster's end.
 */
final class ClusterScaling implements AutoCloseable {

  private final Kubernetes kubernetes;
  private final Time time;
  private final Closer closer = new Closer();
  private @Nullable InFlightGauges gauges;
  private boolean scales;
  private boolean closed;

  ClusterScaling(Kubernetes kubernetes, Time time) {
    this.kubernetes = kubernetes;
    this.time = time;
  }

  /** Has replicas follow load from now on. */
  synchronized void begin() {
    if (!scales) {
      InFlightGauges read = gauges();
      closer.register(Autoscaler.start(kubernetes, read, time, (api, decision) -> {}));
      scales = true;
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
