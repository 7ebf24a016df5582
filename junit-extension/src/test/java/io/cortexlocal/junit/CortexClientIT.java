package io.cortexlocal.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.CortexLocal;
import io.cortexlocal.image.ImageSource;
import io.cortexlocal.image.LocalImages;
import io.cortexlocal.junit.CortexClient.Pytest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cortex's own Python client, and the end-to-end tests that Cortex has for it, unchanged. */
@Tag("conformance")
@CortexCluster
class CortexClientIT {

  private static final Path SAMPLES = Path.of("../fixtures/apps/cortex-samples").toAbsolutePath();

  private static final List<String> SAMPLE_IMAGES =
      List.of(
          "quay.io/cortexlabs-test/realtime-hello-world-cpu:latest",
          "quay.io/cortexlabs-test/realtime-image-classifier-resnet50-cpu:latest",
          "quay.io/cortexlabs-test/realtime-prime-generator-cpu:latest",
          "quay.io/cortexlabs-test/realtime-text-generator-cpu:latest",
          "infrastructureascode/hello-world");

  @TempDir Path directory;

  @Test
  void deploysReadsRefreshesAndDeletes(CortexLocal local) throws Exception {
    Path tests = Path.of("../fixtures/cortex-client");

    Pytest run =
        client(local, EchoApis.IMAGES)
            .pytest(tests, Map.of("ECHO_IMAGE", EchoApis.IMAGE), "test_client.py");

    long declared =
        Files.readAllLines(tests.resolve("test_client.py")).stream()
            .filter(line -> line.startsWith("def test_"))
            .count();
    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(run.with("PASSED")).as(run.output()).hasSize((int) declared);
  }

  @Test
  void cortexsOwnTestsOfRealtimeApisPass(CortexLocal local) throws Exception {
    Path tests = copyOfCortexsTests();

    Pytest run =
        client(local, samples())
            .pytest(
                tests.resolve("e2e"),
                Map.of(),
                "tests/aws/test_realtime.py",
                "--env=local",
                "-k=not gpu");

    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(run.with("PASSED"))
        .as(run.output())
        .containsExactlyInAnyOrder(
            "test_realtime_api[realtime/image-classifier-resnet50]",
            "test_realtime_api[realtime/prime-generator]",
            "test_realtime_api[realtime/text-generator]",
            "test_realtime_api_arm[realtime/hello-world]");
  }

  @Test
  void cortexsSampleOfATrafficSplitterSharesRequests(CortexLocal local) throws Exception {
    Path apis = FixtureProgram.path("cortex-cli/source", directory).resolve("test/apis");

    Pytest run =
        client(local, samples())
            .pytest(
                Path.of("../fixtures/cortex-client"),
                Map.of("CORTEX_SAMPLES", apis.toString()),
                "test_samples.py");

    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(run.with("PASSED")).hasSize(1);
  }

  private CortexClient client(CortexLocal local, LocalImages images) throws Exception {
    return CortexClient.of(CortexCli.of(local.serveOperator(images, 0), directory), directory);
  }

  private static LocalImages samples() {
    ImageSource source =
        new ImageSource.RunOrImage(
            new ImageSource.Run(
                List.of("python3", "server.py"),
                SAMPLES,
                Map.of("PATH", SAMPLES + ":" + System.getenv("PATH")),
                Optional.empty()),
            new ImageSource.Build(SAMPLES));
    return new LocalImages(
        SAMPLE_IMAGES.stream().collect(Collectors.toMap(image -> image, image -> source)));
  }

  /** The module that Cortex publishes has them; Go keeps it where nothing may be written. */
  private Path copyOfCortexsTests() throws IOException, InterruptedException {
    Path source = FixtureProgram.path("cortex-cli/source", directory).resolve("test");
    Path copy = directory.resolve("test");
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : files.toList()) {
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy.resolve(source.relativize(file)));
        } else {
          Files.copy(file, copy.resolve(source.relativize(file)));
        }
      }
    }
    return copy;
  }
}
