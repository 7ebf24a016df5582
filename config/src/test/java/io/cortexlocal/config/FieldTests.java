package io.cortexlocal.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Files as people write them: verdicts, warnings and help. */
class FieldTests {

  private static final String READY = "readiness_probe: {http_get: {port: 8080}}";

  private static List<Finding> findings(String yaml) {
    return Yaml.parse(yaml).findings();
  }

  private static List<String> kinds(String yaml) {
    return findings(yaml).stream().map(Finding::kind).toList();
  }

  private static String realtime(String name) {
    return Yaml.api(
        name, "RealtimeAPI", "containers: [{name: c, image: q.io/i:1, " + READY + "}]", "");
  }

  private static String worker(String name) {
    return Yaml.api(name, "AsyncAPI", "containers: [{name: c, image: q.io/i:1}]", "");
  }

  private static String splitter(String target) {
    return "- {name: split, kind: TrafficSplitter, apis: [{name: " + target + ", weight: 100}]}\n";
  }

  @Test
  void aTargetOfAnotherKindIsNoRealtimeApi() {
    for (String file :
        List.of(
            splitter("worker") + worker("worker"),
            worker("worker") + splitter("worker"),
            splitter("worker") + worker("worker") + realtime("other"))) {
      Finding finding = findings(file).get(0);
      assertThat(finding.kind()).isEqualTo("resources.apis_not_deployed");
      assertThat(finding.message())
          .isEqualTo(
              "cortex.yaml: split (TrafficSplitter): api worker was either not found or is not a"
                  + " RealtimeAPI");
      assertThat(finding.path()).endsWith(".apis[0].name");
      assertThat(finding.suggestion())
          .hasValue(
              "worker is in this file as AsyncAPI; the targets of a TrafficSplitter are"
                  + " RealtimeAPIs");
      assertThat(kinds(file)).hasSize(1);
    }
  }

  @Test
  void aSplitterIsNoTargetOfItself() {
    Finding finding = findings(splitter("split")).get(0);

    assertThat(finding.kind()).isEqualTo("resources.apis_not_deployed");
    assertThat(finding.suggestion())
        .hasValue("a TrafficSplitter cannot be its own target; name RealtimeAPIs");
  }

  @Test
  void aTargetWithAMisspelledKindOrNameIsInTheFile() {
    String misspelled = realtime("one").replace("RealtimeAPI", "RealtimeApi");

    assertThat(kinds(splitter("one") + misspelled)).containsExactly("configreader.invalid_str");
    assertThat(kinds(splitter("one") + misspelled + realtime("two")))
        .containsExactly("configreader.invalid_str");
    assertThat(kinds(splitter("One") + realtime("One"))).containsExactly("urls.dns1035");
  }

  @Test
  void ofTwoTargetsOnlyTheOneOfAnotherKindIsSurelyWrong() {
    String file =
        "- {name: split, kind: TrafficSplitter, apis: [{name: away, weight: 50}, {name: worker,"
            + " weight: 50}]}\n"
            + worker("worker");

    assertThat(findings(file).get(0).message()).contains(": api worker was either not found");
    assertThat(kinds(file))
        .containsExactly("resources.apis_not_deployed", "cortex-local.splitter-targets-elsewhere");
    assertThat(findings(file).get(1).message()).contains("apis: away is not in this file");
  }

  @Test
  void aProbeOfASideContainerDoesNotCloseTheGap() {
    String side =
        Yaml.api(
            "a1",
            "RealtimeAPI",
            "containers: [{name: api, image: q.io/i:1}, {name: side, image: q.io/s:1,"
                + " readiness_probe: {tcp_socket: {port: 9000}}}]",
            "");

    assertThat(findings(side).get(0).message())
        .contains(
            "no readiness probe looks at port 8080, nor runs in the container that serves it: a"
                + " replica receives requests as soon as port 8080 accepts connections");
    assertThat(kinds(side)).containsExactly("cortex-local.readiness-gap");
    assertThat(kinds(side.replace("tcp_socket: {port: 9000}", "http_get: {port: 8080}"))).isEmpty();
    assertThat(
            kinds(
                side.replace(
                    "image: q.io/i:1", "image: q.io/i:1, readiness_probe: {exec: {command: [a]}}")))
        .isEmpty();
    assertThat(
            kinds(
                side.replace(
                    "image: q.io/i:1",
                    "image: q.io/i:1, readiness_probe: {http_get: {port: 9090}}")))
        .isEmpty();
  }

