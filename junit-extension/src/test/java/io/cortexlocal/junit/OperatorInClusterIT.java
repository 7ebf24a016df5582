package io.cortexlocal.junit;

import static io.cortexlocal.assertions.CortexAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.cortexlocal.ApiReplica;
import io.cortexlocal.CommandResult;
import io.cortexlocal.CortexLocal;
import io.cortexlocal.DeployedApis;
import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.config.CortexConfig;
import io.cortexlocal.image.ImageSource;
import io.cortexlocal.image.LocalImages;
import io.cortexlocal.json.Json;
import io.cortexlocal.time.Deadline;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a container does with Cortex's own programs and {@code /cortex/client/cli.yaml}: it has no
 * other way to the operator, and of no other address.
 */
@Tag("conformance")
@CortexCluster
class OperatorInClusterIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String IMAGE = "cortex-local-test/with-cortex:1.0";
  private static final List<String> CLIENT_PACKAGES =
      List.of("cortex", "yaml", "_yaml", "sentry_sdk", "certifi", "urllib3");

  private static final String CONTAINER =
      """
      env:
        # signed with locally, and never looked at here
        AWS_ACCESS_KEY_ID: none
        AWS_SECRET_ACCESS_KEY: none
        AWS_EC2_METADATA_DISABLED: "true"
        AWS_VPC_K8S_CNI_LOG_FILE: /dev/null
        PYTHONDONTWRITEBYTECODE: "1"
      compute:
        cpu: 50m
      readiness_probe:
        http_get:
          port: 8080
        period_seconds: 1
      """;

  @TempDir private static Path directory;
  private static URI operator;
  private static DeployedApis deployed;
  private static ApiReplica replica;

  @BeforeAll
  static void deploy(CortexLocal local) throws Exception {
    LocalImages images = EchoApis.IMAGES.with(withCortex());
    operator = local.serveOperator(images, 0);
    Path file = EchoApis.write(directory, "caller", IMAGE, CONTAINER);
    deployed = local.deploy(CortexConfig.load(file), local.defaults(images));
    replica = deployed.api("caller").awaitReplicas(1).get(0);
  }

  @AfterAll
  static void close() {
    deployed.close();
  }

  @Test
  void cortexsProgramDeploysCallsAndDeletesAnApi() throws Exception {
    assertThat(cortex(0, "get").output()).containsPattern("caller +1/1 +1 ");
    write(
        "/tmp/inner.yaml",
        Files.readString(EchoApis.write(directory, "inner", EchoApis.IMAGE, CONTAINER)));

    assertThat(cortex(0, "deploy", "/tmp/inner.yaml").output())
        .contains("creating inner (RealtimeAPI)");
    String endpoint = awaitReady("inner").get("endpoint").textValue();
    assertThat(endpoint)
        .isEqualTo("http://ingressgateway-apis.istio-system.svc.cluster.local/inner");
    assertThat(fetch(endpoint + "/env")).isEqualTo("200");
    assertThat(cortex(0, "describe", "inner").output()).containsPattern("(?i)ready +1");
    assertThat(cortex(0, "delete", "inner", "--force").output()).contains("deleting inner");
    assertThat(cortex(1, "get", "inner").error()).contains("error: inner is not deployed");
  }

  @Test
  void cortexsPythonClientListsTheApis() {
    CommandResult listed =
        run(
            "sh",
            "-c",
            """
            export PYTHONPATH=$PWD/client CORTEX_CLI_PATH=$PWD/cortex
            exec python3 -c 'import cortex
            for api in cortex.client().list_apis(): print(api["metadata"]["name"])'""");

    assertThat(listed.output()).as(listed.toString()).contains("caller\n");
  }

  @Test
  void logsAreStreamedThroughIt() {
    CommandResult streamed =
        run("sh", "-c", "timeout 5 ./cortex logs caller --random-pod 2>&1; true");

    assertThat(streamed.output()).contains("listening on 0.0.0.0:8080");
  }

  @Test
  void anotherRelayTakesOverWhereOneIsKilled(CortexLocal local) throws Exception {
    Kubernetes kubernetes = local.cluster().kubernetes();
    String killed = relay(kubernetes).getMetadata().getName();

    kubernetes.delete(ResourceType.POD, "default", killed);

    Deadline deadline = Deadline.after(PATIENCE);
    // A connection that is begun while the Service still names the pod waits for it in vain.
    CommandResult last = run("timeout", "3", "./cortex", "get");
    while (last.exitCode().orElse(-1) != 0
        || relay(kubernetes).getMetadata().getName().equals(killed)) {
      if (deadline.passed()) {
        throw new AssertionError("the operator is not there again within 2 min: " + last);
      }
      last = run("timeout", "3", "./cortex", "get");
    }
    assertThat(last.output()).contains("caller");
  }

  @Test
  void aScraperFindsTheReplica() throws Exception {
    HttpRequest scrape = HttpRequest.newBuilder(operator.resolve("/metrics")).build();
    HttpClient prometheus = HttpClient.newHttpClient();
    Deadline deadline = Deadline.after(PATIENCE);
    String scraped = prometheus.send(scrape, BodyHandlers.ofString()).body();
    // Where no sample came for ten seconds there is no series, as of a target that is down.
    while (!scraped.contains("cortex_in_flight_requests{") && !deadline.passed()) {
      scraped = prometheus.send(scrape, BodyHandlers.ofString()).body();
    }

    assertThat(scraped)
        .containsPattern(
            "cortex_in_flight_requests\\{.*api_name=\"caller\".*pod=\"api-caller-.*} \\d");
  }

  @Test
  void isCalledByItsServicesNamesAlone() {
    String address = "http://operator.default.svc.cluster.local:8888/verifycortex";

    assertThat(fetch(address)).isEqualTo("200");
    assertThat(fetch("http://operator:8888/verifycortex")).isEqualTo("200");
    assertThat(fetch(address, "rebound.example")).isEqualTo("403");
  }

  private static Pod relay(Kubernetes kubernetes) {
    return kubernetes.list(ResourceType.POD, "default", Map.of("workloadID", "operator")).stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .findFirst()
        .orElseThrow();
  }

  private static JsonNode awaitReady(String name) {
    Deadline deadline = Deadline.after(PATIENCE);
    while (true) {
      JsonNode api =
          Json.read(cortex(0, "get", name, "--env", "default", "-o", "json").output())
              .orElseThrow()
              .get(0);
      if (api.at("/status/ready").intValue() == 1) {
        return api;
      }
      if (deadline.passed()) {
        throw new AssertionError(name + " is not ready within 2 min: " + api.get("status"));
      }
    }
  }

  private static String fetch(String url) {
    return fetch(url, URI.create(url).getAuthority());
  }

  /** Returns the status of the answer, or what else it came to. */
  private static String fetch(String url, String host) {
    String program =
        """
        import sys, urllib.request
        try:
            request = urllib.request.Request(sys.argv[1], None, {"Host": sys.argv[2]})
            print(urllib.request.urlopen(request, timeout=20).status)
        except Exception as e:
            print(getattr(e, "code", repr(e)))
        """;
    return run("python3", "-c", program, url, host).output().strip();
  }

  private static void write(String path, String content) {
    CommandResult written = run("sh", "-c", "printf %s \"$1\" >\"$2\"", "write", content, path);
    assertThat(written.exitCode()).as(written.toString()).hasValue(0);
  }

  private static CommandResult cortex(int exitCode, String... arguments) {
    List<String> command = new ArrayList<>(List.of("./cortex"));
    command.addAll(List.of(arguments));
    CommandResult result = run(command.toArray(String[]::new));
    assertThat(result.exitCode()).as("%s: %s", command, result).hasValue(exitCode);
    return result;
  }

  private static CommandResult run(String... command) {
    List<String> all =
        new ArrayList<>(
            List.of("sh", "-c", "export CORTEX_TELEMETRY_DISABLE=true; exec \"$@\"", "run"));
    all.addAll(List.of(command));
    return replica.exec(all.toArray(String[]::new));
  }

  /** An image with the echo server, Cortex's own program, and its Python client. */
  private static LocalImages withCortex() throws IOException, InterruptedException {
    Path app = Files.createDirectories(directory.resolve("app"));
    copy(Path.of("../fixtures/apps/echo/server.py"), app.resolve("server.py"));
    copy(FixtureProgram.path("cortex-cli/build", directory), app.resolve("cortex"));
    Path packages = FixtureProgram.path("cortex-client/install", directory);
    for (String name : CLIENT_PACKAGES) {
      copyTree(packages.resolve(name), app.resolve("client").resolve(name));
    }
    Files.writeString(
        app.resolve("Dockerfile"),
        """
        ARG PYTHON_IMAGE=python:3.11-slim
        FROM ${PYTHON_IMAGE}
        WORKDIR /app
        COPY . .
        ENTRYPOINT ["python3", "server.py"]
        """);
    return new LocalImages(
        Map.of(
            IMAGE,
            new ImageSource.RunOrImage(
                new ImageSource.Run(List.of("python3", "server.py"), app),
                new ImageSource.Build(app))));
  }

  private static void copyTree(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = to.resolve(from.relativize(file));
        Files.createDirectories(copy.getParent());
        copy(file, copy);
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
  }
}
