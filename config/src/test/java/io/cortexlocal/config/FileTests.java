package io.cortexlocal.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole files: what people met trouble with, and shapes that Cortex's own examples have. */
class FileTests {

  private static final String UNSUPPORTED = "configreader.unsupported_key";

  /** What is found in each file, in order: place, kind, and the beginning of the help. */
  private static final Map<String, List<String>> FOUND =
      Map.ofEntries(
          Map.entry(
              "splitter-of-a-worker",
              List.of("4:14 resources.apis_not_deployed resizer is in this file as AsyncAPI")),
          Map.entry(
              "splitter-of-misspelled-kinds",
              List.of(
                  "7:9 configreader.invalid_str did you mean \"RealtimeAPI\"?",
                  "10:9 configreader.invalid_str did you mean \"RealtimeAPI\"?")),
          Map.entry(
              "kind-of-2020", List.of("2:9 configreader.invalid_str write RealtimeAPI: SyncAPI")),
          Map.entry(
              "predictor",
              List.of(
                  "1:3 configreader.must_be_defined this is a file for Cortex before 0.36",
                  "12:5 " + UNSUPPORTED + " api_gateway → gone",
                  "9:5 " + UNSUPPORTED + " target_replica_concurrency → ",
                  "10:5 " + UNSUPPORTED + " max_replica_concurrency → pod.max_concurrency",
                  "3:3 " + UNSUPPORTED + " predictor → gone with 0.34",
                  "6:3 " + UNSUPPORTED + " compute → pod.containers[].compute")),
          Map.entry(
              "deployment",
              List.of(
                  "1:9 configreader.invalid_str this is a file for Cortex before 0.13",
                  "3:9 configreader.invalid_str this is a file for Cortex before 0.13")),
          Map.entry(
              "probe-of-a-side-container",
              List.of("6:15 cortex-local.readiness-gap with a path that answers")),
          Map.entry(
              "probe-that-only-connects",
              List.of("9:23 cortex-local.readiness-tcp-only if the server answers a path")),
          Map.entry(
              "shared-memory-twice",
              List.of("11:34 cortex-local.shm-in-several-containers leave shm to one")),
          Map.entry(
              "shell-line-as-probe",
              List.of("10:23 cortex-local.shell-line write command: [\"sh\", \"-c\", \"pgrep")),
          Map.entry(
              "killed-before-it-is-asked",
              List.of("11:11 cortex-local.liveness-before-readiness in the liveness probe: init")),
          Map.entry(
              "variable-names",
              List.of(
                  "7:35 cortex-local.env-name such as \"_3RD_PARTY\"",
                  "7:15 cortex-local.env-name such as \"DATA_PATH\"")),
          Map.entry(
              "wrong-levels",
              List.of(
                  "6:5 " + UNSUPPORTED + " its place is pod.containers[].liveness_probe",
                  "7:5 " + UNSUPPORTED + " its place is pod.containers[].compute",
                  "3:3 " + UNSUPPORTED + " its place is pod.max_queue_length",
                  "4:3 " + UNSUPPORTED + " autoscaling.min_replicas and")),
          Map.entry(
              "number-in-env", List.of("7:27 configreader.invalid_primitive_type write \"8\"")),
          Map.entry("one-map", List.of("1:1 spec.malformed_config put \"- \" before name")),
          Map.entry("dollar", List.of("7:28 cortex-local.shell-variable write $(CORTEX_PORT)")),
          Map.entry(
              "call-of-nobody",
              List.of("7:21 cortex-local.unknown-endpoint did you mean \"/classifier\"?")));

  private static Path folder(String name) throws URISyntaxException {
    return Path.of(FileTests.class.getResource(name).toURI());
  }

  private static Stream<Path> files(String folder) throws IOException, URISyntaxException {
    try (Stream<Path> files = Files.list(folder(folder))) {
      return files.sorted().toList().stream();
    }
  }

  static Stream<Path> people() throws IOException, URISyntaxException {
    return files("people");
  }

  static Stream<Path> examples() throws IOException, URISyntaxException {
    return files("examples");
  }

  private static String name(Path file) {
    return file.getFileName().toString().replace(".yaml", "");
  }

  @Test
  void everyFileHasItsExpectation() throws IOException, URISyntaxException {
    assertThat(people().map(FileTests::name)).containsExactlyInAnyOrderElementsOf(FOUND.keySet());
  }

  @ParameterizedTest
  @MethodSource("people")
  void whatIsFoundIsTheWholeTruthAndHelps(Path file) {
    List<Finding> findings = CortexConfig.parse(file).findings();
    List<String> expected = FOUND.get(name(file));

    assertThat(findings).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      Finding finding = findings.get(i);
      assertThat(
              "%d:%d %s %s"
                  .formatted(
                      finding.line(),
                      finding.column(),
                      finding.kind(),
                      finding.suggestion().orElse("")))
          .startsWith(expected.get(i));
    }
  }

  /** Only that the images have no version, which those have not, and which is a note. */
  @ParameterizedTest
  @MethodSource("examples")
  void anExampleIsValidWithoutAWarning(Path file) {
    ParseResult result = CortexConfig.parse(file);

    assertThat(result).isInstanceOf(ParseResult.Valid.class);
    assertThat(result.findings()).filteredOn(f -> f.severity() != Severity.NOTE).isEmpty();
  }

  @Test
  void anExampleForACortexThatIsNotOutYetIsRefusedAtTheKeyThatIsElsewhere() {
    String yaml =
        Yaml.api("a", "RealtimeAPI", "containers: []", ", autoscaling: {max_concurrency: 1}");

    assertThat(Yaml.parse(yaml).findings())
        .filteredOn(finding -> finding.kind().equals(UNSUPPORTED))
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.suggestion()).hasValue("its place is pod.max_concurrency"));
  }
}
