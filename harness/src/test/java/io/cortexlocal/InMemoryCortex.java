package io.cortexlocal;

import io.cortexlocal.cluster.Cluster;
import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.cluster.GatewayParts;
import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.Kubernetes.ExecResult;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.cluster.embedded.InMemoryCluster;
import io.cortexlocal.image.LocalImages;
import io.cortexlocal.lifecycle.Closer;
import io.cortexlocal.settings.Settings;
import io.cortexlocal.time.SystemTime;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The in-memory cluster with a gateway that routes nothing, as the harness has a cluster. Its
 * sidecars write what a test says, and the marker that they are asked for.
 */
public final class InMemoryCortex implements Cluster {

  private final Closer closer = new Closer();
  private final SystemTime time = closer.register(new SystemTime());
  private final InMemoryCluster cluster = closer.register(InMemoryCluster.start());
  private final GatewayDouble gatewayDouble;
  private URI gateway = URI.create("http://127.0.0.1:1");
  private Optional<String> gone = Optional.empty();

  /** Starts a cluster in which nothing is deployed. */
  public InMemoryCortex() {
    cluster.makeWhatPodsMount();
    gatewayDouble = closer.register(GatewayDouble.in(cluster));
    cluster.node().onCommand(this::written);
  }

  /** Returns what a test class is given that runs on this cluster. */
  public CortexLocal local(Settings settings) {
    return CortexLocal.on(this, new Closer(), settings, time);
  }

  /** Returns the cluster itself. */
  public InMemoryCluster cluster() {
    return cluster;
  }

  /** Returns the names of the Deployments, sorted. */
  public List<String> deployments() {
    return cluster.kubernetes().list(ResourceType.DEPLOYMENT, "default", Map.of()).stream()
        .map(deployment -> deployment.getMetadata().getName())
        .sorted()
        .toList();
  }

  /** Gives the gateway an address. */
  public void gateway(URI address) {
    gateway = address;
  }

  /** Writes a line to the log of the gateway's Envoy. */
  public void gatewayLine(String line) {
    gatewayDouble.envoyLine(line);
  }

  /** Says that the cluster is gone. */
  public void die(String reason) {
    gone = Optional.of(reason);
  }

  private ExecResult written(String pod, List<String> command) {
    cluster
        .node()
        .write(
            pod,
            "proxy",
            """
            {"kind":"request","proxy":"sidecar-marker","start":"%1$s","end":"%1$s","path":"/%2$s"}"""
                .formatted("0.000000000", command.get(command.size() - 1)));
    return new ExecResult(OptionalInt.of(0), "", "");
  }

  @Override
  public String backend() {
    return "in-memory";
  }

  @Override
  public Kubernetes kubernetes() {
    return cluster.kubernetes();
  }

  @Override
  public GatewayParts gatewayParts() {
    return new GatewayParts("example/envoy:1", "example/control-plane:1");
  }

  @Override
  public URI gateway() {
    return gateway;
  }

  @Override
  public void load(Collection<String> images, LocalImages local) {}

  @Override
  public void requireAlive() {
    gone.ifPresent(
        reason -> {
          throw new ClusterException(reason);
        });
  }

  @Override
  public void close() {
    closer.close();
  }
}
