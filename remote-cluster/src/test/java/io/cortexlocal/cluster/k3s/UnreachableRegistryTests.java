package io.cortexlocal.cluster.k3s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.DockerClient;
import com.sun.net.httpserver.HttpServer;
import io.cortexlocal.cluster.ClusterSettings;
import io.cortexlocal.cluster.Requirement;
import io.cortexlocal.image.ImageException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.testcontainers.dockerclient.DockerClientProviderStrategy;
import org.testcontainers.dockerclient.TransportConfig;

/** An engine that has the images it is told, and whose registry does not answer. */
@Timeout(30)
class UnreachableRegistryTests {

  private static final String NO_HOST = "dial tcp: lookup registry-1.docker.io: no such host";

  private final List<String> present = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;
  private DockerEngine engine;
  private boolean silent;

  @BeforeEach
  void startEngine() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          String path = exchange.getRequestURI().getPath();
          if (path.endsWith("/images/create") && silent) {
            return;
          }
          boolean found = present.stream().anyMatch(image -> path.contains("/" + image + "/"));
          byte[] answer =
              (found ? "{\"Id\":\"sha256:1\"}" : "{\"message\":\"" + NO_HOST + "\"}")
                  .getBytes(StandardCharsets.UTF_8);
          int missing = path.endsWith("/images/create") ? 500 : 404;
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(found ? 200 : missing, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    URI address = URI.create("tcp://127.0.0.1:" + server.getAddress().getPort());
    DockerClient client =
        DockerClientProviderStrategy.getClientForConfig(
            TransportConfig.builder().dockerHost(address).build());
    engine = new DockerEngine(client);
  }

  @AfterEach
  void stopEngine() {
    server.stop(0);
    threads.shutdownNow();
  }

  private static K3sSettings settings() {
    return new K3sSettings(
        "node:1", "jre:1", new ClusterSettings("envoy:1", Duration.ofMinutes(1), Map.of(), false));
  }

  private void require(Map<String, String> environment) {
    ImageLoader.requireOwn(engine, settings(), environment);
  }

  @Test
  void aHelperImageIsNamedWithTheSettingsThatHelp() {
    assertThatThrownBy(() -> require(Map.of("TESTCONTAINERS_HOST_OVERRIDE", "localhost")))
        .isExactlyInstanceOf(ImageException.class)
        .hasMessageStartingWith(
            "image testcontainers/ryuk:0.14.0 is not in the Docker engine and cannot be pulled: ")
        .hasMessageContaining(NO_HOST)
        .hasMessageContaining("TESTCONTAINERS_HUB_IMAGE_NAME_PREFIX")
        .hasMessageEndingWith("cortex.local.backend=embedded, which needs none.");
  }

  @Test
  void eachOfTheClustersImagesIsNamedWithItsSetting() {
    Map<String, String> noHelper =
        Map.of("TESTCONTAINERS_RYUK_DISABLED", "true", "TESTCONTAINERS_HOST_OVERRIDE", "localhost");
    Map<String, String> settings =
        Map.of(
            "node:1", K3sSettings.NODE_IMAGE.name(),
            "envoy:1", ClusterSettings.ENVOY_IMAGE.name(),
            "jre:1", K3sSettings.JRE_IMAGE.name());
    for (String image : List.of("node:1", "envoy:1", "jre:1")) {
      assertThatThrownBy(() -> require(noHelper))
          .isExactlyInstanceOf(ImageException.class)
          .hasMessageStartingWith("image " + image + " is not in the Docker engine")
          .hasMessageContaining("Try: docker pull " + image + "; without Docker Hub")
          .hasMessageContaining("the setting " + settings.get(image))
          .hasMessageEndingWith("cortex.local.backend=embedded, which needs none.");
      present.add(image);
    }
    require(noHelper);
  }

  @Test
  void aDoctorNamesEachImageThatCannotBeHadWithoutDockerHub() {
    Map<String, String> noHelper =
        Map.of("TESTCONTAINERS_RYUK_DISABLED", "true", "TESTCONTAINERS_HOST_OVERRIDE", "localhost");
    present.addAll(List.of("node:1", "jre:1"));

    List<Requirement> found = K3sRequirements.of(Optional.of(engine), settings(), noHelper);

    assertThat(found)
        .contains(
            Requirement.met("Docker engine", "it answers"),
            Requirement.met("image node:1", "in the engine"),
            Requirement.met("image jre:1", "in the engine"));
    assertThat(found).filteredOn(one -> !one.met()).hasSize(1);
    Requirement lacking = found.stream().filter(one -> !one.met()).findFirst().orElseThrow();
    assertThat(lacking.name()).isEqualTo("image envoy:1");
    assertThat(lacking.detail())
        .startsWith("it is not in the engine and cannot be pulled: ")
        .contains(NO_HOST);
    assertThat(lacking.remedies())
        .containsExactly(
            "docker pull envoy:1; without Docker Hub the setting cortex.local.envoy.image for"
                + " another one, or cortex.local.backend=embedded, which needs none.");
  }

  @Test
  void aDoctorSaysThatNoEngineAnswers() {
    assertThat(
            K3sRequirements.of(
                Optional.empty(), settings(), Map.of("DOCKER_HOST", "tcp://127.0.0.1:1")))
        .containsExactly(
            Requirement.lacking(
                "Docker engine",
                "none answers at DOCKER_HOST=tcp://127.0.0.1:1",
                "docker info, which tells whether it is not running, or not for you (group docker)",
                "https://docs.docker.com/engine/install, or on Debian: apt-get install docker.io"));
  }

  @Test
  void aUsersImageIsGivenUpWithinTenSecondsWhereNothingAnswers() {
    silent = true;
    long start = System.nanoTime();
    assertThatThrownBy(() -> ImageLoader.requireLocal(engine, "quay.io/example/web:1", false))
        .isExactlyInstanceOf(ImageException.class)
        .hasMessage(
            """
            image quay.io/example/web:1 is not in the Docker engine and cannot be pulled: its \
            registry has not answered the Docker engine within 8 s
            Try: docker pull quay.io/example/web:1, or say in cortex-local.yaml how it is built.""");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void helpersAreThoseThatTestcontainersHas() throws Exception {
    assertThat(constant("org.testcontainers.DockerClientFactory")).contains(HelperImages.TINY);
    assertThat(constant("org.testcontainers.utility.RyukContainer")).contains(HelperImages.RYUK);
    assertThat(HelperImages.needed(Map.of(), true))
        .containsExactly(HelperImages.RYUK, HelperImages.TINY);
    assertThat(HelperImages.needed(Map.of("TESTCONTAINERS_RYUK_DISABLED", "true"), false))
        .isEmpty();
  }

  private static String constant(String type) throws Exception {
    try (var in =
        Class.forName(type, false, HelperImages.class.getClassLoader())
            .getResourceAsStream(type.substring(type.lastIndexOf('.') + 1) + ".class")) {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }
}