  @Test
  void shellLinesAreFoundInProbesAndHooks() {
    String file =
        Yaml.container(
            READY
                + ", liveness_probe: {exec: {command: [\"test -f /tmp/alive && exit 0\"]}},"
                + " pre_stop: {exec: {command: [\"nginx -s quit\"]}}");

    assertThat(findings(file).stream().map(finding -> finding.suggestion().orElse("")))
        .containsExactly(
            "write command: [\"sh\", \"-c\", \"test -f /tmp/alive && exit 0\"]",
            "write command: [\"nginx\", \"-s\", \"quit\"]");
  }

  @Test
  void variablesInProbesNeedAShell() {
    String file =
        Yaml.container("readiness_probe: {exec: {command: [check, $CORTEX_PORT, '${HOST}']}}");

    assertThat(kinds(file))
        .containsExactly("cortex-local.shell-variable", "cortex-local.placeholder");
    assertThat(findings(file).get(0).suggestion())
        .hasValue("let a shell do it: command: [\"sh\", \"-c\", \"…\"]");
  }

  @Test
  void aDrainIsFoundInOptionsAndVariables() {
    assertThat(kinds(Yaml.container(READY + ", args: [--graceful-timeout=120]")))
        .containsExactly("cortex-local.long-drain");
    assertThat(kinds(Yaml.container(READY + ", command: [run, --shutdown-timeout, 2m]")))
        .containsExactly("cortex-local.long-drain");
    assertThat(kinds(Yaml.container(READY + ", env: {GRACEFUL_TIMEOUT: '300'}")))
        .containsExactly("cortex-local.long-drain");
    assertThat(
            kinds(
                Yaml.container(
                    READY + ", pre_stop: {exec: {command: [sh, -c, 'sleep 40; sleep 0.5m']}}")))
        .containsExactly("cortex-local.long-drain");
  }

  private static String help(String yaml) {
    return findings(yaml).get(0).suggestion().orElse("none");
  }

  @Test
  void aFileForAnOldCortexSaysSoOnceAndWhatBecameOfEachKey() {
    List<Finding> findings =
        findings(
            """
            - name: old
              kind: RealtimeAPI
              predictor: {type: python, path: predictor.py}
              compute: {gpu: 1}
              autoscaling: {target_replica_concurrency: 4}
              networking: {api_gateway: public}
            """);

    assertThat(findings.get(0).kind()).isEqualTo("configreader.must_be_defined");
    assertThat(findings.get(0).suggestion().orElseThrow().lines())
        .containsExactly(
            "this is a file for Cortex before 0.36 (predictor: until 0.33); \"cortex-local"
                + " migrate\" writes it for 0.42 as far as that can be known. What became of its"
                + " keys:",
            "predictor → gone with 0.34: a server of your own in pod.containers[], with image,"
                + " command, env and compute",
            "compute → pod.containers[].compute, of each container",
            "autoscaling.target_replica_concurrency → autoscaling.target_in_flight",
            "networking.api_gateway → gone (between 0.25 and 0.28): there is one gateway, the"
                + " cluster's load balancer");
    assertThat(findings.stream().filter(f -> f.suggestion().orElse("").contains("for Cortex")))
        .hasSize(1);
    assertThat(findings.stream().skip(1).map(f -> f.suggestion().orElse("")))
        .contains("target_replica_concurrency → autoscaling.target_in_flight");
  }

  @Test
  void oldKindsHaveNewNames() {
    assertThat(help(realtime("a").replace("RealtimeAPI", "SyncAPI")))
        .isEqualTo("write RealtimeAPI: SyncAPI was its name before 0.19");
    assertThat(help("- {kind: deployment, name: a}\n"))
        .startsWith("this is a file for Cortex before 0.13;")
        .contains("kind: deployment → nothing");
    assertThat(help("- {kind: api, name: a, predictor: {path: p}}\n"))
        .contains("kind: api → RealtimeAPI");
  }

  @Test
  void aKeyAtTheWrongLevelIsToldItsPlace() {
    assertThat(help(Yaml.root("max_concurrency: 4"))).isEqualTo("its place is pod.max_concurrency");
    assertThat(help(Yaml.root("readiness_probe: {tcp_socket: {port: 1}}")))
        .isEqualTo("its place is pod.containers[].readiness_probe");
    assertThat(help(Yaml.container("readiness_probe: {path: /, http_get: {port: 8080}}")))
        .isEqualTo("its place is pod.containers[].readiness_probe.http_get.path");
    assertThat(help(Yaml.container("minReplicas: 1")))
        .isEqualTo("its place is autoscaling.min_replicas");
    assertThat(help(Yaml.api("t", "TaskAPI", "containers: []", ", autoscaling: {}")))
        .isEqualTo("none");
    assertThat(
            findings(Yaml.api("t", "TaskAPI", "containers: []", ", autoscaling: {}"))
                .get(1)
                .suggestion())
        .hasValue("only RealtimeAPI or AsyncAPI has it, and this is TaskAPI");
  }

