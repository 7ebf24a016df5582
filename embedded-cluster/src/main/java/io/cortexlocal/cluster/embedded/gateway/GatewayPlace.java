package io.cortexlocal.cluster.embedded.gateway;

import io.cortexlocal.cluster.embedded.linux.LinuxNode;
import io.cortexlocal.cluster.embedded.linux.NodeMode;
import io.cortexlocal.controlplane.GatewayFiles;
import io.cortexlocal.istio.GatewayWorkload;
import io.cortexlocal.istio.GatewayWorkload.ListenAddress;
import io.cortexlocal.istio.GatewayWorkload.ProxiedSocket;
import io.cortexlocal.istio.GatewayWorkload.Tcp;
import io.cortexlocal.istio.envoy.EnvoyAdmin;
import io.cortexlocal.workload.Names;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the gateway runs, and where it is reached.
 *
 * @param envoy the binary
 * @param loopbackPort where clients on this machine find it
 */
record GatewayPlace(LinuxNode node, Path envoy, int loopbackPort) {

  private static final int HTTP = 80;

  /** The directory of Envoy's files, as this JVM reaches it. */
  Path files() {
    return node.files().resolve("gateway");
  }

  /** The same directory as Envoy sees it. */
  Path directory() {
    return Path.of(node.directory(), "gateway");
  }

  /** Where a second Envoy hands over the loopback's connections, as the first one sees it. */
  Path loopbackSocket() {
    return directory().resolve("loopback.sock");
  }

  EnvoyAdmin admin() {
    return new EnvoyAdmin(files().resolve(GatewayFiles.ADMIN_SOCKET));
  }

  /**
   * Whether one Envoy can bind a port of this machine's network besides its pod's. A user namespace
   * has no say over the machine's network, and Envoy could not come back from there.
   */
  boolean bindsTheLoopbackItself() {
    return node.mode() == NodeMode.ROOT;
  }

  GatewayWorkload workload() {
    ListenAddress local =
        bindsTheLoopbackItself()
            ? new Tcp("127.0.0.1", loopbackPort, Optional.of(Path.of(node.hostNetwork())))
            : new ProxiedSocket(loopbackSocket());
    return new GatewayWorkload(
        Map.of("istio", Names.GATEWAY_WORKLOAD),
        Map.of(HTTP, List.of(new Tcp("0.0.0.0", HTTP), local)),
        directory());
  }
}
