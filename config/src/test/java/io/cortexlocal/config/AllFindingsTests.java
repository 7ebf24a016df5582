package io.cortexlocal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AllFindingsTests {

  private static final String FILE =
      """
      - name: Text
        kind: RealtimeAPI
        pod:
          port: 8888
          containers:
            - name: server
              image: q.io/i:1
              readines_probe: {}
              compute: {mem: 1GB, shm: "1 Gi"}
              env: {CORTEX_A: b, KUBEXIT_B: c}
        autoscaling:
          min_replicas: 5
          max_replicas: 3
          window:
      - name: ok
        kind: realtime-api
      """;

  @Test
  void standAtTheirPlacesInCortexsOrder() {
    ParseResult result = Yaml.parse(FILE);

    assertThat(result.findings())
        .filteredOn(finding -> finding.severity() == Severity.ERROR)
        .extracting(Finding::kind, Finding::line, Finding::column, Finding::path)
        .containsExactly(
            tuple("urls.dns1035", 1, 9, "[0].name"),
            tuple("configreader.disallowed_value", 4, 11, "[0].pod.port"),
            tuple("k8s.parse_quantity", 9, 24, "[0].pod.containers[0].compute.mem"),
            tuple("k8s.parse_quantity", 9, 34, "[0].pod.containers[0].compute.shm"),
            tuple("configreader.unsupported_key", 8, 9, "[0].pod.containers[0].readines_probe"),
            tuple("configreader.cannot_be_null", 14, 5, "[0].autoscaling.window"),
            tuple("configreader.invalid_str", 16, 9, "[1].kind"),
            tuple(
                "spec.cortex_prefixed_env_var_not_allowed",
                10,
                15,
                "[0].pod.containers[0].env.CORTEX_A"),
            tuple(
                "spec.cortex_prefixed_env_var_not_allowed",
                10,
                28,
                "[0].pod.containers[0].env.KUBEXIT_B"),
            tuple("spec.min_replicas_greater_than_max", 12, 19, "[0].autoscaling.min_replicas"));
  }

  @Test
  void suggestWhatMayHaveBeenMeant() {
    assertThat(Yaml.parse(FILE).findings().stream().flatMap(f -> f.suggestion().stream()))
        .containsExactly(
            "did you mean \"1G\"?",
            "did you mean \"1Gi\"?",
            "did you mean \"readiness_probe\"?",
            "did you mean \"RealtimeAPI\"?");
  }

  @Test
  void coverTheOffendingTextOnly() {
    Finding finding = Yaml.parse("- name: ä😀b_c\n  kind: RealtimeAPI\n").findings().get(0);

    assertThat(finding)
        .extracting(Finding::line, Finding::column, Finding::endLine, Finding::endColumn)
        .containsExactly(1, 9, 1, 14);
  }

  @Test
  void ofALaterApiComeBeforeSemanticOnesOfAnEarlierApi() {
    ParseResult result =
        Yaml.parse(
            Yaml.root("autoscaling: {min_replicas: 5, max_replicas: 3}")
                + Yaml.api(
                    "a2", "RealtimeAPI", "port: 0, containers: [{name: c, image: q.io/i}]", ""));

    assertThat(Yaml.kinds(result, Severity.ERROR))
        .containsExactly("configreader.must_be_greater_than", "spec.min_replicas_greater_than_max");
  }

  @Test
  void areInTheExceptionOfLoad(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("cortex.yaml");
    Files.writeString(file, "- name: a1\n  kind: RealtimeAPI\n  pod: 5\n");

    assertThatThrownBy(() -> CortexConfig.load(file))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessage(
            file
                + ":3:8: error: cortex.yaml: a1 (RealtimeAPI): pod: 5: invalid type (expected map)"
                + " [configreader.invalid_primitive_type]\n\napi configuration schema can be found"
                + " at https://docs.cortexlabs.com/v/0.42/");
  }

  @Test
  void haveALineEachInTheExceptionWithTheSuggestionAndWithoutWarnings(@TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("cortex.yaml");
    Files.writeString(
        file,
        """
        - name: a1
          kind: RealtimeAPI
          pod:
            port: 70000
            containers:
              - name: c
                image: q.io/i
                readines_probe: {tcp_socket: {port: 8080}}
        """);

    assertThatThrownBy(() -> CortexConfig.load(file))
        .isInstanceOfSatisfying(
            InvalidConfigException.class,
            refused ->
                assertThat(refused.findings())
                    .extracting(Finding::severity)
                    .contains(Severity.NOTE))
        .hasMessage(
            """
            FILE:4:11: error: cortex.yaml: a1 (RealtimeAPI): pod: port: must be less than or equal \
            to 65535 (got 70000) [configreader.must_be_less_than_or_equal_to]
            FILE:8:9: error: cortex.yaml: a1 (RealtimeAPI): pod: containers: index 0: key \
            "readines_probe" is not supported [configreader.unsupported_key]
              help: did you mean "readiness_probe"?

            api configuration schema can be found at https://docs.cortexlabs.com/v/0.42/"""
                .replace("FILE", file.toString()));
  }

  @Test
  void withoutALinkLeaveItOutOfTheException(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("cortex.yaml");
    Files.writeString(file, "[]\n");

    assertThatThrownBy(() -> CortexConfig.load(file))
        .message()
        .startsWith(file + ":1:1: error: ")
        .endsWith(" [spec.no_apis]");
  }

  @Test
  void areReplacedByAnExceptionWhereTheFileCannotBeRead(@TempDir Path folder) {
    assertThatThrownBy(() -> CortexConfig.parse(folder.resolve("none.yaml")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("cannot read " + folder.resolve("none.yaml") + ": it does not exist");
    assertThatThrownBy(() -> CortexConfig.parse(folder))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("cannot read " + folder + ": it is a directory");
  }

  @Test
  void ofAValidFileLeaveTheTypedConfiguration() {
    ParseResult result = Yaml.parse(Yaml.root("autoscaling: {min_replicas: 0}"));

    RealtimeApiConfig api = (RealtimeApiConfig) ((ParseResult.Valid) result).config().apis().get(0);
    assertThat(api.endpoint()).isEqualTo("/a1");
    assertThat(api.nodeGroups()).isEqualTo(Optional.empty());
    assertThat(api.pod().port()).hasValue(8080);
    assertThat(api.pod().maxConcurrency()).isEqualTo(1);
    assertThat(api.pod().maxQueueLength()).isEqualTo(100);
    assertThat(api.autoscaling())
        .isEqualTo(
            new AutoscalingConfig(
                0,
                100,
                0,
                1.0,
                Duration.ofSeconds(60),
                Duration.ofMinutes(5),
                Duration.ofMinutes(1),
                0.75,
                1.5,
                0.05,
                0.05));
    assertThat(api.updateStrategy()).isEqualTo(new UpdateStrategyConfig("25%", "25%"));
    ContainerConfig container = api.pod().containers().get(0);
    assertThat(container.env()).isEmpty();
    assertThat(container.command()).isEmpty();
    assertThat(container.args()).isEmpty();
    assertThat(container.livenessProbe()).isEmpty();
    assertThat(container.compute().cpu()).hasToString("Optional[200m]");
    assertThat(container.compute().mem()).isEmpty();
  }

  @Test
  void ofProbesAndKindsLeaveTheirDefaults() {
    ParseResult result =
        Yaml.parse(
            Yaml.container(
                    "readiness_probe: {http_get: {port: 80, path: health/}}, compute: {cpu: ~}")
                + Yaml.api(
                    "b", "TaskAPI", "containers: [{name: c, image: q.io/i, command: []}]", "")
                + "- {name: ts, kind: TrafficSplitter, apis: [{name: a1, weight: 100}]}\n");

    var apis = ((ParseResult.Valid) result).config().apis();
    ContainerConfig container = ((RealtimeApiConfig) apis.get(0)).pod().containers().get(0);
    assertThat(container.readinessProbe())
        .contains(new ProbeConfig(new Handler.HttpGet("/health", 80), 0, 1, 10, 1, 3));
    assertThat(container.compute().cpu()).isEmpty();
    assertThat(((TaskApiConfig) apis.get(1)).pod().port()).isEmpty();
    assertThat(((TrafficSplitterConfig) apis.get(2)).apis())
        .containsExactly(new TrafficSplitterConfig.Target("a1", 100, false));
  }
}
