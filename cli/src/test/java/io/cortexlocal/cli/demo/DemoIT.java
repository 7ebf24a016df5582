package io.cortexlocal.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.istio.envoy.EnvoyExecutable;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs the demo as a user does, in a process of its own, from the jar. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class DemoIT {

  private static final Path CHECKOUT = Path.of("").toAbsolutePath().getParent();

  @TempDir private Path temporary;

  private Process demo;

  @AfterEach
  void endTheDemo() {
    if (demo != null) {
      demo.destroyForcibly();
    }
  }

  private Process start(Path home, Map<String, String> environment, String... arguments)
      throws IOException {
    Path files = Files.createDirectory(temporary.resolve("files"));
    List<String> command =
        new ArrayList<>(
            List.of(
                // Else it is ignored where this runs in the background.
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-Djava.io.tmpdir=" + files,
                "-Dcortex.local.home=" + home,
                "-cp",
                "target/cortex-local.jar:target/lib/*",
                "io.cortexlocal.cli.Launcher",
                "demo"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("TMPDIR", files.toString());
    builder.environment().putAll(environment);
    demo = builder.start();
    return demo;
  }

  private BufferedReader output() {
    return new BufferedReader(new InputStreamReader(demo.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Reads until a line that begins so, and returns all that was read. */
  private static String readUntil(BufferedReader output, String beginning) throws IOException {
    StringBuilder read = new StringBuilder();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      read.append(line).append('\n');
      if (line.startsWith(beginning)) {
        return read.toString();
      }
    }
    throw new AssertionError("no line begins with \"" + beginning + "\" in:\n" + read);
  }

  private String rest() throws IOException {
    return new String(demo.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private void assertNothingIsLeft(List<ProcessHandle> itsProcesses) throws Exception {
    for (ProcessHandle process : itsProcesses) {
      process.onExit().get(10, TimeUnit.SECONDS);
    }
    try (Stream<Path> files = Files.walk(temporary.resolve("files"))) {
      assertThat(files.filter(file -> !file.equals(temporary.resolve("files")))).isEmpty();
    }
    assertThat(Files.readString(Path.of("/proc/self/mountinfo")))
        .doesNotContain("cortex-local /run", temporary.toString());
  }

  @Test
  void tellsWhatHappenedAndLeavesNothing() throws Exception {
    start(CHECKOUT, Map.of());
    demo.getOutputStream().close();
    BufferedReader output = output();
    String begun = readUntil(output, "Requests, as");
    List<ProcessHandle> its = demo.descendants().toList();

    String said = begun + readUntil(output, "Ended after");

    assertThat(demo.waitFor()).isZero();
    assertThat(its).hasSizeGreaterThan(5);
    assertNothingIsLeft(its);
    assertThat(said.lines())
        .anyMatch(
            line ->
                line.matches(
                    " +\\d+\\.\\d s {2}the gateway of the cluster is at http://127\\.0\\.0\\.1:\\d+"))
        .anyMatch(
            line ->
                line.matches(
                    " {2}POST /tokenizer/v1/tokenize {2}\"Hello, Ada!\" → 200 in .* s: \"Hello , Ada !\""))
        .anyMatch(
            line ->
                line.matches(
                    " {2}POST /text-generator/v1/generate\\?tokens=3 {2}\"to be or\" → 200 in .* s: \"or be to\""))
        .contains("tokenizer: max_concurrency 1, max_queue_length 4")
        .contains("text-generator: max_concurrency 2, max_queue_length 3")
        .anyMatch(line -> line.matches(" +\\d+\\.\\d{3} s {2}created"))
        .anyMatch(line -> line.matches(" +\\d+\\.\\d{3} s {2}port accepts connections"))
        .anyMatch(line -> line.matches(" +\\d+\\.\\d{3} s {2}Ready"))
        .anyMatch(
            line ->
                line.matches(
                    " +\\d+\\.\\d{3} s {2}POST /v1/generate\\?tokens=10 → 200 {2}queued [1-9]\\d*\\.\\d{3} s, worked on [1-9]\\d*\\.\\d{3} s"))
        .anyMatch(line -> line.matches("\\d+ known differences from Cortex 0.42, .*"))
        .anyMatch(line -> line.matches("Ended after \\d+\\.\\d s; nothing is left of it\\."))
        .noneMatch(line -> line.contains("INFO"));
    assertRefusalsAreToldAlike(said);
  }

  /** Two of twelve are worked on and three wait, and a slow machine sends the last ones later. */
  private static void assertRefusalsAreToldAlike(String said) {
    List<Integer> answers = numbers(said, "  … → (\\d+) × 200, (\\d+) × 503");
    assertThat(answers).hasSize(2);
    assertThat(answers.get(0)).isBetween(5, 7);
    assertThat(answers.get(1)).isEqualTo(12 - answers.get(0));
    // another request may have arrived between two of the refused ones
    assertThat(
            numbers(
                    said,
                    " +\\d+\\.\\d{3} s {2}(\\d+) × POST /v1/generate\\?tokens=10 → 503 {2}refused, the"
                        + " queue was full")
                .stream()
                .mapToInt(Integer::intValue)
                .sum())
        .isEqualTo(answers.get(1));
    // a second may begin between two of them, and before the container has the first
    List<String> bars =
        said.lines().filter(line -> line.matches(" +\\d+ s +\\d+ {2}█*░*×*")).toList();
    assertThat(bars).anyMatch(line -> line.matches(" +\\d+ s {3}2 {2}██░+×*"));
    assertThat(String.join("", bars).chars().filter(sign -> sign == '×')).hasSize(answers.get(1));
  }

  /** Returns the groups of each line that matches. */
  private static List<Integer> numbers(String said, String pattern) {
    Matcher matcher = Pattern.compile("^" + pattern + "$", Pattern.MULTILINE).matcher(said);
    List<Integer> numbers = new ArrayList<>();
    while (matcher.find()) {
      for (int group = 1; group <= matcher.groupCount(); group++) {
        numbers.add(Integer.valueOf(matcher.group(group)));
      }
    }
    return numbers;
  }

  @Test
  void holdsTheClusterUntilEnterWithAnEnvoyBelowTmp() throws Exception {
    Path envoy = Files.createSymbolicLink(temporary.resolve("envoy"), EnvoyExecutable.locate());
    start(CHECKOUT, Map.of("CORTEX_LOCAL_ENVOY", envoy.toString()), "--hold", "--verbose");
    BufferedReader output = output();

    assertThat(readUntil(output, "The cluster runs until you press Enter."))
        .contains("INFO CortexLocal - starting backend embedded");
    readUntil(output, "or: kubectl --kubeconfig /proc/");
    List<ProcessHandle> its = demo.descendants().toList();
    assertThat(its).hasSizeGreaterThan(5).allMatch(ProcessHandle::isAlive);
    try (OutputStream input = demo.getOutputStream()) {
      input.write('\n');
    }

    assertThat(readUntil(output, "Ended after")).isNotEmpty();
    assertThat(demo.waitFor()).isZero();
    assertNothingIsLeft(its);
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143"})
  void leavesNothingWhenItIsInterrupted(String signal, int exitCode) throws Exception {
    start(CHECKOUT, Map.of());
    readUntil(output(), "Requests, as");
    List<ProcessHandle> its = demo.descendants().toList();
    assertThat(its).hasSizeGreaterThan(5);

    Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(demo.pid())).start();

    assertThat(kill.waitFor()).isZero();
    assertThat(demo.waitFor()).isEqualTo(exitCode);
    assertNothingIsLeft(its);
  }

  @Test
  void showsTheEvidenceOfAnApiThatDoesNotComeUp() throws Exception {
    Path home = temporary.resolve("home");
    copy(CHECKOUT.resolve("examples/chained"), home.resolve("examples/chained"));
    Files.writeString(
        home.resolve("examples/chained/text-generator/TextGenerator.java"),
        "throw new Error(\"no model\");");
    start(home, Map.of("CORTEX_LOCAL_TIMEOUT", "60s"));
    demo.getOutputStream().close();

    String said = rest();

    assertThat(demo.waitFor()).as(said).isEqualTo(1);
    assertThat(said)
        .contains(
            "tokenizer serves", "cortex-local: ", "text-generator", "TextGenerator.java:1: error")
        .doesNotContain("\tat ");
    assertNothingIsLeft(List.of());
  }

  @Test
  void namesWhatTheMachineLacks() throws Exception {
    start(CHECKOUT, Map.of("CORTEX_LOCAL_ENVOY", "/nonexistent/envoy"));

    String said = rest();

    assertThat(demo.waitFor()).as(said).isEqualTo(2);
    assertThat(said)
        .startsWith(
            "cortex-local: CORTEX_LOCAL_ENVOY is '/nonexistent/envoy', which is not an executable"
                + " file");
  }

  @Test
  void namesASettingThatCannotBe() throws Exception {
    start(CHECKOUT, Map.of("CORTEX_LOCAL_EMBEDDED_GPUS", "many"));

    String said = rest();

    assertThat(demo.waitFor()).as(said).isEqualTo(2);
    assertThat(said)
        .isEqualTo(
            "cortex-local: cortex.local.embedded.gpus: expected a number from 0 to 9999, but it is"
                + " \"many\""
                + System.lineSeparator());
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }
}
