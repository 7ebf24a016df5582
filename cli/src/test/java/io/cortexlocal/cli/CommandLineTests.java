package io.cortexlocal.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cortexlocal.cli.io.Streams;
import io.cortexlocal.config.CortexDocumentation;
import io.cortexlocal.config.schema.Rules;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class CommandLineTests {

  private static final String CLEAN =
      """
      - name: a1
        kind: RealtimeAPI
        pod:
          containers:
            - name: c
              image: quay.io/o/i:1
              readiness_probe: {http_get: {port: 8080}}
      """;
  private static final String WARNED =
      CLEAN.replace("i:1", "i").replaceFirst(" +readiness_probe.*\n", "");
  private static final String BROKEN = CLEAN.replace("RealtimeAPI", "realtimeapi");
  private static final String BROKEN_MESSAGE =
      "cortex.yaml: a1: kind: invalid value (got \"realtimeapi\", must be \"RealtimeAPI\","
          + " \"BatchAPI\", \"TrafficSplitter\", \"TaskAPI\", or \"AsyncAPI\")";

  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Map<String, String> environment = Map.of();
  private boolean terminal;
  private String input = "";
  private String file;

  @BeforeEach
  void nameFile() {
    file = folder.resolve("cortex.yaml").toString();
  }

  private int run(String... arguments) {
    Streams streams =
        new Streams(
            new ByteArrayInputStream(input.getBytes(UTF_8)),
            new PrintWriter(out),
            new PrintWriter(err),
            terminal,
            environment);
    return Launcher.execute(streams, arguments);
  }

  private String write(String name, String content) throws IOException {
    Path path = folder.resolve(name);
    Files.createDirectories(path.getParent());
    Files.writeString(path, content);
    return path.toString();
  }

  private JsonNode json() throws IOException {
    return new ObjectMapper().readTree(out.toString());
  }

  @Test
  void aCleanFileEndsWithZero() throws IOException {
    write("cortex.yaml", CLEAN);

    assertThat(run("validate", file)).isZero();
    assertThat(out)
        .hasToString(
            """
            note: node_groups and the cluster's capacity were not checked (no --cluster)
            1 file: 0 errors, 0 warnings
            """);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void textShowsTheLineWithACaret() throws IOException {
    write("cortex.yaml", BROKEN);

    assertThat(run("validate", file)).isEqualTo(1);
    assertThat(out.toString())
        .startsWith(
            file
                + ":2:9: error: "
                + BROKEN_MESSAGE
                + " [configreader.invalid_str]\n"
                + "  2 |   kind: realtimeapi\n"
                + "    |         ^^^^^^^^^^^\n"
                + "  help: did you mean \"RealtimeAPI\"?\n\n"
                + "api configuration schema can be found at https://docs.cortexlabs.com/v/0.42/\n");
  }

  @Test
  void textIsColouredOnATerminalOnly() throws IOException {
    write("cortex.yaml", BROKEN);
    run("validate", file);
    assertThat(out.toString()).doesNotContain("\u001B");

    terminal = true;
    run("validate", file);
    assertThat(out.toString()).contains("\u001B[1;31merror: ");

    out.getBuffer().setLength(0);
    environment = Map.of("NO_COLOR", "1");
    run("validate", file);
    assertThat(out.toString()).doesNotContain("\u001B");
  }

  @Test
  void textNeverSendsControlCharactersOfAFileToATerminal() throws IOException {
    write("cortex.yaml", "- {name: \"a\\e[31m\\u2066b\", kind: RealtimeAPI}\n");

    run("validate", file);
    assertThat(out.toString())
        .contains("a\\u001b[31m\\u2066b")
        .doesNotContain("\u001B")
        .doesNotContain("\u2066");
  }

  @Test
  void jsonHasOneObjectPerFile() throws IOException {
    String clean = write("a/cortex.yaml", CLEAN);
    String broken = write("b/cortex.yaml", BROKEN);

    assertThat(run("validate", "--format", "json", clean, broken)).isEqualTo(1);
    assertThat(json()).hasSize(2);
    assertThat(json().get(0).get("file").asText()).isEqualTo(clean);
    assertThat(json().get(0).get("valid").asBoolean()).isTrue();
    assertThat(json().get(0).get("findings")).isEmpty();
    JsonNode finding = json().get(1).get("findings").get(0);
    assertThat(json().get(1).get("valid").asBoolean()).isFalse();
    assertThat(finding.get("kind").asText()).isEqualTo("configreader.invalid_str");
    assertThat(finding.get("message").asText())
        .isEqualTo(BROKEN_MESSAGE + CortexDocumentation.SCHEMA_TRAILER);
    assertThat(finding.get("line").asInt()).isEqualTo(2);
    assertThat(finding.get("column").asInt()).isEqualTo(9);
    assertThat(finding.get("path").asText()).isEqualTo("[0].kind");
    assertThat(finding.get("severity").asText()).isEqualTo("error");
    assertThat(finding.get("suggestion").asText()).isEqualTo("did you mean \"RealtimeAPI\"?");
    assertThat(finding.get("documentation").asText()).isNotEmpty();
  }

  @Test
  void warningsFailAStrictRunOnly() throws IOException {
    write("cortex.yaml", WARNED);

    assertThat(run("validate", file)).isZero();
    assertThat(run("validate", "--strict", file)).isEqualTo(1);
    assertThat(run("validate", "--strict", "--ignore", "cortex-local.readiness-gap", file))
        .isZero();
    assertThat(run("validate", "--strict", "--ignore", "readiness-gap", file)).isZero();
  }

  @Test
  void notesFailARunOnlyWhenThatIsAskedFor() throws IOException {
    write("cortex.yaml", CLEAN.replace("i:1", "i"));

    assertThat(run("validate", "--strict", file)).isZero();
    assertThat(out.toString()).contains(":6:16: note: ", "1 file: 0 errors, 0 warnings, 1 note\n");
    assertThat(run("validate", "--fail-on", "latest-tag", file)).isEqualTo(1);
    assertThat(run("validate", "--fail-on", "spec.no_apis", file)).isEqualTo(2);
    assertThat(err.toString())
        .contains("--fail-on: spec.no_apis is an error of Cortex and always fails");
  }

  @Test
  void linksAreThoseOfTheVersionThatIsAskedFor() throws IOException {
    write("cortex.yaml", BROKEN);

    assertThat(run("validate", "--upstream", "0.42.1", file)).isEqualTo(1);
    assertThat(out.toString())
        .endsWith(
            """

            api configuration schema can be found at https://docs.cortex.dev/v/0.42/
            note: node_groups and the cluster's capacity were not checked (no --cluster)
            1 file: 1 error, 0 warnings
            """);
    out.getBuffer().setLength(0);
    run("validate", "--upstream", "master", "--format", "json", file);
    assertThat(out.toString()).contains("can be found at https://docs.cortexlabs.com/v/master/\"");
    assertThat(run("validate", "--upstream", "0.41", file)).isEqualTo(2);
    assertThat(err.toString()).contains("expected one of 0.42, 0.42.0, 0.42.1, master, but was");
  }

  @Test
  void errorsAndUnknownKindsCannotBeIgnored() {
    assertThat(run("validate", "--ignore", "spec.no_apis", file)).isEqualTo(2);
    assertThat(run("validate", "--ignore", "nonsense", file)).isEqualTo(2);
    assertThat(run("validate", "--ignore", "lastest-tag", file)).isEqualTo(2);
    assertThat(err.toString())
        .contains("--ignore: spec.no_apis is an error of Cortex and cannot be left out")
        .contains(
            "--ignore: there is no rule \"nonsense\" (cortex-local explain lists all)",
            "--ignore: there is no rule \"lastest-tag\"; did you mean \"latest-tag\"?");
  }

  @Test
  void anUnreadableFileDoesNotStopTheOthers() throws IOException {
    String broken = write("b/cortex.yaml", BROKEN);
    String missing = folder.resolve("missing.yaml").toString();

    assertThat(run("validate", "--format", "json", missing, folder.toString(), broken))
        .isEqualTo(2);
    assertThat(json()).hasSize(3);
    assertThat(json().get(0).get("findings").get(0).get("kind").asText())
        .isEqualTo("files.file_does_not_exist");
    assertThat(json().get(0).get("findings").get(0).get("message").asText())
        .isEqualTo(missing + ": file does not exist");
    assertThat(json().get(1).get("findings").get(0).get("kind").asText())
        .isEqualTo("files.not_a_file");
    assertThat(json().get(2).get("findings").get(0).get("kind").asText())
        .isEqualTo("configreader.invalid_str");
  }

  @Test
  void standardInputIsCalledCortexYaml() throws IOException {
    input = BROKEN;

    assertThat(run("validate", "--format=json", "-")).isEqualTo(1);
    assertThat(json().get(0).get("file").asText()).isEqualTo("-");
    assertThat(json().get(0).get("findings").get(0).get("message").asText())
        .startsWith("cortex.yaml: a1: kind: ");
  }

  @Test
  void globsAreExpandedInOrder() throws IOException {
    write("b/cortex.yaml", CLEAN);
    write("a/x/cortex.yaml", BROKEN);
    write("cortex.yaml", CLEAN);

    assertThat(run("validate", "--format", "json", folder + "/**/*.yaml")).isEqualTo(1);
    assertThat(json().findValuesAsText("file"))
        .containsExactly(
            folder + "/a/x/cortex.yaml", folder + "/b/cortex.yaml", folder + "/cortex.yaml");
    assertThat(run("validate", folder + "/*.yml")).isEqualTo(2);
    assertThat(err.toString()).contains("no file matches " + folder + "/*.yml");
  }

  @Test
  void sarifIsCompleteWithAndWithoutFindings() throws IOException {
    write("cortex.yaml", CLEAN);
    assertThat(run("validate", "--format", "sarif", file)).isZero();
    JsonNode run = json().get("runs").get(0);
    assertThat(json().get("version").asText()).isEqualTo("2.1.0");
    assertThat(run.get("results")).isEmpty();
    assertThat(run.get("tool").get("driver").get("name").asText()).isEqualTo("cortex-local");
    assertThat(run.get("tool").get("driver").get("rules")).hasSize(Rules.all().size());

    out.getBuffer().setLength(0);
    write("cortex.yaml", BROKEN + BROKEN);
    run("validate", "--format", "sarif", file);
    JsonNode results = json().get("runs").get(0).get("results");
    JsonNode first = results.get(0);
    JsonNode region = first.at("/locations/0/physicalLocation/region");
    assertThat(results).hasSize(2);
    assertThat(first.get("ruleId").asText()).isEqualTo("configreader.invalid_str");
    assertThat(
            json()
                .at("/runs/0/tool/driver/rules/" + first.get("ruleIndex").asInt() + "/id")
                .asText())
        .isEqualTo("configreader.invalid_str");
    assertThat(region.get("startLine").asInt()).isEqualTo(2);
    assertThat(region.get("endColumn").asInt()).isEqualTo(20);
    assertThat(results.findValuesAsText("finding/v1")).doesNotHaveDuplicates();
  }

  @Test
  void sarifFingerprintsStayWhenLinesMove() throws IOException {
    write("cortex.yaml", BROKEN);
    run("validate", "--format", "sarif", file);
    String before = json().findValuesAsText("finding/v1").get(0);

    out.getBuffer().setLength(0);
    write("cortex.yaml", "# a comment\n\n" + BROKEN);
    run("validate", "--format", "sarif", file);
    assertThat(json().findValuesAsText("finding/v1")).containsExactly(before);
  }

  @Test
  void junitHasASuitePerFile() throws Exception {
    String broken = write("b/cortex.yaml", BROKEN.replace("a1", "\"a\\x01<1\""));
    write("cortex.yaml", CLEAN);

    assertThat(run("validate", "--format", "junit", file, broken)).isEqualTo(1);
    Element suites =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(out.toString())))
            .getDocumentElement();
    Element clean = (Element) suites.getElementsByTagName("testsuite").item(0);
    Element failed = (Element) suites.getElementsByTagName("testsuite").item(1);
    assertThat(clean.getAttribute("failures")).isEqualTo("0");
    assertThat(clean.getElementsByTagName("testcase").getLength()).isEqualTo(1);
    assertThat(failed.getAttribute("failures")).isEqualTo("2");
    Element failure = (Element) failed.getElementsByTagName("failure").item(0);
    assertThat(failure.getAttribute("type")).isEqualTo("urls.dns1035");
  }

  @Test
  void githubKeepsToTenErrorsAndWritesTheRestIntoTheSummary() throws IOException {
    write("cortex.yaml", "- {name: a, kind: x}\n".repeat(12));
    Path summary = folder.resolve("summary.md");
    environment = Map.of("GITHUB_STEP_SUMMARY", summary.toString());

    assertThat(run("validate", "--format", "github", file)).isEqualTo(1);
    assertThat(out.toString().lines().filter(line -> line.startsWith("::error "))).hasSize(10);
    assertThat(out.toString())
        .startsWith(
            "::error file="
                + file
                + ",line=1,endLine=1,col=19,endColumn=20,title=configreader.invalid_str::cortex.yaml:"
                + " a: kind: invalid value")
        .endsWith("::notice::2 more findings: see the step's summary\n")
        .contains("%0A%0Aapi configuration schema");
    assertThat(Files.readString(summary).lines().filter(line -> line.startsWith("| error")))
        .hasSize(12);
  }

  @Test
  void severalFormatsGoToTheirFiles() throws IOException {
    write("cortex.yaml", BROKEN);
    Path sarif = folder.resolve("out.sarif");
    Path json = folder.resolve("out.json");

    assertThat(
            run(
                "validate",
                "--format",
                "text",
                "--format",
                "sarif",
                "--output",
                sarif.toString(),
                "--format",
                "json",
                "--output",
                json.toString(),
                file))
        .isEqualTo(1);
    assertThat(out.toString()).contains("1 file: 1 error, 0 warnings");
    assertThat(Files.readString(sarif)).contains("\"2.1.0\"");
    assertThat(Files.readString(json)).startsWith("[");
  }

  @Test
  void wrongUsageEndsWithTwo() throws IOException {
    write("cortex.yaml", CLEAN);

    assertThat(run("validate", "--format", "json", "--format", "sarif", file)).isEqualTo(2);
    assertThat(run("validate", "--format", "xml", file)).isEqualTo(2);
    assertThat(run("validate", "--nonsense", file)).isEqualTo(2);
    assertThat(run("validate", "--format", "json", "--output", folder + "/no/x", file))
        .isEqualTo(2);
    assertThat(run("nonsense")).isEqualTo(2);
    assertThat(err.toString())
        .contains("only one format can go to standard output: give the others an --output FILE")
        .contains("cannot write " + folder + "/no/x: there is no such folder")
        .doesNotContain("\tat ");
  }

  @Test
  void formatsAreNamedAsTheyAreWritten() throws IOException {
    write("cortex.yaml", CLEAN);

    assertThat(run("validate", "--format", "xml", file)).isEqualTo(2);
    assertThat(run("validate", "--color", "red", file)).isEqualTo(2);
    assertThat(err.toString())
        .contains(
            "Invalid value for option '--format': expected one of text, json, sarif, junit,"
                + " github, gitlab, but was \"xml\"\n",
            "Invalid value for option '--color': expected one of auto, always, never, but was"
                + " \"red\"\n");
    assertThat(run("validate", "--format=JSON", "--color=NEVER", file)).isZero();
    assertThat(json()).hasSize(1);
  }

  @Test
  void anOutputInFrontOfItsFormatIsRefused() throws IOException {
    write("cortex.yaml", CLEAN);
    Path report = folder.resolve("out.json");

    assertThat(run("validate", "--output", report.toString(), "--format", "json", file))
        .isEqualTo(2);
    assertThat(err)
        .hasToString(
            "cortex-local: --output follows its --format: --format json --output " + report + "\n");
    assertThat(report).doesNotExist();
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void withoutAFileToReadOneIsAskedFor() {
    assertThat(Path.of("cortex.yaml")).doesNotExist();

    assertThat(run("validate")).isEqualTo(2);
    assertThat(err)
        .hasToString(
            "cortex-local: there is no cortex.yaml here; name a file: cortex-local validate FILE\n");
  }

  @Test
  void aGlobBelowAMissingDirectoryNamesTheDirectory() {
    String nothing = folder.resolve("nothing").toString();

    assertThat(run("validate", nothing + "/**/*.yaml")).isEqualTo(2);
    assertThat(err)
        .hasToString(
            "cortex-local: no file matches %1$s/**/*.yaml: the directory %1$s does not exist\n"
                .formatted(nothing));
  }

  @Test
  void ofAMissingFileOnlyItsAbsenceIsReported() {
    assertThat(run("validate", file)).isEqualTo(2);
    assertThat(out)
        .hasToString(
            file
                + ": error: file does not exist [files.file_does_not_exist]\n\n"
                + "1 file: 1 error, 0 warnings\n");

    for (String format : new String[] {"junit", "sarif"}) {
      out.getBuffer().setLength(0);
      run("validate", "--format", format, file);
      assertThat(out.toString()).contains("file does not exist").doesNotContain("not checked");
    }
  }

  @Test
  void anUnknownCommandIsAnsweredWithTheOneThatWasMeant() {
    assertThat(run("valdate", "x.yaml")).isEqualTo(2);
    assertThat(err)
        .hasToString("cortex-local: there is no command \"valdate\"; did you mean \"validate\"?\n");
    err.getBuffer().setLength(0);
    assertThat(run("cluster", "up")).isEqualTo(2);
    assertThat(err)
        .hasToString(
            "cortex-local: there is no command \"cluster\"; there are demo, up, env, status, deploy,"
                + " refresh, logs, describe, request, scale, exec, delete, down, ci, doctor,"
                + " validate, migrate, explain, schema, get, completion, help\n");
  }

  @Test
  void aCommandsHelpHasTheSettingsThatItReads() {
    assertThat(run("demo", "--help")).isZero();
    assertThat(out.toString())
        .contains("CORTEX_LOCAL_TIMEOUT")
        .contains("  cortex.local.timeout (2m)\n      for an API to come up")
        .contains("  cortex.local.embedded.gpus (0)\n")
        .doesNotContain("cortex.local.backend", "cortex.local.k3s.image", "`");
    out.getBuffer().setLength(0);
    assertThat(run("doctor", "--help")).isZero();
    assertThat(out.toString())
        .contains("  cortex.local.k3s.image (rancher/k3s:v1.34.4-k3s1)\n      the node")
        .contains("  cortex.local.embedded.user-namespace\n")
        .doesNotContain("cortex.local.timeout (");
    out.getBuffer().setLength(0);
    assertThat(run("validate", "--help")).isZero();
    assertThat(out.toString()).doesNotContain("cortex.local.");
  }

  @Test
  void everyCommandIsKnownByName() {
    for (String name : Subcommands.names()) {
      assertThat(run(name, "--help")).as(name).isZero();
    }
  }

  @Test
  void theClusterIsChecked() throws IOException {
    write("cortex.yaml", CLEAN + "  node_groups: [gpu]\n");
    String cluster = write("cluster.yaml", "node_groups: [{name: cpu, instance_type: m5.large}]\n");

    assertThat(run("validate", "--cluster", cluster, file)).isEqualTo(1);
    assertThat(out.toString())
        .contains("node group \"gpu\" doesn't exist")
        .doesNotContain("were not checked");
    assertThat(run("validate", "--cluster", write("bad.yaml", "- x\n"), file)).isEqualTo(2);
    assertThat(err.toString()).contains("bad.yaml: line 1: a cluster configuration is a map");
  }

  @Test
  void simpleArgumentsMeanTheSameWithAndWithoutTheParser() throws IOException {
    write("cortex.yaml", WARNED);

    int simple = run("validate", "--strict", "--format", "json", file);
    String expected = out.toString();
    out.getBuffer().setLength(0);

    assertThat(run("validate", "--strict", "--format=json", file)).isEqualTo(simple);
    assertThat(out).hasToString(expected);
  }

  @Test
  void explainTellsOfEveryRule() {
    assertThat(run("explain")).isZero();
    Rules.all().forEach(rule -> assertThat(out.toString()).contains(rule.kind()));
    assertThat(run("explain", "configreader.too_long")).isZero();
    assertThat(out.toString())
        .contains("Cortex counts bytes of UTF-8", "networking.endpoint", "must be no more than …");
    assertThat(run("explain", "configreader.to_long")).isEqualTo(2);
    assertThat(err.toString()).contains("did you mean \"configreader.too_long\"?");
  }

  @Test
  void explainTakesAWarningWithoutItsPrefix() {
    assertThat(run("explain", "cortex-local.readiness-gap")).isZero();
    String expected = out.toString();
    out.getBuffer().setLength(0);

    assertThat(run("explain", "readiness-gap")).isZero();
    assertThat(out).hasToString(expected);
    assertThat(expected).startsWith("cortex-local.readiness-gap: ");
    assertThat(run("explain", "readines-gap")).isEqualTo(2);
    assertThat(err)
        .hasToString(
            "cortex-local: there is no rule \"readines-gap\"; did you mean \"readiness-gap\"?"
                + " (cortex-local explain lists all)\n");
  }

  @Test
  void schemaKnowsEveryKind() throws IOException {
    assertThat(run("schema")).isZero();
    JsonNode schema = json();
    Set<String> kinds = new HashSet<>();
    schema.get("definitions").fieldNames().forEachRemaining(kinds::add);
    JsonNode api = schema.at("/definitions/RealtimeAPI");

    assertThat(kinds)
        .containsExactlyInAnyOrder(
            "RealtimeAPI", "BatchAPI", "TrafficSplitter", "TaskAPI", "AsyncAPI");
    assertThat(api.get("additionalProperties").asBoolean()).isFalse();
    assertThat(api.at("/properties/pod/properties/max_concurrency/maximum").asInt())
        .isEqualTo(30_000);
    assertThat(api.at("/properties/pod/required/0").asText()).isEqualTo("containers");
    assertThat(schema.at("/definitions/TaskAPI/properties/autoscaling").isMissingNode()).isTrue();
  }

  @Test
  void helpStatesTheExitCodes() {
    assertThat(run("validate", "--help")).isZero();
    assertThat(out.toString()).contains("1   There are errors, or warnings with --strict.");
    assertThat(run()).isZero();
    assertThat(out.toString()).contains("validate", "explain", "schema");
  }

  @Test
  void helpIsACommandToo() {
    assertThat(helpOf("help")).isEqualTo(helpOf("--help")).startsWith("Usage: cortex-local ");
    assertThat(helpOf("help", "validate"))
        .isEqualTo(helpOf("validate", "--help"))
        .startsWith("Usage: cortex-local validate ");
  }

  private String helpOf(String... arguments) {
    out.getBuffer().setLength(0);
    assertThat(run(arguments)).isZero();
    return out.toString();
  }

  @Test
  void fixesAreInJsonAndSarif() throws IOException {
    write("cortex.yaml", CLEAN.replace("RealtimeAPI", "RealtimeApi"));

    run("validate", "--format", "json", file);
    JsonNode edit = json().at("/0/findings/0/fixes/0/edits/0");
    assertThat(edit.toString())
        .isEqualTo(
            "{\"line\":2,\"column\":9,\"endLine\":2,\"endColumn\":20,\"text\":\"RealtimeAPI\"}");
    out.getBuffer().setLength(0);
    run("validate", "--format", "sarif", file);
    JsonNode replacement = json().at("/runs/0/results/0/fixes/0/artifactChanges/0/replacements/0");
    assertThat(replacement.at("/deletedRegion/startColumn").asInt()).isEqualTo(9);
    assertThat(replacement.at("/insertedContent/text").asText()).isEqualTo("RealtimeAPI");
  }

  @Test
  void fixChangesTheFileAndReportsWhatIsLeft() throws IOException {
    write("cortex.yaml", CLEAN.replace("RealtimeAPI", "RealtimeApi  # ours"));

    assertThat(run("validate", "--fix", file)).isZero();
    assertThat(Path.of(file)).hasContent(CLEAN.replace("RealtimeAPI", "RealtimeAPI  # ours"));
    assertThat(err).hasToString("fixed " + file + ": line 2: write RealtimeAPI\n");
    assertThat(run("validate", "--fix", file)).isZero();
    assertThat(err.toString().lines()).hasSize(1);
    assertThat(run("validate", "--fix", "-")).isEqualTo(2);
  }

  @Test
  void wrongUsageIsSaidBeforeAFileIsChanged() throws IOException {
    write("cortex.yaml", BROKEN);

    assertThat(run("validate", "--fix", "--fail-on", "nonsense", file)).isEqualTo(2);
    assertThat(Path.of(file)).hasContent(BROKEN);
  }

  @Test
  void migrateReadsStandardInputAndMayWriteOverItsInput() throws IOException {
    input = "- {name: a, predictor: {path: p.py}}\r\n";
    assertThat(run("migrate", "-")).isZero();
    write("cortex.yaml", input);
    assertThat(run("migrate", file, "--output", file)).isZero();
    assertThat(Path.of(file)).hasContent(out.toString());
  }

  @Test
  void migrateWritesAnOldFileAnew() throws IOException {
    write("cortex.yaml", "- {name: a, predictor: {path: p.py}}\n");

    assertThat(run("migrate", file)).isZero();
    assertThat(out.toString()).contains("- name: a\n  kind: RealtimeAPI\n  pod:\n");
    assertThat(err).hasToString("cortex-local: 2 lines with TODO: decide there\n");
    String output = folder.resolve("new.yaml").toString();
    assertThat(run("migrate", file, "--output", output)).isZero();
    assertThat(Path.of(output)).hasContent(out.toString());
    assertThat(run("migrate", folder.resolve("none").toString())).isEqualTo(2);
    write("cortex.yaml", "- {");
    assertThat(run("migrate", file)).isEqualTo(1);
    assertThat(err.toString()).contains("cortex.yaml: line 1, column 4: invalid yaml: ");
  }

  @Test
  void anOldClusterYamlSaysThatItIsOld() throws IOException {
    write("cortex.yaml", CLEAN);
    String old = write("cluster.yaml", "cluster_name: cortex\ninstance_type: g4dn.xlarge\n");

    assertThat(run("validate", "--cluster", old, file)).isEqualTo(2);
    assertThat(err.toString())
        .contains(
            "cluster.yaml: line 2: node_groups is missing; this cluster.yaml is for Cortex before"
                + " it had node groups, which had instance_type itself");
    assertThat(run("validate", "--cluster", file, file)).isEqualTo(2);
    assertThat(err.toString()).contains("this is a list, as a cortex.yaml is");
  }

  @Test
  void gitlabHasWhatItsMergeRequestsShow() throws IOException {
    write("cortex.yaml", BROKEN + WARNED.replace("a1", "a2"));

    assertThat(run("validate", "--format", "gitlab", file)).isEqualTo(1);
    assertThat(json().findValuesAsText("severity")).containsExactly("critical", "minor", "info");
    assertThat(json().at("/0/location/path").asText()).isEqualTo(file);
    assertThat(json().at("/0/location/lines/begin").asInt()).isEqualTo(2);
    assertThat(json().at("/0/check_name").asText()).isEqualTo("configreader.invalid_str");
    assertThat(json().findValuesAsText("fingerprint")).doesNotHaveDuplicates();
  }

  @Test
  void schemaHasWhatEditorsShow() throws IOException {
    assertThat(run("schema", "cortex.yaml")).isZero();
    JsonNode pod = json().at("/definitions/RealtimeAPI/properties/pod");
    JsonNode period =
        pod.at(
            "/properties/containers/items/properties/liveness_probe/anyOf/0/properties"
                + "/period_seconds");

    assertThat(period.get("default").asInt()).isEqualTo(10);
    assertThat(period.get("description").asText()).startsWith("Seconds between two probes.");
    assertThat(pod.get("x-cortex-since").asText()).isEqualTo("0.36");
    assertThat(pod.at("/properties/containers/items/properties/image/examples/0").asText())
        .isEqualTo("quay.io/acme/text-generator:1.4.2");
    assertThat(pod.at("/properties/port/default").asInt()).isEqualTo(8080);
  }

  @Test
  void schemaOfTheLocalFileHasItsKeys() throws IOException {
    assertThat(run("schema", "cortex-local.yaml")).isZero();
    JsonNode source = json().at("/properties/images/additionalProperties/properties");

    assertThat(source.fieldNames()).toIterable().containsExactly("build", "archive", "run");
    assertThat(source.at("/run/properties").fieldNames())
        .toIterable()
        .containsExactly("command", "directory", "environment");
    JsonNode api = json().at("/properties/apis/additionalProperties/properties");
    assertThat(api.fieldNames())
        .toIterable()
        .containsExactly("environment", "env_file", "containers");
    assertThat(api.at("/containers/additionalProperties/properties").fieldNames())
        .toIterable()
        .containsExactly("environment", "env_file");
    JsonNode port = json().at("/properties/host/properties/ports/items");
    assertThat(port.at("/minimum").intValue()).isEqualTo(1);
    assertThat(port.at("/maximum").intValue()).isEqualTo(65_535);
    assertThat(run("schema", "other.yaml")).isEqualTo(2);
  }
}
