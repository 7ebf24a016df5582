package io.cortexlocal.cli.running;

import io.cortexlocal.cluster.embedded.InMemoryCluster;
import io.cortexlocal.config.CortexConfig;
import io.cortexlocal.image.LocalImages;
import io.cortexlocal.operator.DeployResult;
import io.cortexlocal.operator.Operator;
import io.cortexlocal.operator.Submission;
import io.cortexlocal.operator.http.Deployments;
import io.cortexlocal.operator.http.OperatorServer;
import io.cortexlocal.workload.WorkloadSettings;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** The real operator, served as Cortex's clients reach it, with a cluster in memory. */
public final class InMemoryOperator implements AutoCloseable {

  public static final String VERSION = "0.42.1";

  private static final WorkloadSettings SETTINGS =
      new WorkloadSettings(
          VERSION, "example/envoy:1", "IfNotPresent", false, Optional.empty(), Optional.empty());

  private final InMemoryCluster cluster = InMemoryCluster.start();
  private final Operator operator =
      new Operator(cluster.kubernetes(), Clock.systemUTC(), new SplittableRandom(1));
  private final OperatorServer server;

  /** Starts it, and deploys with it. */
  public InMemoryOperator() {
    cluster.makeWhatPodsMount();
    server = serve(this::deploy);
  }

  /** Starts it, and deploys as is said. */
  public InMemoryOperator(Deployments deployments) {
    cluster.makeWhatPodsMount();
    server = serve(deployments);
  }

  private OperatorServer serve(Deployments deployments) {
    return OperatorServer.start(
        cluster.kubernetes(),
        operator,
        deployments,
        List::of,
        VERSION,
        endpoint -> "http://gateway" + endpoint,
        0);
  }

  public List<DeployResult> deploy(CortexConfig config, boolean force) {
    return deploy(config, LocalImages.none(), force);
  }

  public List<DeployResult> deploy(CortexConfig config, LocalImages local, boolean force) {
    return operator.deploy(Submission.of(config, local), SETTINGS, force);
  }

  public Operator operator() {
    return operator;
  }

  public InMemoryCluster cluster() {
    return cluster;
  }

  public URI address() {
    return server.address();
  }

  public OperatorClient client() {
    return new OperatorClient(address(), VERSION);
  }

  /** Ends what answers, and leaves the cluster. */
  public void stopAnswering() {
    server.close();
  }

  @Override
  public void close() {
    server.close();
    cluster.close();
  }
}
