package io.cortexlocal.cli.up;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.cortexlocal.cli.up.UpProject.Result;
import io.cortexlocal.cli.up.UpProject.Running;
import io.cortexlocal.http.PlainHttp;
import io.cortexlocal.json.Json;
import io.cortexlocal.time.Deadline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The dev loop as a user has it: commands in processes of their own, in one folder. */
@Timeout(value = 600, unit = TimeUnit.SECONDS)
class UpIT {

  private static final String SAID_ALL = "Ctrl-C ends the cluster";

  @TempDir private Path temporary;

  private UpProject project;

  @BeforeEach
  void makeProject() throws Exception {
    project = new UpProject(temporary.resolve("project"));
  }

  @AfterEach
  void endAll() {
    project.close();
  }

  @Test
  void aFolderFromItsFirstUpToItsEnd() throws Exception {
    Running up = project.start("up");
    up.await(SAID_ALL);
    assertThat(up.said())
        .containsPattern("(?m)^ +\\d+\\.\\d s {2}the cluster runs \\(")
        .contains("creating echo (RealtimeAPI)", "echo  1/1 Ready")
        .containsPattern("(?m)^ {2}echo {2}http://[\\w.]+:\\d+/echo$");
    String url = url(up);
    assertThat(text(url)).isEqualTo("first");
    List<ProcessHandle> its = up.process().descendants().toList();

    String program = cortexProgram();
    Result listed = inEnvironment(program + " get -o json");
    assertThat(listed.exitCode()).as(listed.toString()).isZero();
    JsonNode environment = Json.read(listed.output()).orElseThrow().get(0);
    assertThat(environment.path("env_name").asText()).isEqualTo("local");
    assertThat(environment.at("/apis/0/metadata/name").asText()).isEqualTo("echo");

    theVerbsReachItsApi();

    project.write("second");
    Result again = project.run("up");
    assertThat(again.exitCode()).as(again.toString()).isZero();
    assertThat(again.output())
        .contains(
            "cortex-local up runs in this folder (process " + up.process().pid() + ")",
            "updating echo (RealtimeAPI)",
            "echo  1/1 Ready");
    awaitText(url, "second");

    project.write("[");
    Result broken = project.run("up");
    assertThat(broken.exitCode()).isEqualTo(1);
    assertThat(broken.output()).contains("cortex.yaml:").contains("error: ");
    assertThat(text(url)).isEqualTo("second");

    up.signal("INT");
    assertThat(up.awaitEnd()).isEqualTo(130);
    assertThat(up.rest()).endsWith("Ended; nothing is left of it.\n").doesNotContain("\tat ");
    assertThat(project.left()).isEmpty();
    for (ProcessHandle process : its) {
      process.onExit().get(60, TimeUnit.SECONDS);
    }
  }

