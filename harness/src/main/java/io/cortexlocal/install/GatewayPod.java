package io.cortexlocal.install;

import io.cortexlocal.workload.Names;
import java.nio.file.Path;
import java.util.List;

/** How the two containers of the gateway's pod are run. */
public final class GatewayPod {

  /** The container that runs istio-lite. */
  public static final String CONTROL_PLANE_CONTAINER = "istio-lite";

  /** The container that runs Envoy. */
  public static final String ENVOY_CONTAINER = "istio-proxy";

  /** The directory that both containers share. */
  public static final Path FILES = Path.of("/var/lib/istio-lite");

  private GatewayPod() {}

  static List<String> controlPlaneArguments() {
    return List.of("--files=" + FILES, "--selector=istio=" + Names.GATEWAY_WORKLOAD);
  }

  static List<String> envoyCommand() {
    return List.of("bash", "-c", "exec envoy");
  }
}
