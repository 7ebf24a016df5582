package io.cortexlocal.cluster.embedded.gateway;

import io.cortexlocal.cluster.embedded.linux.LinuxNode;
import io.cortexlocal.cluster.embedded.linux.LinuxRuntime;
import io.cortexlocal.cluster.embedded.linux.LinuxSandbox;
import io.cortexlocal.cluster.embedded.linux.NodeMode;
import io.cortexlocal.cluster.embedded.runtime.ContainerSpec;
import io.cortexlocal.cluster.embedded.runtime.RunningContainer;
import io.cortexlocal.cluster.embedded.runtime.StartFailure;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Where a gateway's Envoy runs, and where it is reached.
 *
 * @param envoy the binary
 * @param loopbackPort where clients on this machine find it
 */
public record GatewayPlace(LinuxNode node, LinuxRuntime pods, Path envoy, int loopbackPort) {

  private static final int HTTP = 80;
  private static final Duration DIAL = Duration.ofSeconds(1);

  /**
   * Starts a container that has the node's own files, in its pod.
   *
   * @throws StartFailure when its program ends before it serves
   */
  public RunningContainer start(LinuxSandbox pod, ContainerSpec spec) throws StartFailure {
    return EnvoyContainer.start(this, pod, spec);
  }

  /** Returns where Envoy is to listen besides its pod's port, as the control plane takes it. */
  public List<String> addresses() {
    return List.of(
        bindsTheLoopbackItself()
            ? "127.0.0.1:%d@%s".formatted(loopbackPort, node.hostNetwork())
            : "unix:" + loopbackSocket());
  }

  /** Where a second Envoy hands over the loopback's connections. */
  Path loopbackSocket() {
    return Path.of(node.directory(), "loopback.sock");
  }

  /**
   * Whether one Envoy can bind a port of this machine's network besides its pod's. A user namespace
   * has no say over the machine's network, and Envoy could not come back from there.
   */
  boolean bindsTheLoopbackItself() {
    return node.mode() == NodeMode.ROOT;
  }

  /** Connects to the port that the gateway serves in its pod. */
  SocketChannel dial(String address) throws IOException {
    return pods.dial(address, HTTP, DIAL);
  }
}
