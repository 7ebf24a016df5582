package io.cortexlocal;

import io.cortexlocal.cluster.Cluster;
import io.cortexlocal.deploy.Deployer;
import io.cortexlocal.image.LocalImages;
import io.cortexlocal.inflight.ReplicaGauge;
import io.cortexlocal.operator.http.OperatorServer;
import io.cortexlocal.relay.OperatorRelay;
import io.cortexlocal.time.Deadline;
import io.cortexlocal.time.Time;
import io.cortexlocal.workload.WorkloadSettings;
import java.net.URI;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operator as Cortex's clients reach it, on this machine and in pods. Apart, because only those
 * who serve it have its module, whose HTTP server is not to meet their own.
 */
final class ServedOperator implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ServedOperator.class);

  private final OperatorServer server;
  private final OperatorRelay relay;

  private ServedOperator(OperatorServer server, OperatorRelay relay) {
    this.server = server;
    this.relay = relay;
  }

  /**
   * Starts to listen on this machine, and begins to have pods reach it.
   *
   * @param images asked at each deployment
   * @param replicas asked at each scrape
   * @param deadline for pods to reach it; where they do not, a warning says why
   */
  static ServedOperator start(
      Cluster cluster,
      Deployer deployer,
      Supplier<LocalImages> images,
      WorkloadSettings workload,
      Supplier<List<ReplicaGauge>> replicas,
      int port,
      Time time,
      Deadline deadline) {
    OperatorServer server =
        OperatorServer.start(
            cluster.kubernetes(),
            deployer.operator(),
            (config, force) -> deployer.submit(config, images.get(), workload, force),
            replicas,
            workload.cortexVersion(),
            endpoint -> cluster.gateway() + endpoint,
            port);
    try {
      OperatorRelay relay =
          OperatorRelay.start(
              cluster.kubernetes(),
              cluster.gatewayParts().programs(),
              server.relayed(),
              time,
              deadline,
              warning -> LOG.warn("{}", warning));
      return new ServedOperator(server, relay);
    } catch (RuntimeException | Error e) {
      server.close();
      throw e;
    }
  }

  URI address() {
    return server.address();
  }

  /** Waits until pods reach it, or will not. */
  void awaitRelay() {
    relay.awaitStart();
  }

  @Override
  public void close() {
    try {
      relay.close();
    } finally {
      server.close();
    }
  }
}
