package io.cortexlocal.cli.running;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.cortexlocal.json.Json;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands on an {@code up}, which has a cluster in memory. */
class RunningCommandsTests {

  private static final String YAML =
      """
      - name: hello
        kind: RealtimeAPI
        pod:
          containers:
            - {name: api, image: example/hello:1}
      """;

  @TempDir private Path temporary;

  private InMemoryUp up;

  @BeforeEach
  void serve() {
    up = new InMemoryUp(temporary, URI.create("http://gateway"));
  }

  @AfterEach
  void close() {
    up.close();
  }

  private String run(int exitCode, String... arguments) {
    return up.run(exitCode, arguments);
  }

  @Test
  void anApiFromItsDeploymentToItsEnd() throws Exception {
    String file = Files.writeString(temporary.resolve("cortex.yaml"), YAML).toString();

    assertThat(run(0, "deploy", file))
        .contains("creating hello (RealtimeAPI)")
        .endsWith("hello  1/1 Ready\n");
    assertThat(run(0, "status"))
        .startsWith(
            "embedded, process %d, operator %s\nin the background; its log: %s\n\nAPI     KIND          READY   UP-TO-DATE   ENDPOINT\n"
                .formatted(
                    ProcessHandle.current().pid(),
                    up.operator().address(),
                    temporary.resolve("up.log")))
        .endsWith("hello   RealtimeAPI   1/1     1            http://gateway/hello\n");
    JsonNode status = Json.read(run(0, "status", "-o", "json")).orElseThrow();
    assertThat(status.path("operator").asText()).isEqualTo(up.operator().address().toString());
    assertThat(status.at("/apis/0/endpoint").asText()).isEqualTo("http://gateway/hello");
    assertThat(status.at("/apis/0/ready").asInt()).isEqualTo(1);
    assertThat(run(0, "refresh", "hello")).isEqualTo("updating hello (RealtimeAPI)\n");
    assertThat(run(0, "delete", "hello")).isEqualTo("deleting hello\n");
    assertThat(run(0, "status")).endsWith("no APIs are deployed\n");
  }

  @Test
  void whatTheOperatorRefusesIsSaidInItsWords() {
    run(1, "refresh", "none");
    assertThat(up.said()).isEqualTo("cortex-local: none is not deployed\n");
    run(1, "delete", "none");
    assertThat(up.said()).isEqualTo("cortex-local: none is not deployed\n");
  }

  @Test
  void aBrokenFileIsShownAndNothingIsDeployed() throws Exception {
    String file = Files.writeString(temporary.resolve("cortex.yaml"), "- name: a\n").toString();

    assertThat(run(1, "deploy", file)).contains("cortex.yaml:1:3: error: ");
    assertThat(run(0, "status")).endsWith("no APIs are deployed\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "status",
        "down",
        "refresh x",
        "delete x",
        "deploy",
        "describe x",
        "scale x 1",
        "exec x y",
        "request x"
      })
  void whereNothingRunsThatIsSaid(String command) {
    up.withdraw();

    assertThat(run(1, command.split(" ", -1))).isEmpty();
    assertThat(up.said()).startsWith("cortex-local: no cortex-local up runs in ");
  }

  @Test
  void whereNothingRunsAShellsEvalFails() throws Exception {
    up.withdraw();

    Process shell = new ProcessBuilder("sh", "-c", "eval \"$1\"", "sh", run(1, "env")).start();
    assertThat(shell.waitFor()).isEqualTo(1);
    assertThat(up.said()).startsWith("cortex-local: no cortex-local up runs in ");
  }

  @Test
  void anOperatorThatDoesNotAnswerIsNamed() {
    up.operator().stopAnswering();

    run(1, "status");
    assertThat(up.said()).startsWith("cortex-local: the operator at http://127.0.0.1:");
  }

  @Test
  void anApiOfAnotherKindIsLeftOut() throws Exception {
    String task =
        """
        - name: task
          kind: TaskAPI
          pod:
            containers:
              - {name: main, image: example/task:1, command: [run]}
        """;
    String both = Files.writeString(temporary.resolve("both.yaml"), task + YAML).toString();
    String alone = Files.writeString(temporary.resolve("task.yaml"), task).toString();

    assertThat(run(0, "deploy", both))
        .containsOnlyOnce(
            "left out: task (TaskAPI): only RealtimeAPI and TrafficSplitter are deployed here")
        .endsWith("hello  1/1 Ready\n");
    assertThat(up.said()).isEmpty();
    run(1, "deploy", alone);
    assertThat(up.said()).isEqualTo("cortex-local: nothing of it can be deployed here\n");
  }

  @Test
  void optionsThatHaveNoEffectOnTheOneThatRunsAreSaidToHaveNone() throws Exception {
    String file = Files.writeString(temporary.resolve("cortex.yaml"), YAML).toString();

    assertThat(run(0, "up", "--backend", "embedded", file))
        .contains("--backend and --operator-port have no effect on the one that runs\n");
    assertThat(run(0, "up", file)).doesNotContain("no effect");
  }

  @Test
  void whatIsReadyIsWaitedForUntilTheGatewayKnowsOfIt() throws Exception {
    String file = Files.writeString(temporary.resolve("cortex.yaml"), YAML).toString();
    up.gatewayKnows(false);
    CompletableFuture<String> deployed =
        CompletableFuture.supplyAsync(() -> run(0, "deploy", file));
    up.operator()
        .cluster()
        .await("waiting", () -> up.printed().contains("1/1 Ready, waiting for the gateway"));
    assertThat(deployed).isNotDone();

    up.gatewayKnows(true);

    assertThat(deployed.get(60, TimeUnit.SECONDS)).endsWith("hello  1/1 Ready\n");
  }

  @Test
  void theImagesOfAFileOfAnotherFolderAreHadAsItsOwnSays() throws Exception {
    Path folder = Files.createDirectories(temporary.resolve("other"));
    Path file = Files.writeString(folder.resolve("cortex.yaml"), YAML);

    run(0, "deploy", folder + "/./cortex.yaml");

    assertThat(up.imageFiles()).containsExactly(file);
  }
}
