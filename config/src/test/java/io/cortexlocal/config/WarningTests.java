package io.cortexlocal.config;

import static io.cortexlocal.config.Yaml.api;
import static io.cortexlocal.config.Yaml.container;
import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.config.schema.Rule;
import io.cortexlocal.config.schema.Rules;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Warnings of Cortex Local on files that Cortex accepts. */
class WarningTests {

  private static final String READY = "readiness_probe: {http_get: {port: 8080}}";
  private static final String GATEWAY = "http://ingressgateway-apis.istio-system.svc.cluster.local";

  record Example(String yaml, String kind, String message, int line, String text) {
    @Override
    public String toString() {
      return kind;
    }
  }

  private static String calling(String name, String callee, String more) {
    String keys = READY + ", env: {NEXT: '" + GATEWAY + callee + "'}";
    return api(name, "RealtimeAPI", "containers: [{name: c, image: q.io/i:1, " + keys + "}]", more);
  }

  static List<Example> examples() {
    String splitter = "- {name: ts, kind: TrafficSplitter, apis: [{name: a, weight: 100}]}\n";
    String prefix = "cortex.yaml: a1 (RealtimeAPI): ";
    String first = prefix + "pod: containers: index 0: ";
    return List.of(
        new Example(
            api("a1", "RealtimeAPI", "port: 9000, containers: [{name: c, image: q.io/i:1}]", ""),
            "cortex-local.readiness-gap",
            first
                + "no readiness probe: a replica receives requests as soon as port 9000 accepts"
                + " connections, whether or not the server can answer them",
            1,
            "c"),
        new Example(
            calling("a1", "/a2/x", ", autoscaling: {target_in_flight: 5}")
                + api(
                    "a2",
                    "RealtimeAPI",
                    "containers: [{name: c, image: q.io/i:1, " + READY + "}]",
                    ""),
            "cortex-local.chained-target-above-concurrency",
            prefix
                + "autoscaling: target_in_flight: target_in_flight (5.0) is above max_concurrency"
                + " (1), and this API is part of a chain (a1 calls a2): requests that wait in its"
                + " queue hold slots of the APIs that called it",
            1,
            "5"),
        new Example(
            calling("a1", "/a2", "") + calling("a2", "/a3/", "") + calling("a3", "/a1", ""),
            "cortex-local.chain-cycle",
            prefix
                + "name: a1 → a2 → a3 → a1 call each other in a circle: requests that hold the"
                + " max_concurrency slots of one can wait for a slot of the next until all of them"
                + " time out",
            1,
            "a1"),
        new Example(
            container(READY)
                + api(
                    "b",
                    "RealtimeAPI",
                    "containers: [{name: c, image: q.io/i:1, " + READY + "}]",
                    ", networking: {endpoint: a1/b/c}"),
            "cortex-local.shadowed-endpoint",
            "cortex.yaml: b (RealtimeAPI): networking: endpoint: \"/a1/b/c\" lies below the endpoint"
                + " \"/a1\" of a1, which receives its requests if it was deployed first",
            2,
            "a1/b/c"),
        new Example(
            container(READY + ", liveness_probe: {tcp_socket: {port: 80}, success_threshold: 2}"),
            "cortex-local.liveness-success-threshold",
            first
                + "liveness_probe: success_threshold: success_threshold is 2: Kubernetes accepts"
                + " only 1 in a liveness probe, so the deployment fails",
            1,
            "2"),
        new Example(
            container(READY + ", compute: {shm: 1Gi}"),
            "cortex-local.shm-without-mem",
            first
                + "compute: shm: shm is given without mem: shared memory counts as memory of the"
                + " container, which requests none",
            1,
            "1Gi"),
        new Example(
            api("a1", "RealtimeAPI", "containers: [{name: c, image: r:5/i, " + READY + "}]", ""),
            "cortex-local.latest-tag",
            first
                + "image: \"r:5/i\" names no fixed version: replicas of one deployment can run"
                + " different images",
            1,
            "r:5/i"),
        new Example(
            api(
                "a1",
                "RealtimeAPI",
                "containers: [{name: c, image: q.io/i:1, " + READY + "}]",
                ", update_strategy: {max_surge: +0, max_unavailable: '-0%'}"),
            "cortex-local.disguised-zero-surge",
            prefix
                + "update_strategy: max_surge (0) and max_unavailable (-0%) are both zero: Cortex"
                + " does not notice, and Kubernetes refuses the deployment",
            1,
            "+0"),
        new Example(
            splitter,
            "cortex-local.splitter-targets-elsewhere",
            "cortex.yaml: ts (TrafficSplitter): apis: a is not in this file: Cortex refuses the"
                + " TrafficSplitter unless every target is a deployed RealtimeAPI",
            1,
            "[{name: a, weight: 100}]"),
        new Example(
            "- {name: a, name: ts, kind: TrafficSplitter, apis: [{name: a, weight: 100}]}",
            "cortex-local.duplicate-key",
            "key \"name\" is written twice in one map: the last one wins",
            1,
            "name"),
        new Example(
            container(READY) + "---\n# nothing\n- {name: lost}\n",
            "cortex-local.ignored-document",
            "only the first YAML document is read: what follows is ignored",
            4,
            "- {name: lost}"));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void isGivenOnAFileThatCortexAccepts(Example example) {
    ParseResult result = Yaml.parse(example.yaml());

    List<Finding> found =
        result.findings().stream().filter(f -> f.kind().equals(example.kind())).toList();
    assertThat(result).isInstanceOf(ParseResult.Valid.class);
    assertThat(found).hasSize(1);
    assertThat(found.get(0).severity())
        .isEqualTo(
            example.kind().equals(Rules.LATEST_TAG.kind()) ? Severity.NOTE : Severity.WARNING);
    assertThat(found.get(0).message()).isEqualTo(example.message());
    assertThat(found.get(0).line()).isEqualTo(example.line());
    String line = example.yaml().lines().toList().get(example.line() - 1);
    assertThat(line.substring(found.get(0).column() - 1, found.get(0).endColumn() - 1))
        .isEqualTo(example.text());
  }

  @Test
  void everyWarningHasAnExample() {
    List<String> warnings =
        Rules.all().stream()
            .filter(rule -> rule.severity() != Severity.ERROR)
            .map(Rule::kind)
            .toList();

    assertThat(
            Stream.concat(
                examples().stream().map(Example::kind),
                WarningCasesTests.cases().stream().map(WarningCasesTests.Case::kind)))
        .containsExactlyInAnyOrderElementsOf(warnings);
  }

  @Test
  void aCarefulFileHasNone() {
    String yaml =
        container(READY + ", compute: {mem: 1Gi, shm: 64Mi}")
            + "- {name: ts, kind: TrafficSplitter, apis: [{name: a1, weight: 100}]}\n"
            + "---\n# the end\n";

    assertThat(Yaml.parse(yaml).findings()).isEmpty();
  }

  @Test
  void aPortThatCannotBeIsNotSpokenOfInAWarning() {
    String yaml =
        "- {name: a1, kind: RealtimeAPI, pod: {port: 8888, containers: [{name: c, image: q.io/i:1}]}}";

    assertThat(Yaml.parse(yaml).findings().stream().map(Finding::severity))
        .containsExactly(Severity.ERROR);
  }

  @Test
  void anErrorStandsBeforeTheWarnings() {
    assertThat(Yaml.parse(container("foo: 1")).findings().stream().map(Finding::kind))
        .containsExactly("configreader.unsupported_key", "cortex-local.readiness-gap");
  }
}
