package io.cortexlocal.junit;

import static io.cortexlocal.assertions.CortexAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.cortexlocal.CortexLocal;
import io.cortexlocal.RealtimeApi;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.deploy.DeployException;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The variables that {@code cortex-local.yaml} gives to containers, and to nobody else. */
@CortexCluster
class EnvironmentIT {

  private static final Path APP = Path.of("../fixtures/apps/echo").toAbsolutePath().normalize();
  private static final String SECRET = "hunter2-is-nobodys-business";
  private static final String READY =
      """
      env: {KEPT: "file's", REPLACED: "file's", REFERS: "$(TOKEN)"}
      compute: {cpu: 50m}
      readiness_probe:
        http_get: {port: 8080}
        period_seconds: 1
      """;

  @TempDir Path directory;

  private Path files(String further) throws IOException {
    Files.writeString(
        directory.resolve("cortex-local.yaml"),
        """
        images:
          %s:
            build: %s
            run: {command: [python3, server.py], directory: %s}
        apis:
          environment:
            env_file: [.env, {path: no.env, required: false}]
            containers:
              api:
                environment:
                  REPLACED: "this machine's"
                  %s
        """
            .formatted(EchoApis.IMAGE, APP, APP, further));
    return EchoApis.write(directory, "environment", EchoApis.IMAGE, READY);
  }

  private void token(String token) throws IOException {
    Files.writeString(directory.resolve(".env"), "export TOKEN='" + token + "'\n");
  }

  @Test
  void isTheContainersAndChangesWithTheFile(CortexLocal local) throws IOException {
    token(SECRET);
    try (RealtimeApi api = local.deploy(files("")).get(0)) {
      assertThat(api.get("/env"))
          .hasStatus(200)
          .hasBodyContaining("\"TOKEN\": \"" + SECRET + "\"")
          .hasBodyContaining("\"REFERS\": \"" + SECRET + "\"")
          .hasBodyContaining("\"REPLACED\": \"this machine's\"")
          .hasBodyContaining("\"KEPT\": \"file's\"");
      api.replicas().get(0).awaitLog("the request", line -> line.contains("GET /env"));
      assertThat(told(local, api)).doesNotContain(SECRET);
      isUpToDateAndThenIsNot(local);
    }
    assertThat(local.cluster().kubernetes().get(ResourceType.SECRET, "default", "api-environment"))
        .as("the Secret, once the API is closed")
        .isEmpty();
  }

  private void isUpToDateAndThenIsNot(CortexLocal local) throws IOException {
    // To close one closes the API.
    try (RealtimeApi same = local.deploy(files("")).get(0)) {
      assertThat(same.wasUpToDate()).isTrue();

      token("another");
      try (RealtimeApi changed = local.deploy(files("")).get(0)) {
        assertThat(changed.wasUpToDate()).isFalse();
        assertThat(changed.get("/env")).hasBodyContaining("\"TOKEN\": \"another\"");
        changed.refresh();
        assertThat(changed.get("/env")).hasBodyContaining("\"TOKEN\": \"another\"");
      }
    }
  }

  @Test
  void isNotInTheEvidenceOfAFailure(CortexLocal local) throws IOException {
    token(SECRET);
    Path file = files("CRASH_AFTER: 0.1\n          START_DELAY: 60");

    Throwable failure = catchThrowable(() -> local.deploy(file));

    assertThat(failure).isInstanceOf(DeployException.class).hasMessageContaining("exit code 3");
    StringWriter trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace, true));
    assertThat(trace.toString()).doesNotContain(SECRET);
  }

  /** What anybody is told of an API: its objects, events, log and timeline. */
  private static String told(CortexLocal local, RealtimeApi api) {
    StringBuilder told = new StringBuilder();
    Map<String, String> labels = Map.of("apiName", api.name());
    for (Pod pod : local.cluster().kubernetes().list(ResourceType.POD, "default", labels)) {
      told.append(pod);
      String name = pod.getMetadata().getName();
      for (Event event : local.cluster().kubernetes().events("default", "Pod", name)) {
        told.append(event);
      }
      told.append(local.cluster().kubernetes().logs("default", name, "api", 1000, false));
      told.append(local.cluster().kubernetes().logs("default", name, "proxy", 1000, false));
    }
    for (ResourceType<?> type :
        new ResourceType<?>[] {
          ResourceType.DEPLOYMENT, ResourceType.CONFIG_MAP, ResourceType.VIRTUAL_SERVICE
        }) {
      told.append(local.cluster().kubernetes().list(type, "default", labels));
    }
    assertThat(told).as("what is told").contains("TOKEN", "GET /env");
    return told.append(api).append(api.timeline()).toString();
  }
}
