package io.cortexlocal.cli.running;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What commands ask of an operator, which has a cluster in memory. */
class OperatorClientTests {

  private static final byte[] YAML =
      """
      - name: hello
        kind: RealtimeAPI
        pod:
          containers:
            - {name: api, image: example/hello:1}
      """
          .getBytes(StandardCharsets.UTF_8);

  private final InMemoryOperator operator = new InMemoryOperator();
  private final OperatorClient client = operator.client();

  @AfterEach
  void close() {
    operator.close();
  }

  @Test
  void anApiFromItsDeploymentToItsEnd() {
    assertThat(client.deploy("cortex.yaml", YAML, false).path(0).path("message").asText())
        .isEqualTo("creating hello (RealtimeAPI)");
    operator
        .cluster()
        .await(
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
    operator.stopAnswering();

    assertThatThrownBy(client::list)
        .isInstanceOf(NothingRunsException.class)
        .hasMessageStartingWith("the operator at http://127.0.0.1:")
        .hasMessageContaining(" does not answer: ");
  }
}