  @Test
  void wordsOfKubernetesAreTranslated() {
    assertThat(help(Yaml.container("compute: {memory: 1Gi}"))).startsWith("mem: ");
    assertThat(help(Yaml.container("resources: {limits: {cpu: 1}}"))).startsWith("compute of the");
    assertThat(help(Yaml.container("ports: [{containerPort: 80}]"))).startsWith("pod.port: ");
    assertThat(help(Yaml.container("imagePullPolicy: Always"))).contains("pulls the image anew");
    assertThat(help(Yaml.container("image_pull_policy: Always"))).contains("pulls the image anew");
    assertThat(help(Yaml.container("readinessProbe: {tcp_socket: {port: 80}}")))
        .isEqualTo("did you mean \"readiness_probe\"?");
    assertThat(help(Yaml.root("replicas: 2"))).startsWith("autoscaling.min_replicas");
    assertThat(help(Yaml.container("env: [{name: A, value: 1}, {name: B, value: x}]")))
        .isEqualTo("write a map: env: {A: \"1\", B: \"x\"}");
    assertThat(help("apiVersion: v1\nkind: Deployment\n")).startsWith("this is a manifest of");
  }

  @Test
  void valuesOfTheWrongTypeAreWrittenRight() {
    assertThat(help(Yaml.container("env: {LEVEL: info, WORKERS: 4}"))).startsWith("write \"4\"");
    assertThat(help(Yaml.container("env: {DEBUG: true}"))).startsWith("write \"true\"");
    assertThat(help(Yaml.container("args: [--port, 8080]"))).isEqualTo("write \"8080\"");
    assertThat(help(Yaml.container("command: python main.py")))
        .isEqualTo("write a list: [\"python\", \"main.py\"]");
    assertThat(help(Yaml.api("a", "RealtimeAPI", "port: '80', containers: []", "")))
        .isEqualTo("write 80 without quotes");
  }

  @Test
  void oneMapInsteadOfAListIsSaid() {
    assertThat(help("name: a\nkind: RealtimeAPI\n"))
        .isEqualTo("put \"- \" before name and indent the rest");
  }

  @Test
  void aMissingSpaceIsShownWhereItIsMissing() {
    Finding inMap = findings("- name: a\n  pod:\n    port:8080\n    max_concurrency: 1\n").get(0);
    assertThat(inMap.kind()).isEqualTo("configreader.invalid_yaml");
    assertThat(inMap.line() + ":" + inMap.column()).isEqualTo("3:5");
    assertThat(inMap.suggestion()).hasValue("write a space after the colon: port: 8080");
    Finding alone = findings("- name: a\n  kind: TaskAPI\n  networking:\n    endpoint:x\n").get(1);
    assertThat(alone.suggestion()).hasValue("write a space after the colon: endpoint: x");
    assertThat(help("- name:a\n  kind: RealtimeAPI\n"))
        .isEqualTo("write a space after the colon: name: a");
  }

  @Test
  void tabsAndWhatIsCopiedFromWebPagesIsSaid() {
    assertThat(help("- name: a\n\tkind: b\n")).startsWith("indent with spaces");
    assertThat(help("yaml\nCopy code\n- name: a\n")).startsWith("remove \"yaml\"");
    assertThat(help("```yaml\n- name: a\n```\n")).startsWith("remove \"```yaml\"");
    assertThat(help("- name: a\n\u00A0 kind: b\n")).startsWith("write an ordinary space");
    assertThat(help(realtime("a").replace("q.io/i:1", "“q.io/i:1”")))
        .isEqualTo("write straight quotes: \"q.io/i:1\"");
  }

  @Test
  void ofTheFirstContainerAnyProbeClosesTheGap() {
    String connecting =
        Yaml.api(
            "a1",
            "RealtimeAPI",
            "containers: [{name: api, image: q.io/i:1, readiness_probe: {exec: {command: [a]}}},"
                + " {name: side, image: q.io/s:1, readiness_probe: {tcp_socket: {port: 8080}}}]",
            "");

    assertThat(kinds(connecting)).isEmpty();
    assertThat(kinds(connecting.replace("{exec: {command: [a]}}", "~")))
        .containsExactly("cortex-local.readiness-tcp-only");
  }

