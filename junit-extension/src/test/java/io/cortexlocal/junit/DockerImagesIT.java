package io.cortexlocal.junit;

import static io.cortexlocal.assertions.CortexAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.CortexLocal;
import io.cortexlocal.DeployOptions;
import io.cortexlocal.RealtimeApi;
import io.cortexlocal.config.CortexConfig;
import io.cortexlocal.image.ImageSource;
import io.cortexlocal.image.LocalImages;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the node of k3s gets an image that the Docker engine does not have by its name. */
@Tag("docker")
@CortexCluster
class DockerImagesIT {

  private static final String APP = "../fixtures/apps/echo";

  @TempDir Path directory;

  @Test
  void anArchiveAndARegistryGiveAnImage(CortexLocal local) throws Exception {
    String built = "cortex-local-test/saved:" + ProcessHandle.current().pid();
    Path archive = directory.resolve("image.tar");
    docker(build(built));
    try {
      docker(List.of("save", "-o", archive.toString(), built));
    } finally {
      docker(List.of("rmi", built));
    }

    LocalImages archived =
        new LocalImages(Map.of("quay.example/acme/archived:1", new ImageSource.Archive(archive)));
    try (RealtimeApi api = deploy(local, "archived", "quay.example/acme/archived:1", archived)) {
      assertThat(api.get("/")).hasStatus(200);
    }

    try (LoopbackRegistry registry = LoopbackRegistry.of(archive)) {
      String image = registry.image();
      try (RealtimeApi api = deploy(local, "pulled", image, LocalImages.none())) {
        assertThat(api.get("/")).hasStatus(200);
        assertThat(registry.blobsSent()).isPositive();
      }
      docker(List.of("rmi", image));
    }
  }

  private RealtimeApi deploy(CortexLocal local, String name, String image, LocalImages images) {
    Path file = EchoApis.write(directory, name, image, "compute: {cpu: 50m}\n");
    return local
        .deploy(CortexConfig.load(file), DeployOptions.of(images, Duration.ofMinutes(2)))
        .get(0);
  }

  private static List<String> build(String name) {
    List<String> command = new ArrayList<>(List.of("build", "--quiet", "-t", name));
    Optional.ofNullable(System.getenv("CORTEX_LOCAL_BUILD_ARGS"))
        .map(arguments -> List.of(arguments.split(",")))
        .orElse(List.of())
        .stream()
        .filter(argument -> argument.startsWith("PYTHON_IMAGE="))
        .forEach(argument -> command.addAll(List.of("--build-arg", argument)));
    command.add(APP);
    return command;
  }

  private static void docker(List<String> arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("docker"));
    command.addAll(arguments);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("%s ended", command).isTrue();
    assertThat(process.exitValue()).as("%s: %s", command, output).isZero();
  }
}