  private void theVerbsReachItsApi() throws Exception {
    Result request = project.run("request", "echo", "/env?x=1", "-o", "json");
    assertThat(request.exitCode()).as(request.toString()).isZero();
    JsonNode answer = Json.read(request.output()).orElseThrow();
    assertThat(answer.path("body").asText()).contains("first");
    String replica = answer.at("/replicas/0/replica").asText();
    assertThat(replica).as(request.output()).startsWith("api-echo-");
    assertThat(answer.at("/replicas/0/processing_ms").asDouble()).isPositive();

    Result command = project.run("exec", "echo", "--replica", replica, "--", "sh", "-c", "exit 3");
    assertThat(command.exitCode()).as(command.toString()).isEqualTo(1);
    assertThat(command.error())
        .isEqualTo(
            "cortex-local: the command ended with exit code 3 in container api of %s\n"
                .formatted(replica));

    Result logs = project.run("logs", "echo", "--proxy");
    assertThat(logs.exitCode()).as(logs.toString()).isZero();
    assertThat(logs.output()).contains(replica + " proxy | {", "/env?x=1");

    Result described = project.run("describe", "echo");
    assertThat(described.output())
        .contains("echo  1/1 Ready  http://", "pod " + replica + " is Ready");
    JsonNode status = Json.read(project.run("status", "-o", "json").output()).orElseThrow();
    Path kubeconfig = Path.of(status.path("kubeconfig").asText());
    Result pods =
        project.run(
            List.of(
                project.script("../fixtures/kubectl"),
                "kubectl",
                "--kubeconfig",
                kubeconfig.toString(),
                "get",
                "pods",
                "-o",
                "name"));
    assertThat(pods.output().lines())
        .as(pods.toString())
        .hasSize(2)
        .contains("pod/" + replica)
        .anyMatch(pod -> pod.startsWith("pod/operator-"));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kubeconfig)))
        .isEqualTo("rw-------");
    assertThat(project.run("scale", "echo", "1").output()).isEqualTo("scaling echo from 1 to 1\n");
  }

  @Test
  void aKilledUpIsKnownToBeGone() throws Exception {
    Running up = project.start("up", "--backend", "embedded");
    up.await(SAID_ALL);
    List<ProcessHandle> its = up.process().descendants().toList();
    assertThat(its)
        .hasSizeGreaterThan(3)
        .as("by default containers reach what is outside")
        .anyMatch(process -> process.info().command().orElse("").endsWith("/slirp4netns"));
    assertThat(project.run("env").exitCode()).isZero();

    up.process().destroyForcibly();
    up.awaitEnd();

    for (ProcessHandle process : its) {
      process.onExit().get(60, TimeUnit.SECONDS);
    }
    Result environment = project.run("env");
    assertThat(environment.exitCode()).isEqualTo(1);
    assertThat(environment.output()).isEqualTo("false\n");
    assertThat(environment.error())
        .isEqualTo(
            """
            cortex-local: no cortex-local up runs in %s.
            Try: cortex-local up here, in another terminal.
            """
                .formatted(project.folder()));
    Running next = project.start("up", "--backend", "embedded");
    next.await(SAID_ALL);
    assertThat(project.run("status").output()).contains("echo", "1/1", url(next));
    Result down = project.run("down");
    assertThat(down.exitCode()).as(down.toString()).isZero();
    assertThat(down.output()).matches("Ended: process \\d+\\.\\R");
    assertThat(next.awaitEnd()).isEqualTo(143);
    assertThat(project.left()).isEmpty();
  }

  @Test
  void whatIsSavedIsDeployedAndWhatIsBrokenTouchesNothing() throws Exception {
    Running up = project.start("up", "--watch");
    up.await(SAID_ALL);
    String url = url(up);

    project.edit("edited");
    assertThat(up.await("updating echo")).endsWith("updating echo (RealtimeAPI): server.py");
    awaitText(url, "edited");

    project.write("[");
    up.await("a file is broken, and nothing is touched:");
    up.await("cortex.yaml:");
    assertThat(text(url)).isEqualTo("edited");

    Files.createDirectory(project.folder().resolve("app/lib"));
    Files.writeString(project.folder().resolve("app/lib/more.py"), "");
    assertThat(up.await("updating echo")).endsWith("updating echo (RealtimeAPI): more.py");

    Files.writeString(project.folder().resolve("app/server.py"), "raise SystemExit(3)");
    up.await("updating echo");
    awaitText(url, "edited");
    project.edit("mended");
    up.await("updating echo");
    awaitText(url, "mended");

    up.signal("TERM");
    assertThat(up.awaitEnd()).isEqualTo(143);
    assertThat(up.rest()).doesNotContain("\tat ");
  }

  private static void awaitText(String url, String wanted) throws Exception {
    Deadline deadline = Deadline.after(Duration.ofMinutes(2));
    String last = answer(url);
    // An app that ends at once when its replica is replaced leaves requests unanswered.
    while (!Json.read(last).map(it -> it.path("TEXT").asText()).orElse("").equals(wanted)) {
      assertThat(deadline.passed()).as("it still says %s", last).isFalse();
      last = answer(url);
    }
  }

  @Test
  void oneThatIsEndedWhileItsClusterStartsTakesDownWhatItHadBegun() throws Exception {
    Running up = project.start("up", "--verbose");
    up.await("starting backend");
    Result down = project.run("down");

    assertThat(down.exitCode()).as(down.toString()).isZero();
    assertThat(up.awaitEnd()).isEqualTo(143);
    assertThat(up.rest())
        .endsWith("Ended; nothing is left of it.\n")
        .doesNotContain("cortex-local: ");
    assertThat(project.left()).isEmpty();
  }

  @Test
  void oneInTheBackgroundGoesOnUntilItIsEnded() throws Exception {
    Result detached = project.run("up", "--detach", "--backend", "embedded");
    try {
      assertThat(detached.exitCode()).as(detached.toString()).isZero();
      assertThat(detached.output())
          .contains("echo  1/1 Ready", "cortex-local down ends the cluster and all in it.")
          .doesNotContain("Ctrl-C")
          .containsPattern(
              "\nIt goes on in the background \\(process \\d+\\), until cortex-local down; its log: /");
      JsonNode status = Json.read(project.run("status", "-o", "json").output()).orElseThrow();
      assertThat(status.at("/apis/0/ready").asInt()).isEqualTo(1);
      assertThat(Files.readString(Path.of(status.path("log").asText())))
          .contains("echo  1/1 Ready");
    } finally {
      assertThat(project.run("down").output()).matches("Ended: process \\d+\\.\\R");
    }
    assertThat(project.left()).isEmpty();
  }

  @Test
  void twoFoldersHaveTwoClusters() throws Exception {
    try (UpProject other = new UpProject(temporary.resolve("other"))) {
      other.write("other");
      Running first = project.start("up", "--backend", "embedded");
      Running second = other.start("up", "--backend", "embedded");
      first.await(SAID_ALL);
      second.await(SAID_ALL);

      assertThat(text(url(first))).isEqualTo("first");
      assertThat(text(url(second))).isEqualTo("other");
      first.signal("TERM");
      first.awaitEnd();
      assertThat(text(url(second))).isEqualTo("other");
      assertThat(other.left()).hasSize(1);
      second.signal("TERM");
      second.awaitEnd();
    }
  }

  @Test
  void itsApisReachThePortsOfThisMachineThatItsFileNames() throws Exception {
    try (ServerSocket served = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      Thread server = new Thread(() -> greetUntilClosed(served), "greets");
      server.setDaemon(true);
      server.start();
      project.nameHostPorts(served.getLocalPort());
      Running up = project.start("up", "--backend", "embedded");
      up.await(SAID_ALL);
      assertThat(greeting(served.getLocalPort())).isEqualTo("hello\n");

      project.nameHostPorts();
      assertThat(project.run("up").exitCode()).isZero();

      assertThat(greeting(served.getLocalPort())).isEqualTo("hung up\n");
    }
  }

  private static void greetUntilClosed(ServerSocket server) {
    try {
      while (true) {
        try (Socket client = server.accept()) {
          client.getOutputStream().write("hello".getBytes(US_ASCII));
        }
      }
    } catch (IOException closed) {
      // the test is over
    }
  }

  private String greeting(int port) throws Exception {
    String program =
        """
        import socket, sys
        try:
            s = socket.create_connection(("host.cortex.local", int(sys.argv[1])), 60)
            print(s.recv(5).decode() or "hung up")
        except ConnectionError:
            print("hung up")
        """;
    Result result =
        project.run("exec", "echo", "--", "python3", "-c", program, Integer.toString(port));
    assertThat(result.exitCode()).as(result.toString()).isZero();
    return result.output();
  }

  @Test
  void aPortThatIsTakenIsNamedAndNothingIsLeft() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Running up =
          project.start(
              "up",
              "--backend",
              "embedded",
              "--operator-port",
              Integer.toString(taken.getLocalPort()));

      assertThat(up.rest())
          .contains("cortex-local: the operator cannot listen on 127.0.0.1:" + taken.getLocalPort())
          .doesNotContain("\tat ");
      assertThat(up.awaitEnd()).isEqualTo(1);
      assertThat(project.left()).isEmpty();

      Result detached =
          project.run(
              "up",
              "--detach",
              "--backend",
              "embedded",
              "--operator-port",
              Integer.toString(taken.getLocalPort()));
      assertThat(detached.exitCode()).isEqualTo(1);
      assertThat(detached.output()).contains("cortex-local: the operator cannot listen on ");
      assertThat(project.left()).isEmpty();
    }
  }

  private static String url(Running up) {
    return up.said()
        .lines()
        .filter(line -> line.startsWith("  echo  http"))
        .map(line -> line.substring("  echo  ".length()))
        .findFirst()
        .orElseThrow();
  }

  /** Returns what the app was told to answer. */
  private static String text(String url) throws Exception {
    String body = answer(url);
    return Json.read(body).orElseThrow(() -> new AssertionError(body)).path("TEXT").asText();
  }

  private static String answer(String url) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + "/env")).timeout(Duration.ofSeconds(20)).build();
    return PlainHttp.client().build().send(request, BodyHandlers.ofString()).body();
  }

  private Result inEnvironment(String command) throws Exception {
    Result printed = project.run("env");
    assertThat(printed.exitCode()).as(printed.toString()).isZero();
    return project.run(List.of("sh", "-c", printed.output() + command));
  }

  private String cortexProgram() throws Exception {
    return project.script("../fixtures/cortex-cli/build");
  }
}
