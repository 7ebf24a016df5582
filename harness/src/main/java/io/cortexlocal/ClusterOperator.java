package io.cortexlocal;

import io.cortexlocal.cluster.Cluster;
import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.cluster.ClusterSettings;
import io.cortexlocal.deploy.Deployer;
import io.cortexlocal.image.LocalImages;
import io.cortexlocal.inflight.InFlightGauges;
import io.cortexlocal.settings.Settings;
import io.cortexlocal.time.Deadline;
import io.cortexlocal.time.Time;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The one operator of a cluster: served from when it is first asked for to the cluster's end. */
final class ClusterOperator implements AutoCloseable {

  private final Cluster cluster;
  private final Deployer deployer;
  private final Settings settings;
  private final Supplier<InFlightGauges> gauges;
  private final Time time;
  private final List<Supplier<LocalImages>> images = new CopyOnWriteArrayList<>();
  private @Nullable ServedOperator served;
  private boolean closed;

  /**
   * @param gauges asked at each scrape
   */
  ClusterOperator(
      Cluster cluster,
      Deployer deployer,
      Settings settings,
      Supplier<InFlightGauges> gauges,
      Time time) {
    this.cluster = cluster;
    this.deployer = deployer;
    this.settings = settings;
    this.gauges = gauges;
    this.time = time;
  }

  /**
   * Serves it, where it is not served yet, and waits until pods reach it, or will not.
   *
   * @param more asked at each deployment, after those of earlier calls, which they overrule
   * @param port 0 for any, or the one that it has
   */
  URI serve(Supplier<LocalImages> more, int port) {
    ServedOperator operator = served(more, port);
    operator.awaitRelay();
    return operator.address();
  }

  private synchronized ServedOperator served(Supplier<LocalImages> more, int port) {
    if (closed) {
      throw new ClusterException("the cluster has ended, and its operator with it");
    }
    ServedOperator operator = served;
    if (operator != null && port != 0 && port != operator.address().getPort()) {
      throw new ClusterException(
          "the operator of this cluster listens on %s, and not on port %d too. Try: port 0, for the one that it has"
              .formatted(operator.address(), port));
    }
    images.add(more);
    if (operator == null) {
      operator = start(port);
      served = operator;
    }
    return operator;
  }

  private ServedOperator start(int port) {
    try {
      return ServedOperator.start(
          cluster,
          deployer,
          this::images,
          CortexLocal.workload(settings, Optional.empty()),
          () -> gauges.get().reported(),
          port,
          time,
          Deadline.after(ClusterSettings.from(settings).startTimeout(), time));
    } catch (NoClassDefFoundError e) {
      throw new ClusterException(
          "the operator's HTTP interface is not on the class path (%s); it comes with the dependency io.cortexlocal:operator-http"
              .formatted(e.getMessage()),
          e);
    }
  }

  private LocalImages images() {
    LocalImages all = LocalImages.none();
    for (Supplier<LocalImages> one : images) {
      all = all.with(one.get());
    }
    return all;
  }

  @Override
  public void close() {
    ServedOperator operator;
    synchronized (this) {
      closed = true;
      operator = served;
      served = null;
    }
    if (operator != null) {
      operator.close();
    }
  }
}
