package io.cortexlocal.install;

import io.cortexlocal.controlplane.ControlPlaneProgram;
import io.cortexlocal.controlplane.GatewayFiles;
import io.cortexlocal.istio.EnvoyFiles;
import io.cortexlocal.istio.GatewayBootstrap;
import io.cortexlocal.workload.Names;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How the two containers of the gateway's pod are run. */
public final class GatewayPod {

  /** The container that runs istio-lite. */
  public static final String CONTROL_PLANE_CONTAINER = "istio-lite";

  /** The container that runs Envoy. */
  public static final String ENVOY_CONTAINER = "istio-proxy";

  /** The directory that both containers share. */
  public static final Path FILES = Path.of("/run/istio-lite");

  private GatewayPod() {}

  static List<String> controlPlaneArguments(List<String> addresses) {
    List<String> arguments =
        new ArrayList<>(
            List.of(ControlPlaneProgram.NAME, FILES.toString(), Names.GATEWAY_WORKLOAD));
    arguments.addAll(addresses);
    return arguments;
  }

  /**
   * Envoy needs its files when it starts, so the first are empty: it need not wait for the control
   * plane, and after a restart it finds those that it had.
   */
  static List<String> envoyCommand() {
    String script =
        """
        set -euC
        directory=$1
        shift
        for file in %s %s; do
          [ -e "$directory/$file" ] || printf '{"resources":[]}' >"$directory/$file"
        done
        rm -f "$directory/%s"
        exec envoy "$@" 2> >(tee -a "$directory/%s" >&2)
        """
            .formatted(
                EnvoyFiles.CDS, EnvoyFiles.LDS, GatewayFiles.ADMIN_SOCKET, GatewayFiles.ENVOY_LOG);
    List<String> command = new ArrayList<>(List.of("bash", "-c", script, "gateway"));
    command.add(FILES.toString());
    command.add("--config-yaml");
    command.add(GatewayBootstrap.write(FILES.resolve(GatewayFiles.ADMIN_SOCKET), FILES));
    command.addAll(GatewayBootstrap.arguments());
    return command;
  }
}
