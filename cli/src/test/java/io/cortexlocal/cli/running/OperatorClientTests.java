package io.cortexlocal.cli.running;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.cortexlocal.cluster.embedded.InMemoryCluster;
import io.cortexlocal.operator.Operator;
import io.cortexlocal.operator.Submission;
import io.cortexlocal.operator.http.OperatorServer;
import io.cortexlocal.workload.WorkloadSettings;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What commands ask of an operator, which has a cluster in memory. */
class OperatorClientTests {

  private static final WorkloadSettings SETTINGS =
      new WorkloadSettings(
          "0.42.1", "example/envoy:1", "IfNotPresent", false, Optional.empty(), Optional.empty());
  private static final byte[] YAML =
      """
      - name: hello
        kind: RealtimeAPI
        pod:
          containers:
            - {name: api, image: example/hello:1}
      """
          .getBytes(StandardCharsets.UTF_8);

  private final InMemoryCluster cluster = InMemoryCluster.start();
  private OperatorServer server;
  private OperatorClient client;

  @BeforeEach
  void serve() {
    cluster.makeWhatPodsMount();
    Operator operator =
        new Operator(cluster.kubernetes(), Clock.systemUTC(), new SplittableRandom(1));
    server =
        OperatorServer.start(
            cluster.kubernetes(),
            operator,
            (config, force) -> operator.deploy(Submission.of(config), SETTINGS, force),
            "0.42.1",
            endpoint -> "http://gateway" + endpoint,
            0);
    client = new OperatorClient(server.address(), "0.42.1");
  }

  @AfterEach
  void close() {
    server.close();
    cluster.close();
  }

  @Test
  void anApiFromItsDeploymentToItsEnd() {
    assertThat(client.deploy("cortex.yaml", YAML, false).path(0).path("message").asText())
        .isEqualTo("creating hello (RealtimeAPI)");
    cluster.await(
        "it is ready",
        () -> client.describe("hello").at("/status/replica_counts/ready").asInt() == 1);

    assertThat(client.list()).hasSize(1);
    JsonNode api = client.api("hello");
    assertThat(api.path("endpoint").asText()).isEqualTo("http://gateway/hello");
    assertThat(client.refresh("hello", false)).isEqualTo("updating hello (RealtimeAPI)");
    assertThat(client.delete("hello", false)).isEqualTo("deleting hello");
    assertThat(client.list()).isEmpty();
  }

  @Test
  void aRefusalHasTheOperatorsWords() {
    assertThatThrownBy(() -> client.api("hello"))
        .isInstanceOf(OperatorRefusal.class)
        .hasMessage("hello is not deployed");
    assertThatThrownBy(() -> client.deploy("a b&c.yaml", new byte[] {'x'}, true))
        .isInstanceOf(OperatorRefusal.class)
        .hasMessageStartingWith("a b&c.yaml: ");
  }

  @Test
  void anOperatorThatIsGoneIsNamed() {
    server.close();

    assertThatThrownBy(client::list)
        .isInstanceOf(NothingRunsException.class)
        .hasMessageStartingWith("the operator at http://127.0.0.1:")
        .hasMessageContaining(" does not answer: ");
  }
}
