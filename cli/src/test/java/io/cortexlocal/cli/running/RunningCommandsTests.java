package io.cortexlocal.cli.running;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.cortexlocal.cli.Launcher;
import io.cortexlocal.cli.io.Streams;
import io.cortexlocal.json.Json;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
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

  private final InMemoryOperator operator = new InMemoryOperator();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path temporary;

  private UpClaim claim;

  @BeforeEach
  void serve() {
    UpFolder folder = UpFolder.current(environment());
    claim = UpClaim.take(folder).orElseThrow();
    claim.publish(
        new RunningUp(
            folder.folder(),
            claim.process(),
            "embedded",
            operator.address(),
            URI.create("http://gateway"),
            Optional.empty(),
            InMemoryOperator.VERSION));
  }

  @AfterEach
  void close() {
    claim.close();
    operator.close();
  }

  private Map<String, String> environment() {
    return Map.of("XDG_CACHE_HOME", temporary.toString(), "AWS_ACCESS_KEY_ID", "x");
  }

  private String run(int exitCode, String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    Streams streams =
        new Streams(
            InputStream.nullInputStream(),
            new PrintWriter(out),
            new PrintWriter(err),
            false,
            environment());
    assertThat(Launcher.execute(streams, arguments)).as("%s%s", out, err).isEqualTo(exitCode);
    return out.toString();
  }

  @Test
  void anApiFromItsDeploymentToItsEnd() throws Exception {
    String file = Files.writeString(temporary.resolve("cortex.yaml"), YAML).toString();

    assertThat(run(0, "deploy", file))
        .contains("creating hello (RealtimeAPI)")
        .endsWith("hello  1/1 Ready\n");
    assertThat(run(0, "status"))
        .startsWith(
            "embedded, process %d, operator %s\n\nAPI     KIND          READY   UP-TO-DATE   ENDPOINT\n"
                .formatted(ProcessHandle.current().pid(), operator.address()))
        .endsWith("hello   RealtimeAPI   1/1     1            http://gateway/hello\n");
    JsonNode status = Json.read(run(0, "status", "-o", "json")).orElseThrow();
    assertThat(status.path("operator").asText()).isEqualTo(operator.address().toString());
    assertThat(status.at("/apis/0/endpoint").asText()).isEqualTo("http://gateway/hello");
    assertThat(status.at("/apis/0/ready").asInt()).isEqualTo(1);
    assertThat(run(0, "refresh", "hello")).isEqualTo("updating hello (RealtimeAPI)\n");
    assertThat(run(0, "delete", "hello")).isEqualTo("deleting hello\n");
    assertThat(run(0, "status")).endsWith("no APIs are deployed\n");
  }

  @Test
  void whatTheOperatorRefusesIsSaidInItsWords() {
    run(1, "refresh", "none");
    assertThat(err).hasToString("cortex-local: none is not deployed\n");
    run(1, "delete", "none");
    assertThat(err).hasToString("cortex-local: none is not deployed\n");
  }

  @Test
  void aBrokenFileIsShownAndNothingIsDeployed() throws Exception {
    String file = Files.writeString(temporary.resolve("cortex.yaml"), "- name: a\n").toString();

    assertThat(run(1, "deploy", file)).contains("cortex.yaml:1:3: error: ");
    assertThat(run(0, "status")).endsWith("no APIs are deployed\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "down", "refresh x", "delete x", "deploy"})
  void whereNothingRunsThatIsSaid(String command) {
    claim.close();

    assertThat(run(1, command.split(" ", -1))).isEmpty();
    assertThat(err.toString()).startsWith("cortex-local: no cortex-local up runs in ");
  }

  @Test
  void whereNothingRunsAShellsEvalFails() throws Exception {
    claim.close();

    Process shell = new ProcessBuilder("sh", "-c", "eval \"$1\"", "sh", run(1, "env")).start();
    assertThat(shell.waitFor()).isEqualTo(1);
    assertThat(err.toString()).startsWith("cortex-local: no cortex-local up runs in ");
  }

  @Test
  void anOperatorThatDoesNotAnswerIsNamed() {
    operator.stopAnswering();

    run(1, "status");
    assertThat(err.toString()).startsWith("cortex-local: the operator at http://127.0.0.1:");
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
    assertThat(err.toString()).isEmpty();
    run(1, "deploy", alone);
    assertThat(err).hasToString("cortex-local: nothing of it can be deployed here\n");
  }

  @Test
  void optionsThatHaveNoEffectOnTheOneThatRunsAreSaidToHaveNone() throws Exception {
    String file = Files.writeString(temporary.resolve("cortex.yaml"), YAML).toString();

    assertThat(run(0, "up", "--backend", "embedded", file))
        .contains("--backend and --operator-port have no effect on the one that runs\n");
    assertThat(run(0, "up", file)).doesNotContain("no effect");
  }
}
