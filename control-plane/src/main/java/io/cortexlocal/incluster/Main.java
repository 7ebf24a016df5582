package io.cortexlocal.incluster;

import io.cortexlocal.cluster.fabric8.Fabric8Kubernetes;
import io.cortexlocal.controlplane.ControlPlane;
import io.cortexlocal.controlplane.ControlPlaneLog;
import io.cortexlocal.controlplane.GatewayFiles;
import io.cortexlocal.istio.EnvoyFileWriter;
import io.cortexlocal.istio.GatewayWorkload;
import io.cortexlocal.istio.GatewayWorkload.Tcp;
import io.cortexlocal.istio.envoy.EnvoyAdmin;
import io.cortexlocal.stream.FileTail;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Runs the control plane in the gateway's pod of a real cluster. */
public final class Main {

  private static final int LONGEST_LOG = 64 << 10;

  private Main() {}

  /**
   * Runs until the process is ended.
   *
   * @param arguments the directory that is shared with Envoy, and the value of the gateway pod's
   *     label {@code istio}
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (arguments.length != 2) {
      System.err.println("usage: Main DIRECTORY GATEWAY");
      System.exit(2);
    }
    Path directory = Path.of(arguments[0]);
    GatewayWorkload workload =
        GatewayWorkload.of(
            Map.of("istio", arguments[1]), Map.of(80, new Tcp("0.0.0.0", 80)), directory);
    EnvoyAdmin admin = new EnvoyAdmin(directory.resolve(GatewayFiles.ADMIN_SOCKET));
    EnvoyFileWriter writer =
        EnvoyFileWriter.whileRunning(
            directory, admin, () -> read(directory.resolve(GatewayFiles.ENVOY_LOG)));
    try (KubernetesClient client = new KubernetesClientBuilder().build();
        ControlPlane controlPlane =
            new ControlPlane(
                new Fabric8Kubernetes(client),
                workload,
                writer,
                new ControlPlaneLog(Main::print))) {
      controlPlane.run();
    }
  }

  private static void print(String line) {
    System.out.println(line);
    System.out.flush();
  }

  private static String read(Path log) {
    try {
      return Files.exists(log) ? FileTail.text(log, LONGEST_LOG) : "";
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read Envoy's log", e);
    }
  }
}
