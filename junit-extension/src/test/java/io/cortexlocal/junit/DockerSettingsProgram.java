package io.cortexlocal.junit;

import io.cortexlocal.CortexLocal;
import io.cortexlocal.DeployOptions;
import io.cortexlocal.RealtimeApi;
import io.cortexlocal.config.CortexConfig;
import io.cortexlocal.image.ImageException;
import io.cortexlocal.image.LocalImages;
import io.cortexlocal.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The process whose environment {@link DockerSettingsIT} sets. */
final class DockerSettingsProgram {

  static final String BACKEND = "BACKEND ";
  static final String CAPABILITIES = "CapEff:";
  static final String REFUSED = "REFUSED ";

  private DockerSettingsProgram() {}

  /** Tells the backend, what a container may do, and what becomes of an image that is not there. */
  public static void main(String[] arguments) throws Exception {
    Path directory = Files.createTempDirectory("docker-settings-");
    String small = "compute: {cpu: 50m}\n";
    try (CortexLocal local = CortexLocal.start(Settings.ofThisProcess())) {
      System.out.println(BACKEND + local.cluster().backend());
      Path file = EchoApis.write(directory, "mighty", EchoApis.IMAGE, small);
      try (RealtimeApi mighty =
          local.deploy(CortexConfig.load(file), options(EchoApis.IMAGES)).get(0)) {
        System.out.println(mighty.get("/read?file=/proc/self/status").text());
      }
      Path absent = EchoApis.write(directory, "absent", "cortex-local-test/absent:1.0", small);
      local.deploy(CortexConfig.load(absent), options(LocalImages.none()));
    } catch (ImageException e) {
      System.out.println(REFUSED + e.getMessage());
    }
  }

  private static DeployOptions options(LocalImages images) {
    return DeployOptions.of(images, Duration.ofMinutes(3));
  }
}
