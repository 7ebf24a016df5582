package io.cortexlocal.cli.up;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.cli.up.UpProject.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A run in CI, in a process of its own. */
@Timeout(value = 600, unit = TimeUnit.SECONDS)
class CiIT {

  private static final Path EXAMPLE = Path.of("../examples/pytest");

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

  private Path file(String name) {
    return project.folder().resolve(name);
  }

  /** Returns the only file below a directory that has a name. */
  private static String text(Path directory, String name) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      List<Path> found = files.filter(it -> it.getFileName().toString().equals(name)).toList();
      assertThat(found).as("%s below %s", name, directory).hasSize(1);
      return Files.readString(found.get(0));
    }
  }

  @Test
  void whatFailsIsToldAndLeftBehind() throws Exception {
    Files.writeString(
        file("smoke.yaml"),
        """
        - {api: echo, path: /env, contains: first}
        - {api: echo, path: "/env?smoke", status: 404}
        """);

    Result result =
        project.run(
            "ci",
            "--smoke",
            "smoke.yaml",
            "--output",
            "target/ci",
            "--",
            "sh",
            "-c",
            "env | grep ^CORTEX_ && cortex_cli=$CORTEX_CLI_CONFIG_DIR/cli.yaml && cat $cortex_cli;"
                + " exit 3");

    assertThat(result.exitCode()).as(result.toString()).isEqualTo(1);
    assertThat(result.output())
        .contains("echo  1/1 Ready", "GET echo /env is answered as expected")
        .containsPattern("(?m)^CORTEX_LOCAL_URL=http://[\\w.]+:\\d+$")
        .containsPattern("(?m)^CORTEX_LOCAL_URL_ECHO=http://[\\w.]+:\\d+/echo$")
        .contains("operator_endpoint: http://127.0.0.1:");
    assertThat(result.error())
        .contains(
            "smoke.yaml:2:3: GET echo /env?smoke: expected status 404, but it is 200: {",
            "the command ended with exit code 3: sh -c ");
    assertThat(project.left()).isEmpty();

    Path output = file("target/ci");
    assertThat(text(output, "junit.xml"))
        .contains("tests=\"4\" failures=\"2\"", "name=\"GET echo /env?smoke\"", "exit code 3");
    assertThat(text(output, "timeline.txt")).containsOnlyOnce("created").contains("/env?smoke");
    assertThat(text(output, "proxy.log")).contains("/env?smoke");
    assertThat(text(output, "events.txt")).contains("Normal");
    assertThat(text(output, "describe.txt")).contains("is Ready");
  }

  @Test
  void whatTakesTooLongIsEndedAndNamed() throws Exception {
    Result result =
        project.run(
            "ci",
            "--backend",
            "embedded",
            "--timeout",
            "30",
            "--output",
            "out",
            "--",
            "sleep",
            "999");

    assertThat(result.exitCode()).as(result.toString()).isEqualTo(1);
    assertThat(result.error())
        .contains("it was not done within 30 s, and waited for the command to end: sleep 999");
    assertThat(text(file("out"), "junit.xml")).contains("name=\"timeout\"");
    assertThat(project.left()).isEmpty();
  }

  @Test
  void theExampleOfAPythonTeamPasses() throws Exception {
    copy(EXAMPLE, project.folder());
    String python = project.script("../fixtures/cortex-client/install");

    Result result =
        project.run(
            "ci",
            "--smoke",
            "smoke.yaml",
            "--",
            "env",
            "PYTHONPATH=" + python,
            "PYTHONDONTWRITEBYTECODE=1",
            "python3",
            "-m",
            "pytest",
            "-p",
            "no:cacheprovider",
            "tests");

    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.output()).contains("6 passed", "the command ended with exit code 0");
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = to.resolve(from.relativize(file));
        Files.createDirectories(copy.getParent());
        Files.deleteIfExists(copy);
        Files.copy(file, copy);
      }
    }
  }
}
