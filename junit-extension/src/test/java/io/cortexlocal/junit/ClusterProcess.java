package io.cortexlocal.junit;

import io.cortexlocal.CortexLocal;
import io.cortexlocal.DeployOptions;
import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.config.CortexConfig;
import io.cortexlocal.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The process that {@link KilledProcessIT} kills and whose Docker {@link DockerStoppedIT} stops.
 */
final class ClusterProcess {

  static final String CLUSTER = "CLUSTER ";
  static final String POD = "POD ";
  static final String FAILED = "FAILED ";

  private ClusterProcess() {}

  /** Starts a cluster, and deploys an API that never gets ready. */
  public static void main(String[] arguments) throws Exception {
    Path directory = Files.createTempDirectory("cluster-process-");
    try (CortexLocal local = CortexLocal.start(Settings.ofThisProcess())) {
      System.out.println(CLUSTER + local.cluster().gateway());
      Path file =
          EchoApis.write(
              directory, "never", EchoApis.IMAGE, "env: {PORT: \"9\"}\ncompute: {cpu: 50m}\n");
      CortexConfig config = CortexConfig.load(file);
      DeployOptions options = DeployOptions.of(EchoApis.IMAGES, Duration.ofMinutes(3));
      try (Kubernetes.Subscription pods =
          local
              .cluster()
              .kubernetes()
              .watch(
                  ResourceType.POD,
                  Optional.of("default"),
                  Map.of(),
                  change -> System.out.println(POD + change.object().getMetadata().getName()))) {
        local.deploy(config, options);
      }
    } catch (ClusterException e) {
      System.out.println(FAILED + e.getMessage());
      System.exit(1);
    }
  }
}
