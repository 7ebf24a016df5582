package io.cortexlocal.junit;

import io.cortexlocal.CortexLocal;
import io.cortexlocal.DeployOptions;
import io.cortexlocal.RealtimeApi;
import io.cortexlocal.config.CortexConfig;
import io.cortexlocal.deploy.DeployException;
import io.cortexlocal.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The process whose environment {@link CountedDevicesIT} sets. */
final class CountedDevicesProgram {

  static final String SERVED = "SERVED ";
  static final String REFUSED = "REFUSED ";

  private CountedDevicesProgram() {}

  /** Tells what APIs answer that ask for a device, and what becomes of one that asks for two. */
  public static void main(String[] arguments) throws Exception {
    Path directory = Files.createTempDirectory("counted-devices-");
    try (CortexLocal local = CortexLocal.start(Settings.ofThisProcess())) {
      for (String device : List.of("inf", "gpu")) {
        try (RealtimeApi api = deploy(local, directory, device, device + ": 1")) {
          System.out.println(SERVED + device + " " + api.get("/").status());
        }
      }
      deploy(local, directory, "two-inf", "inf: 2");
    } catch (DeployException e) {
      System.out.println(REFUSED + e.getMessage().replace('\n', ' '));
    }
  }

  private static RealtimeApi deploy(
      CortexLocal local, Path directory, String name, String devices) {
    String compute = "compute: {cpu: 50m, %s}\n".formatted(devices);
    Path file = EchoApis.write(directory, name, EchoApis.IMAGE, compute);
    return local
        .deploy(CortexConfig.load(file), DeployOptions.of(EchoApis.IMAGES, Duration.ofSeconds(20)))
        .get(0);
  }
}
