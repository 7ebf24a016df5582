package io.cortexlocal.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One file that gets a warning, and three that look much like it and do not. */
class WarningCasesTests {

  private static final String READY = "readiness_probe: {http_get: {port: 8080}}";
  private static final String GATEWAY = "http://ingressgateway-apis.istio-system";

  /**
   * A warning.
   *
   * @param text what the finding covers
   * @param message a part of it
   * @param help a part of the suggestion
   */
  record Case(
      String kind,
      String positive,
      String text,
      String message,
      String help,
      List<String> negatives) {

    Case(
        String kind,
        String positive,
        String text,
        String message,
        String help,
        String... negatives) {
      this(kind, positive, text, message, help, List.of(negatives));
    }

    @Override
    public String toString() {
      return kind;
    }
  }

  private static String container(String keys) {
    return Yaml.container(READY + ", " + keys);
  }

  private static String pod(String... containers) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < containers.length; i++) {
      all.add("{name: c" + i + ", image: q.io/i:1, " + containers[i] + "}");
    }
    return Yaml.api("a1", "RealtimeAPI", "containers: [" + String.join(", ", all) + "]", "");
  }

  private static String image(String image) {
    return Yaml.api(
        "a1", "RealtimeAPI", "containers: [{name: c, image: '" + image + "', " + READY + "}]", "");
  }

  private static String named(String name, String keys) {
    return Yaml.api(
        "a1",
        "RealtimeAPI",
        "containers: [{name: " + name + ", image: q.io/i:1, " + READY + ", " + keys + "}]",
        "");
  }

  static List<Case> cases() {
    String liveness = "liveness_probe: {http_get: {port: 8080}";
    return List.of(
        new Case(
            "cortex-local.readiness-tcp-only",
            pod("readiness_probe: {tcp_socket: {port: 8080}}"),
            "{port: 8080}",
            "the readiness probe only connects to port 8080",
            "http_get: {path: /healthz, port: 8080}",
            pod("readiness_probe: {tcp_socket: {port: 9000}}"),
            pod("readiness_probe: {tcp_socket: {port: 8080}}", READY),
            pod("readiness_probe: {exec: {command: [check]}}")),
        new Case(
            "cortex-local.docker-hub-image",
            image("acme/model:1"),
            "'acme/model:1'",
            "\"acme/model:1\" names no registry: Cortex looks for docker.io/acme/model:1",
            "ACCOUNT.dkr.ecr.REGION.amazonaws.com/acme/model:1",
            image("quay.io/acme/model:1"),
            image("localhost:5000/model:1"),
            image("python:3.9")),
        new Case(
            "cortex-local.shell-line",
            container("command: [\"python main.py\"]"),
            "\"python main.py\"",
            "\"python main.py\" is one word",
            "write command: [\"python\", \"main.py\"]",
            container("command: [python, main.py]"),
            container("command: [sh, -c, \"python main.py && exit 1\"]"),
            container("command: [\"/opt/My App/run\"]")),
        new Case(
            "cortex-local.shell-variable",
            container("args: [--port, $CORTEX_PORT]"),
            "$CORTEX_PORT",
            "$CORTEX_PORT reaches the program as it stands",
            "write $(CORTEX_PORT)",
            container("args: [--port, $(CORTEX_PORT)]"),
            container("command: [/bin/sh, -c, 'exec run --port $CORTEX_PORT']"),
            container("args: [--price, $5, ^x$, $$HOME]")),
        new Case(
            "cortex-local.placeholder",
            container("env: {BUCKET: 's3://${BUCKET_NAME}/x'}"),
            "'s3://${BUCKET_NAME}/x'",
            "${BUCKET_NAME} reaches the container as it stands",
            "$(BUCKET_NAME)",
            container("env: {BUCKET: 's3://$(BUCKET_NAME)/x'}"),
            container("command: [bash, -c, 'echo ${BUCKET_NAME}']"),
            container("env: {PATTERN: '^[a-z]${2}$', EMPTY: '${}'}")),
        new Case(
            "cortex-local.shm-in-several-containers",
            pod("compute: {mem: 1Gi, shm: 1Mi}, " + READY, "compute: {mem: 1Gi, shm: 2Mi}"),
            "2Mi",
            "must be unique",
            "leave shm to one container",
            pod("compute: {mem: 1Gi, shm: 1Mi}, " + READY, "compute: {mem: 1Gi}"),
            pod("compute: {mem: 1Gi}, " + READY, "compute: {mem: 1Gi}"),
            pod("compute: {mem: 1Gi, shm: ~}, " + READY, "compute: {mem: 1Gi, shm: 2Mi}")),
        new Case(
            "cortex-local.shm-volume-name",
            named("a".repeat(59), "compute: {mem: 1Gi, shm: 1Mi}"),
            "a".repeat(59),
            "a volume called dshm-aaa",
            "at most 58 characters",
            named("a".repeat(58), "compute: {mem: 1Gi, shm: 1Mi}"),
            named("a".repeat(63), "compute: {mem: 1Gi}"),
            named("a".repeat(63), "compute: {mem: 1Gi, shm: ~}")),
        new Case(
            "cortex-local.liveness-before-readiness",
            Yaml.container(
                liveness
                    + "}, readiness_probe: {http_get: {port: 8080}, initial_delay_seconds: 180}"),
            "{http_get: {port: 8080}}",
            "gives up after about 30 s (3 × 10 s), before the readiness probe is asked for the"
                + " first time (180 s)",
            "initial_delay_seconds: 210",
            Yaml.container(
                liveness
                    + ", initial_delay_seconds: 180}, readiness_probe: {http_get: {port: 8080},"
                    + " initial_delay_seconds: 180}"),
            Yaml.container(
                liveness
                    + ", failure_threshold: 20}, readiness_probe: {http_get: {port: 8080},"
                    + " initial_delay_seconds: 180}"),
            container(liveness + "}")),
        new Case(
            "cortex-local.probes-contradict",
            container(liveness + ", failure_threshold: 1}"),
            "{http_get: {port: 8080}, failure_threshold: 1}",
            "restarts the container after 10 s of failures (1 × 10 s), before the same check takes"
                + " it out of the load after 30 s (3 × 10 s)",
            "failure_threshold: 4",
            container(liveness + "}"),
            container(liveness + ", failure_threshold: 6}"),
            container("liveness_probe: {http_get: {port: 8080, path: /alive}, period_seconds: 1}")),
        new Case(
            "cortex-local.long-drain",
            container("pre_stop: {exec: {command: [sh, -c, 'sleep 90']}}"),
            "[sh, -c, 'sleep 90']",
            "pre_stop takes 90 s, and Cortex gives a pod 60 s to stop",
            "at most 55 seconds",
            container("pre_stop: {exec: {command: [sleep, '15']}}"),
            container("pre_stop: {http_get: {port: 8080, path: /stop}}"),
            container("args: [--graceful-timeout, '30', --timeout, '300']")),
        new Case(
            "cortex-local.env-name",
            container("env: {MODEL NAME: bert}"),
            "MODEL NAME",
            "\"MODEL NAME\" cannot be a variable's name",
            "\"MODEL_NAME\"",
            container("env: {MODEL_NAME: bert}"),
            container("env: {model.name-1: bert}"),
            container("env: {_2ND: bert}")),
        new Case(
            "cortex-local.unknown-endpoint",
            container("env: {NEXT: '" + GATEWAY + "/a2/v1'}"),
            "'" + GATEWAY + "/a2/v1'",
            "no API of this file has the endpoint of \"/a2/v1\"",
            "did you mean \"/a1\"?",
            container("env: {NEXT: 'http://other.example/a2'}"),
            container("env: {NEXT: '" + GATEWAY + "/'}"),
            container("env: {NEXT: '" + GATEWAY + "/a1/$(X)', N2: '" + GATEWAY + "/m-$(X)'}")));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isGivenWithWhatToWriteInstead(Case expected) {
    ParseResult result = Yaml.parse(expected.positive());

    assertThat(result).isInstanceOf(ParseResult.Valid.class);
    assertThat(found(result, expected.kind())).hasSize(1);
    Finding finding = found(result, expected.kind()).get(0);
    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
    assertThat(finding.message()).contains(expected.message());
    assertThat(finding.suggestion().orElseThrow()).contains(expected.help());
    String line = expected.positive().lines().toList().get(finding.line() - 1);
    assertThat(line.substring(finding.column() - 1, finding.endColumn() - 1))
        .isEqualTo(expected.text());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isNotGivenWhereAllIsWell(Case expected) {
    assertThat(expected.negatives()).hasSize(3);
    for (String yaml : expected.negatives()) {
      ParseResult result = Yaml.parse(yaml);
      assertThat(result).as(yaml).isInstanceOf(ParseResult.Valid.class);
      assertThat(found(result, expected.kind())).as(yaml).isEmpty();
    }
  }

  private static List<Finding> found(ParseResult result, String kind) {
    return result.findings().stream().filter(finding -> finding.kind().equals(kind)).toList();
  }
}
