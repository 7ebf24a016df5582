package io.cortexlocal.config.migration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.config.CortexConfig;
import io.cortexlocal.config.Finding;
import io.cortexlocal.config.ParseResult;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class MigrationTests {

  private static final List<String> KEYS =
      List.of(
          "kind: RealtimeAPI",
          "kind: SyncAPI",
          "kind: BatchAPI",
          "kind: TaskAPI",
          "kind: AsyncAPI",
          "kind: APISplitter",
          "kind: Unheard",
          "predictor: {type: python, path: p.py, env: {A: 1, B: yes, CORTEX_X: y}, config: {a: [b]}}",
          "predictor: {processes_per_replica: 3, threads_per_process: 2, shm_size: 9Gi}",
          "handler: {type: tensorflow, models: {path: 's3://x'}, python_path: ~}",
          "compute: {cpu: 200m, mem: 2G, gpu: 1, inf: 1, node_groups: [a]}",
          "compute: {cpu: x, mem: 5, min_replicas: 2}",
          "autoscaling: {target_replica_concurrency: 900, max_replica_concurrency: 1000}",
          "autoscaling: {min_replicas: 5, max_replicas: 2, window: 5s, workers_per_replica: 4}",
          "networking: {api_gateway: none, endpoint: //x, local_port: 8888}",
          "networking: {endpoint: same}",
          "endpoint: same",
          "monitoring: {model_type: regression}",
          "tracker: {key: 'a\\nb'}",
          "update_strategy: {max_surge: 0, max_unavailable: 0}",
          "apis: [{name: one, weight: 100}]",
          "apis: nonsense",
          "node_groups: []",
          "unheard-of: {of: [it, 1.5, ~, .inf]}");

  private static String migrated(String yaml) {
    return new String(Migration.migrate(yaml.getBytes(UTF_8)), UTF_8);
  }

  private static ParseResult parse(String yaml) {
    return CortexConfig.parse("cortex.yaml", yaml.getBytes(UTF_8), Optional.empty());
  }

  @Test
  void whatCanBeKnownIsTakenOver() {
    assertThat(
            migrated(
                """
                - name: iris
                  kind: RealtimeAPI
                  predictor:
                    type: python
                    path: predictor.py
                    processes_per_replica: 2
                    env: {LEVEL: 3}
                  compute: {cpu: 1, mem: 2Gi, node_groups: [cpu]}
                  autoscaling: {target_replica_concurrency: 2, max_replica_concurrency: 50}
                  networking: {api_gateway: public, endpoint: /iris/v1}
                """))
        .isEqualTo(
            """
            # TODO: a readiness_probe for the container, such as {http_get: {path: /healthz, port: \
            8080}}; without one, requests arrive once port 8080 is bound
            # before: predictor: {type: python, path: predictor.py, processes_per_replica: 2, env: \
            {LEVEL: 3}} → gone with 0.34: a server of your own in pod.containers[], with image, \
            command, env and compute
            # before: compute.node_groups → node_groups of the API itself
            # before: autoscaling.target_replica_concurrency → autoscaling.target_in_flight
            # before: autoscaling.max_replica_concurrency → pod.max_concurrency and \
            pod.max_queue_length: together they are as much
            # before: networking.api_gateway → gone (between 0.25 and 0.28): there is one gateway, \
            the cluster's load balancer
            - name: iris
              kind: RealtimeAPI
              pod:
                max_concurrency: 2  # TODO: as many as your server works on at a time; before: \
            processes × threads
                max_queue_length: 48
                containers:
                  - name: api
                    image: registry.example/your-server:1  # TODO: an image with a server of your \
            own; Cortex has none since 0.36
                    env: {LEVEL: "3"}
                    compute:
                      cpu: 1
                      mem: "2Gi"
              node_groups: [cpu]
              networking:
                endpoint: /iris/v1
              autoscaling:
                target_in_flight: 2
            """);
  }

  @Test
  void aFileForNowComesBackToTheByte() {
    String yaml = "# mine\r\n- {name: a, kind: RealtimeAPI,   pod: {}}\r\n";

    assertThat(migrated(yaml)).isEqualTo(yaml);
    assertThat(migrated("")).isEmpty();
    assertThat(migrated("- 1\n")).isEqualTo("- 1\n");
  }

  @Test
  void whatCannotBeReadOrWrittenIsRefusedWithAReason() {
    assertThatThrownBy(() -> migrated("- {name: a"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("line 1, column 11: invalid yaml: did not find expected ',' or '}'");
    assertThatThrownBy(() -> migrated("- {kind: deployment, name: a}\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no API in it could be written for Cortex 0.42");
  }

  @Provide
  Arbitrary<String> oldFiles() {
    Arbitrary<String> names = Arbitraries.of("a", "b-c", "Old_Name", "1x", "b-", "é", "a");
    Arbitrary<List<String>> keys = Arbitraries.of(KEYS).list().uniqueElements().ofMaxSize(8);
    Arbitrary<String> api =
        Combinators.combine(names, keys)
            .as(
                (name, lines) ->
                    "- name: '"
                        + name
                        + "'\n"
                        + lines.stream()
                            .map(line -> "  " + line + "\n")
                            .collect(Collectors.joining()));
    return api.list().ofMinSize(1).ofMaxSize(4).map(apis -> String.join("", apis));
  }

  @Property(tries = 500)
  void whatItWritesValidatesAndASecondRunChangesNothing(@ForAll("oldFiles") String yaml) {
    String written;
    try {
      written = migrated(yaml);
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessage("no API in it could be written for Cortex 0.42");
      return;
    }
    ParseResult result = parse(written);
    if (written.equals(yaml)) {
      assertThat(result.findings().stream().map(Finding::suggestion).toList())
          .noneMatch(help -> help.orElse("").contains("this is a file for Cortex before"));
    } else {
      assertThat(result).as(written).isInstanceOf(ParseResult.Valid.class);
    }
    assertThat(migrated(written)).isEqualTo(written);
  }
}
