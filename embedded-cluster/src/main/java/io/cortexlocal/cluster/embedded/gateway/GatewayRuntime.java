package io.cortexlocal.cluster.embedded.gateway;

import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.embedded.linux.LinuxNode;
import io.cortexlocal.cluster.embedded.linux.LinuxRuntime;
import io.cortexlocal.cluster.embedded.runtime.ContainerRuntime;
import io.cortexlocal.cluster.embedded.runtime.PodSandbox;
import io.cortexlocal.cluster.embedded.runtime.SandboxConfig;
import io.cortexlocal.workload.Names;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * A runtime that runs the gateway's pod in its own way, and all others as the one below does.
 *
 * <p>The pod has the same two containers as on a real cluster. Here istio-lite is a thread, which
 * spares a JVM, and Envoy is not shut in, because it serves this machine's loopback too.
 */
public final class GatewayRuntime implements ContainerRuntime {

  private final LinuxRuntime pods;
  private final GatewayPlace place;
  private final CompletableFuture<Kubernetes> kubernetes = new CompletableFuture<>();

  /**
   * Creates a runtime.
   *
   * @param pods runs all other pods, and is closed with this
   * @param node in which {@code pods} runs them
   * @param envoy the binary
   * @param loopbackPort at which clients on this machine reach the gateway
   */
  public GatewayRuntime(LinuxRuntime pods, LinuxNode node, Path envoy, int loopbackPort) {
    this.pods = pods;
    this.place = new GatewayPlace(node, envoy, loopbackPort);
  }

  /** Says which objects the gateway follows; it waits for them. */
  public void follow(Kubernetes objects) {
    kubernetes.complete(objects);
  }

  @Override
  public PodSandbox startSandbox(SandboxConfig config) {
    boolean isGateway =
        config.namespace().equals(Names.ISTIO_NAMESPACE)
            && config.name().startsWith(Names.GATEWAY_WORKLOAD + "-");
    return isGateway
        ? new GatewaySandbox(pods.startSandbox(config), place, kubernetes)
        : pods.startSandbox(config);
  }

  @Override
  public SocketChannel dial(String address, int port, Duration timeout) throws IOException {
    return pods.dial(address, port, timeout);
  }

  @Override
  public void close() {
    pods.close();
  }
}
