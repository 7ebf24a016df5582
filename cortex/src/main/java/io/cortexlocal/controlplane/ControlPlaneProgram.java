package io.cortexlocal.controlplane;

import io.cortexlocal.cluster.Program;
import io.cortexlocal.cluster.ProgramContext;
import io.cortexlocal.istio.EnvoyFileWriter;
import io.cortexlocal.istio.GatewayWorkload;
import io.cortexlocal.istio.GatewayWorkload.ListenAddress;
import io.cortexlocal.istio.GatewayWorkload.Tcp;
import io.cortexlocal.istio.envoy.EnvoyAdmin;
import io.cortexlocal.stream.FileTail;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The {@link ControlPlane} in the gateway's pod.
 *
 * <p>Its arguments are the directory that it shares with Envoy, the value of the gateway pod's
 * label {@code istio}, and the {@link ListenAddresses} for port 80 besides the pod's own.
 */
public final class ControlPlaneProgram implements Program {

  public static final String NAME = "control-plane";

  private static final int HTTP = 80;
  private static final int LONGEST_LOG = 64 << 10;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void run(ProgramContext context) throws IOException, InterruptedException {
    List<String> arguments = context.arguments();
    if (arguments.size() < 2) {
      throw new IllegalArgumentException(
          "usage: %s DIRECTORY GATEWAY [ADDRESS...], not %s".formatted(NAME, arguments));
    }
    Path files = context.file(arguments.get(0));
    List<ListenAddress> addresses = new ArrayList<>(List.of(new Tcp("0.0.0.0", HTTP)));
    arguments.subList(2, arguments.size()).stream()
        .map(ListenAddresses::parse)
        .forEach(addresses::add);
    GatewayWorkload workload =
        new GatewayWorkload(
            Map.of("istio", arguments.get(1)), Map.of(HTTP, addresses), Path.of(arguments.get(0)));
    EnvoyAdmin admin = new EnvoyAdmin(files.resolve(GatewayFiles.ADMIN_SOCKET));
    EnvoyFileWriter writer =
        EnvoyFileWriter.whileRunning(
            files, admin, () -> read(files.resolve(GatewayFiles.ENVOY_LOG)));
    try (ControlPlane controlPlane =
        new ControlPlane(
            context.kubernetes(), workload, writer, new ControlPlaneLog(context::output))) {
      controlPlane.run(EnvoyStart.of(admin));
    }
  }

  private static String read(Path log) {
    try {
      return Files.exists(log) ? FileTail.text(log, LONGEST_LOG) : "";
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read Envoy's log", e);
    }
  }
}
