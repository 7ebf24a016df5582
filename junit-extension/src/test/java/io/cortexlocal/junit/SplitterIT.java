package io.cortexlocal.junit;

import static io.cortexlocal.assertions.CortexAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.CortexLocal;
import io.cortexlocal.DeployedApis;
import io.cortexlocal.TrafficSplitter;
import io.cortexlocal.config.CortexConfig;
import io.cortexlocal.time.Deadline;
import io.cortexlocal.timeline.TimelineEvent;
import io.cortexlocal.traffic.ApiResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A TrafficSplitter shares requests by its weights, and copies them to its shadow. */
@Tag("conformance")
@CortexCluster
class SplitterIT {

  private static final int REQUESTS = 400;

  @TempDir Path directory;

  @Test
  void requestsAreSharedByWeightAndCopiedToTheShadow(CortexLocal local) throws IOException {
    try (DeployedApis apis = deploy(local)) {
      TrafficSplitter splitter = apis.splitter("split");
      for (int i = 0; i < REQUESTS; i++) {
        ApiResponse response = splitter.get("?n=" + i);
        assertThat(response).hasStatus(200);
        assertThat(response.header("X-Cortex-Origin")).isEmpty();
      }

      List<TimelineEvent.Request> often = apis.api("often").timeline().requests();
      List<TimelineEvent.Request> seldom = apis.api("seldom").timeline().requests();
      // 10 % of 400 are 40; five standard deviations are 30.
      assertThat(seldom).hasSizeBetween(10, 70);
      assertThat(often).hasSize(REQUESTS - seldom.size());
      assertThat(often).allMatch(request -> request.path().startsWith("/?n="));
      awaitShadow(apis);
    }
  }

  @Test
  void onlyTheExactPathIsFound(CortexLocal local) throws IOException {
    try (DeployedApis apis = deploy(local)) {
      TrafficSplitter splitter = apis.splitter("split");
      assertThat(splitter.get("")).hasStatus(200);
      assertThat(splitter.get("/")).hasStatus(404);
      assertThat(splitter.get("/env")).hasStatus(404);

      splitter.close();
      assertThat(apis.api("often").get("")).hasStatus(200);
    }
  }

  @Test
  void aRedeploymentChangesTheWeights(CortexLocal local) throws IOException {
    try (DeployedApis apis = deploy(local)) {
      Path file = directory.resolve("cortex.yaml");
      String weights = Files.readString(file);
      Files.writeString(
          file,
          weights
              .replace("name: often, weight: 90", "name: often, weight: 0")
              .replace("name: seldom, weight: 10", "name: seldom, weight: 100"));

      TrafficSplitter again = apis.splitter("split").redeploy(file);

      for (int i = 0; i < 20; i++) {
        assertThat(again.postJson("", "{}")).hasStatus(200);
      }
      assertThat(apis.api("seldom").timeline().requests()).hasSize(20);
      assertThat(apis.api("often").timeline().requests()).isEmpty();
    }
  }

  /** Copies are sent on the side, so the last of them may arrive after the answers. */
  private static void awaitShadow(DeployedApis apis) {
    Deadline deadline = Deadline.after(Duration.ofSeconds(20));
    int copies;
    do {
      copies = apis.api("shadow").timeline().requests().size();
    } while (copies < REQUESTS && !deadline.passed());
    assertThat(copies).as("requests that the shadow was sent").isEqualTo(REQUESTS);
  }

  private DeployedApis deploy(CortexLocal local) throws IOException {
    StringBuilder yaml = new StringBuilder();
    for (String name : List.of("often", "seldom", "shadow")) {
      yaml.append(
          """
          - name: %s
            kind: RealtimeAPI
            pod:
              max_concurrency: 100
              containers:
              - name: api
                image: %s
                compute: {cpu: 50m}
                readiness_probe: {http_get: {port: 8080}, period_seconds: 1}
          """
              .formatted(name, EchoApis.IMAGE));
    }
    yaml.append(
        """
        - name: split
          kind: TrafficSplitter
          apis:
          - {name: often, weight: 90}
          - {name: seldom, weight: 10}
          - {name: shadow, weight: 100, shadow: true}
        """);
    Path file = Files.writeString(directory.resolve("cortex.yaml"), yaml);
    return local.deploy(CortexConfig.load(file), local.defaults(EchoApis.IMAGES));
  }
}