  @Test
  void onlyWhatCanBeAVariableIsTakenForOne() {
    assertThat(kinds(Yaml.container(READY + ", args: [bash, -c, 'exec run $HOME']"))).isEmpty();
    assertThat(kinds(Yaml.container(READY + ", args: ['{\"$ref\": 1}', $set]"))).isEmpty();
    assertThat(kinds(Yaml.container(READY + ", args: [$port], env: {port: '1'}")))
        .containsExactly("cortex-local.shell-variable");
    assertThat(kinds(Yaml.container(READY + ", args: ['$set:$CORTEX_PORT']")))
        .containsExactly("cortex-local.shell-variable");
  }

  @Test
  void aDrainIsFoundWhereverItsOptionStands() {
    for (String keys :
        List.of(
            "command: [sh, -c, 'gunicorn --graceful-timeout 120 app']",
            "command: [bash, -c, 'exec uvicorn --timeout-graceful-shutdown=2m app']",
            "env: {GUNICORN_CMD_ARGS: '--graceful-timeout 120 -w 2'}",
            "env: {SPRING_LIFECYCLE_TIMEOUT_PER_SHUTDOWN_PHASE: 120s}",
            "args: [--spring.lifecycle.timeout-per-shutdown-phase=120s]",
            "args: [--drain-time-s, '600']",
            "args: [--shutdown-timeout-ms, '90000']",
            "pre_stop: {exec: {command: [sleep, 1m, 30s]}}",
            "pre_stop: {exec: {command: [python, -c, 'import time; time.sleep(90)']}}")) {
      assertThat(kinds(Yaml.container(READY + ", " + keys)))
          .as(keys)
          .containsExactly("cortex-local.long-drain");
    }
    for (String keys :
        List.of(
            "args: [--shutdown-port, '8005', --drain-queue-size=100]",
            "args: [--shutdown-timeout-ms, '30000'], env: {SHUTDOWN_TIMEOUT: '30'}",
            "command: [sh, -c, 'gunicorn --graceful-timeout 30 --timeout 300 app']",
            "pre_stop: {exec: {command: [sleep, 20s, 30s]}}")) {
      assertThat(kinds(Yaml.container(READY + ", " + keys))).as(keys).isEmpty();
    }
  }

  @Test
  void aPlaceholderThatIsRefusedIsSaidToStayAsItIs() {
    assertThat(help(realtime("a").replace("q.io/i:1", "'q.io/i:${TAG}'")))
        .isEqualTo(
            "nothing substitutes ${TAG}: write the value, or let envsubst write the file first");
    assertThat(help(realtime("'${NAME}'"))).startsWith("nothing substitutes ${NAME}");
    assertThat(help(Yaml.api("a", "RealtimeAPI", "port: \"{{ port }}\", containers: []", "")))
        .startsWith("nothing substitutes {{ port }}");
  }

  @Test
  void aFileWithPodsIsForNowWhateverElseIsInIt() {
    assertThat(findings(Yaml.root("endpoint: /x")))
        .extracting(finding -> finding.suggestion().orElse(""))
        .noneMatch(help -> help.contains("this is a file for Cortex before"))
        .contains("endpoint → networking.endpoint");
  }

  @Test
  void valuesAndKeysThatLackAPartAreToldWhichOne() {
    assertThat(help(Yaml.container("env: {LEVEL: }"))).startsWith("write LEVEL: \"\", or leave");
    assertThat(help(Yaml.root("autoscaling: {window: 90}")))
        .isEqualTo("write a duration, such as 90s or 5m");
    assertThat(help(Yaml.container("port: 8080"))).isEqualTo("its place is pod.port");
    assertThat(findings(Yaml.container("readiness_probe: {http_get: {port:8080}}")))
        .extracting(finding -> finding.suggestion().orElse(""))
        .contains("write a space after the colon: port: 8080");
    assertThat(help("- name: t\n  kind: TaskAPI\n  definition: {path: t.py}\n"))
        .contains("definition → gone with 0.36");
  }

  @Test
  void imagesThatAreWellKnownOnDockerHubNeedNoRegistry() {
    for (String image :
        List.of(
            "mariadb:10",
            "minio/minio:1",
            "library/redis:7",
            "nvidia/cuda:12",
            "perl:5@sha256:" + "a".repeat(64))) {
      assertThat(kinds(realtime("a").replace("q.io/i:1", "'" + image + "'"))).as(image).isEmpty();
    }
    for (String image : List.of("mariadbs:10", "acme/redis:7", "my-model:1")) {
      assertThat(kinds(realtime("a").replace("q.io/i:1", "'" + image + "'")))
          .as(image)
          .containsExactly("cortex-local.docker-hub-image");
    }
  }
}
