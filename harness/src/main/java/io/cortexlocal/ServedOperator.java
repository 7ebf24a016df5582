package io.cortexlocal;

import io.cortexlocal.cluster.Cluster;
import io.cortexlocal.deploy.Deployer;
import io.cortexlocal.image.LocalImages;
import io.cortexlocal.operator.http.OperatorServer;
import io.cortexlocal.workload.WorkloadSettings;
import java.net.URI;
import java.util.function.Supplier;

/**
 * The operator as Cortex's clients reach it. Apart, because only those who serve it have its
 * module, whose HTTP server is not to meet their own.
 */
final class ServedOperator implements AutoCloseable {

  private final OperatorServer server;

  private ServedOperator(OperatorServer server) {
    this.server = server;
  }

  static ServedOperator start(
      Cluster cluster,
      Deployer deployer,
      Supplier<LocalImages> images,
      WorkloadSettings workload,
      String version,
      int port) {
    return new ServedOperator(
        OperatorServer.start(
            cluster.kubernetes(),
            deployer.operator(),
            (config, force) -> deployer.submit(config, images.get(), workload, force),
            version,
            endpoint -> cluster.gateway() + endpoint,
            port));
  }

  URI address() {
    return server.address();
  }

  @Override
  public void close() {
    server.close();
  }
}
