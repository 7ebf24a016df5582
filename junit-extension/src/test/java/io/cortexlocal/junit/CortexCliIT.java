package io.cortexlocal.junit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.cortexlocal.CortexLocal;
import io.cortexlocal.json.Json;
import io.cortexlocal.junit.CortexCli.Result;
import io.cortexlocal.time.Deadline;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cortex's own command line program against the operator. */
@Tag("conformance")
@CortexCluster
class CortexCliIT {

  private static final String CONTAINER =
      """
      compute:
        cpu: 50m
      readiness_probe:
        http_get:
          port: 8080
        period_seconds: 1
      """;

  @TempDir Path directory;
  private CortexCli cortex;

  @BeforeEach
  void configure(CortexLocal local) throws Exception {
    cortex = CortexCli.of(local.serveOperator(EchoApis.IMAGES, 0), directory);
  }

  @Test
  void anApiFromItsDeploymentToItsEnd() throws Exception {
    Path file = EchoApis.write(directory, "by-cli", EchoApis.IMAGE, CONTAINER);

    assertThat(run(0, "deploy", file.toString()).output())
        .contains("creating by-cli (RealtimeAPI)");
    JsonNode api = awaitReady("by-cli");
    assertThat(get(api.get("endpoint").textValue() + "/env")).isEqualTo(200);

    assertThat(run(0, "get", "-e", "local").output()).containsPattern("by-cli +1/1 +1 ");
    assertThat(run(0, "get", "by-cli").output()).contains(api.get("endpoint").textValue());
    assertThat(run(0, "describe", "by-cli").output()).containsPattern("(?i)ready +1");
    assertThat(run(0, "deploy", file.toString()).output())
        .contains("by-cli (RealtimeAPI) is up to date");
    assertThat(run(0, "logs", "by-cli").output()).contains("/local/logs/by-cli");
    assertThat(run(0, "refresh", "by-cli").output()).contains("updating by-cli (RealtimeAPI)");
    assertThat(run(0, "delete", "by-cli", "--force").output()).contains("deleting by-cli");
    assertThat(run(1, "get", "by-cli").error()).contains("error: by-cli is not deployed");
  }

  @Test
  void aWrongFileIsRefusedInCortexsWords() throws Exception {
    Path file =
        Files.writeString(directory.resolve("cortex.yaml"), "- name: a\n  kind: RealtimeAPI\n");

    Result refused = run(1, "deploy", file.toString());

    assertThat(refused.error())
        .startsWith("error: cortex.yaml: a (RealtimeAPI): pod: containers: must be defined")
        .contains("api configuration schema can be found at https://docs.cortexlabs.com/");
  }

  private JsonNode awaitReady(String name) throws Exception {
    Deadline deadline = Deadline.after(Duration.ofMinutes(2));
    while (true) {
      JsonNode api =
          Json.read(run(0, "get", name, "--env", "local", "-o", "json").output())
              .orElseThrow()
              .get(0);
      JsonNode status = api.get("status");
      if (status.get("ready").intValue() == 1 && status.get("up_to_date").intValue() == 1) {
        return api;
      }
      if (deadline.left().isZero()) {
        throw new AssertionError(name + " is not ready within 2 min: " + status);
      }
    }
  }

  private Result run(int exitCode, String... arguments) throws Exception {
    Result result = cortex.run(arguments);
    assertThat(result.exitCode())
        .as("cortex %s: %s", String.join(" ", arguments), result)
        .isEqualTo(exitCode);
    return result;
  }

  private static int get(String address) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address)).timeout(Duration.ofSeconds(20)).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode();
  }
}
