package io.cortexlocal.config;

import static io.cortexlocal.config.Yaml.api;
import static io.cortexlocal.config.Yaml.container;
import static io.cortexlocal.config.Yaml.root;
import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.config.cluster.ClusterConfig;
import io.cortexlocal.config.schema.Rule;
import io.cortexlocal.config.schema.Rules;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One example per rule at least: the file, the rule, and what follows the file name. */
class RuleTests {

  private static final String RT = "a1 (RealtimeAPI): ";
  private static final String C = RT + "pod: containers: index 0: ";
  private static final String S =
      "\n\napi configuration schema can be found at https://docs.cortexlabs.com/v/0.42/";
  private static final String DEFAULT =
      " (specify a value, or remove the key to use the default value)";
  private static final String A1 = root("networking: {endpoint: a1}");

  record Example(String yaml, String kind, String message) {
    @Override
    public String toString() {
      return kind + ": " + yaml.strip();
    }
  }

  private static Example schema(String yaml, String kind, String message) {
    return new Example(yaml, kind, "cortex.yaml: " + message + S);
  }

  private static Example semantic(String yaml, String kind, String message) {
    return new Example(yaml, kind, "cortex.yaml: " + message);
  }

  private static Example whole(String yaml, String kind, String message) {
    return new Example(yaml, kind, message);
  }

  static List<Example> examples() {
    String splitter = "- {name: ts, kind: TrafficSplitter, apis: ";
    return List.of(
        whole(
            "",
            "endpoints.form_file_must_be_provided",
            "request form file \"config\" must be provided"),
        semantic(
            "- name: a\n  kind: {",
            "configreader.invalid_yaml",
            "invalid yaml: line 2: did not find expected node content"),
        semantic(
            "name: a1\nkind: RealtimeAPI\n",
            "spec.malformed_config",
            "cortex YAML configuration files must contain a list of maps (see"
                + " https://docs.cortexlabs.com/v/0.42/ for api configuration schema)"),
        whole(
            "[]",
            "spec.no_apis",
            "at least one API must be configured (see https://docs.cortexlabs.com/v/0.42/ for api"
                + " configuration schema)"),
        schema(
            "- \n", "configreader.must_be_defined", "resource at index 0: name: must be defined"),
        schema(
            "- {name: a1, kind: RealtimeAPI}",
            "configreader.must_be_defined",
            RT + "pod: containers: must be defined"),
        schema(
            container("readiness_probe: {http_get: {path: /}}"),
            "configreader.must_be_defined",
            C + "readiness_probe: http_get: port: must be defined"),
        schema(root("foo: 1"), "configreader.unsupported_key", RT + "key \"foo\" is not supported"),
        schema(
            "- {name: ts, kind: TrafficSplitter, apis: [], pod: {}}",
            "configreader.unsupported_key",
            "ts (TrafficSplitter): key \"pod\" is not supported"),
        schema(
            "- {name: }",
            "configreader.cannot_be_null",
            "resource at index 0: name: cannot be null"),
        schema(
            container("liveness_probe: {exec: {command: }}"),
            "configreader.cannot_be_null",
            C + "liveness_probe: exec: command: cannot be null"),
        schema(
            container("env: null"),
            "configreader.cannot_be_null",
            C + "env: cannot be null" + DEFAULT),
        schema(
            "- {name: a1, kind: RealtimeAPI, pod: ~}",
            "configreader.cannot_be_empty_or_null",
            RT + "pod: cannot be empty or null" + DEFAULT),
        schema(
            api("a1", "RealtimeAPI", "containers: [null]", ""),
            "configreader.cannot_be_empty_or_null",
            C + "cannot be empty or null" + DEFAULT),
        schema(
            root("node_groups: []"),
            "configreader.cannot_be_empty",
            RT + "node_groups: cannot be empty"),
        schema(
            container("compute: {mem: ''}"),
            "configreader.cannot_be_empty",
            C + "compute: mem: cannot be empty"),
        schema(
            container("env: {yes: a}"),
            "configreader.invalid_primitive_type",
            C + "env: {true: \"a\"}: invalid type (expected map of strings to strings)"),
        schema(
            container("args: [a, [b, 1e3, ~, {y: -1.50}]]"),
            "configreader.invalid_primitive_type",
            C
                + "args: [\"a\", [\"b\", 1000.0, <null>, {true: -1.5}]]: invalid type (expected"
                + " string list)"),
        schema(
            api("a1", "RealtimeAPI", "port: 4294967296, containers: []", ""),
            "configreader.invalid_primitive_type",
            RT + "pod: port: 4294967296: invalid type (expected integer)"),
        schema(
            api("a1", "RealtimeAPI", "port: 08, containers: []", ""),
            "configreader.invalid_primitive_type",
            RT + "pod: port: 8.0: invalid type (expected integer)"),
        schema(
            root("networking: {1: 2}"),
            "configreader.invalid_primitive_type",
            RT + "networking: {1: 2}: invalid type (expected map)"),
        schema(
            "- {name: a1, kind: SyncAPI}",
            "configreader.invalid_str",
            "a1: kind: invalid value (got \"SyncAPI\", must be \"RealtimeAPI\", \"BatchAPI\","
                + " \"TrafficSplitter\", \"TaskAPI\", or \"AsyncAPI\")"),
        schema(
            api("a1", "TaskAPI", "containers: [{name: dequeuer}]", ""),
            "configreader.disallowed_value",
            "a1 (TaskAPI): pod: containers: index 0: name: \"dequeuer\" is not allowed, please use"
                + " a different value"),
        schema(
            api("a1", "RealtimeAPI", "port: 8888, containers: []", ""),
            "configreader.disallowed_value",
            RT + "pod: port: 8888 is not allowed, please use a different value"),
        schema(
            api(
                "a1",
                "AsyncAPI",
                "max_concurrency: 101, containers: [{name: c, image: q.io/i}]",
                ""),
            "configreader.must_be_less_than_or_equal_to",
            "a1 (AsyncAPI): pod: max_concurrency: must be less than or equal to 100 (got 101)"),
        schema(
            root("autoscaling: {max_downscale_factor: 1}"),
            "configreader.must_be_less_than",
            RT + "autoscaling: max_downscale_factor: must be less than 1.0 (got 1.0)"),
        schema(
            container("compute: {cpu: 0.0199}"),
            "configreader.must_be_greater_than_or_equal_to",
            C + "compute: cpu: must be greater than or equal to \"20m\" (got \"0.0199\")"),
        schema(
            root("autoscaling: {window: 5s}"),
            "configreader.must_be_greater_than_or_equal_to",
            RT + "autoscaling: window: must be greater than or equal to \"10s\" (got \"5s\")"),
        schema(
            root("autoscaling: {target_in_flight: -.inf}"),
            "configreader.must_be_greater_than",
            RT + "autoscaling: target_in_flight: must be greater than 0.0 (got -Inf.0)"),
        schema(
            root("autoscaling: {window: 10500ms}"),
            "configreader.is_not_multiple",
            RT + "autoscaling: window: \"10.5s\" is not a multiple of \"10s\""),
        schema(
            "- {name: " + "é".repeat(22) + ", kind: RealtimeAPI}",
            "configreader.too_long",
            "é".repeat(22)
                + " (RealtimeAPI): name: \""
                + "é".repeat(22)
                + "\" must be no more than 42 characters"),
        schema(
            root("networking: {endpoint: " + "a".repeat(1001) + "}"),
            "configreader.too_long",
            RT
                + "networking: endpoint: \""
                + "a".repeat(1001)
                + "\" must be no more than 1000 characters"),
        schema(
            "- {name: b-x, kind: RealtimeAPI}",
            "configreader.cant_have_prefix",
            "b-x (RealtimeAPI): name: \"b-x\" cannot start with \"b-\""),
        schema(
            root("node_groups: [a, 'b c']"),
            "configreader.alpha_numeric_dash_underscore",
            RT
                + "node_groups: index 1: \"b c\" must contain only letters, numbers, underscores,"
                + " and dashes"),
        schema(
            api("a1", "RealtimeAPI", "containers: [{name: c, image: a:b:c}]", ""),
            "configreader.invalid_docker_image",
            C + "image: \"a:b:c\" is not a valid docker image path"),
        schema(
            api("a1", "RealtimeAPI", "containers: ~", ""),
            "configreader.too_few_elements",
            RT + "pod: containers: must contain at least 1 elements"),
        schema(
            root("update_strategy: {max_surge: @5}"),
            "configreader.cortex_resource_not_allowed",
            RT
                + "update_strategy: max_surge: @5: cortex resource references (which start with @)"
                + " are not allowed in this context"),
        schema(
            "- {name: @a, kind: RealtimeAPI}",
            "configreader.cortex_resource_not_allowed",
            "\uD83C\uDF1D".repeat(5)
                + "a (RealtimeAPI): name: @a: cortex resource references (which"
                + " start with @) are not allowed in this context"),
        schema(
            "- {name: \"a\\n\", kind: RealtimeAPI}",
            "urls.dns1035",
            "a\n (RealtimeAPI): name: \"a\n\" must contain only lower case letters, numbers, and"
                + " dashes, start with a letter, and cannot end with a dash"),
        schema(
            root("networking: {endpoint: /a*}"),
            "urls.endpoint",
            RT
                + "networking: endpoint: \"/a*\" must consist of lower case alphanumeric characters,"
                + " '/', '-', '_', or '.'"),
        schema(
            root("networking: {endpoint: //}"),
            "urls.endpoint_double_slash",
            RT + "networking: endpoint: \"//\" cannot contain adjacent slashes"),
        schema(
            root("networking: {endpoint: /}"),
            "urls.endpoint_empty_path",
            RT + "networking: endpoint: \"/\" is not allowed (a path must be specified)"),
        schema(
            container("compute: {shm: 1K}"),
            "k8s.parse_quantity",
            C
                + "compute: shm: 1K: invalid kubernetes quantity, some valid examples are 1, 200m,"
                + " 500Mi, 2G (see here for more information:"
                + " https://docs.cortexlabs.com/v/0.42/)"),
        schema(
            root("autoscaling: {window: '60'}"),
            "error",
            RT + "autoscaling: window: time: missing unit in duration \"60\""),
        schema(
            root("update_strategy: {max_unavailable: -1}"),
            "spec.invalid_surge_or_unavailable",
            RT
                + "update_strategy: max_unavailable: \"-1\" is not a valid value - must be an integer"
                + " percentage (e.g. 25%, to denote a percentage of desired replicas) or a positive"
                + " integer (e.g. 5, to denote a number of replicas)"),
        semantic(
            api(
                "a1",
                "TaskAPI",
                "port: 80, containers: [{name: c, image: q.io/i, command: [a]}]",
                ""),
            "spec.field_is_not_supported_for_kind",
            "a1 (TaskAPI): pod: port is not supported for TaskAPI kind"),
        semantic(
            api(
                "a1",
                "RealtimeAPI",
                "containers: [{name: c, image: q.io/i, compute: {gpu: 1}}, {name: d, image: q.io/i, compute:"
                    + " {inf: 1}}]",
                ""),
            "spec.compute_resource_conflict",
            RT + "pod: compute: gpu and inf resources cannot be used together"),
        semantic(
            api(
                "a1",
                "RealtimeAPI",
                "containers: [{name: c, image: q.io/i}, {name: c, image: j}]",
                ""),
            "spec.duplicate_container_name",
            RT + "pod: containers: index 1: image: container name c must be unique"),
        semantic(
            api("a1", "BatchAPI", "containers: [{name: c, image: q.io/i, command: ~}]", ""),
            "spec.field_must_be_specified_for_kind",
            "a1 (BatchAPI): pod: containers: index 0: command: command must be specified for"
                + " BatchAPI kind"),
        semantic(
            container("env: {KUBEXIT_X: a}"),
            "spec.cortex_prefixed_env_var_not_allowed",
            C
                + "env: KUBEXIT_X: environment variables starting with CORTEX_ or KUBEXIT_ are"
                + " reserved"),
        semantic(
            container("readiness_probe: {period_seconds: 5}"),
            "spec.specify_exactly_one_field",
            C
                + "readiness_probe: please specify one of the following fields: \"http_get\","
                + " \"tcp_socket\", or \"exec\""),
        semantic(
            api(
                "a1",
                "AsyncAPI",
                "containers: [{name: c, image: q.io/i, readiness_probe: {}}]",
                ""),
            "spec.specify_exactly_one_field",
            "a1 (AsyncAPI): pod: containers: index 0: readiness_probe: please specify either"
                + " \"http_get\" or \"tcp_socket\""),
        semantic(
            container("pre_stop: {http_get: {port: 80}, exec: {command: [a]}}"),
            "spec.specify_exactly_one_field",
            C
                + "pre_stop: please specify either \"http_get\" or \"exec\" (both cannot be specified"
                + " at the same time)"),
        semantic(
            container("compute: {shm: 1Gi, mem: 512Mi}"),
            "spec.shm_cannot_exceed_mem",
            C + "compute: shm (1Gi) cannot exceed total compute mem (512Mi)"),
        semantic(
            root("autoscaling: {target_in_flight: .inf}"),
            "spec.target_in_flight_limit_reached",
            RT
                + "autoscaling: target_in_flight cannot be greater than max_concurrency +"
                + " max_queue_length (+Inf > 1 + 100)"),
        semantic(
            root("autoscaling: {min_replicas: 101}"),
            "spec.min_replicas_greater_than_max",
            RT + "autoscaling: min_replicas cannot be greater than max_replicas (101 > 100)"),
        semantic(
            root("autoscaling: {init_replicas: 101}"),
            "spec.init_replicas_greater_than_max",
            RT + "autoscaling: init_replicas cannot be greater than max_replicas (101 > 100)"),
        semantic(
            root("autoscaling: {init_replicas: 0}"),
            "spec.init_replicas_less_than_min",
            RT + "autoscaling: init_replicas cannot be less than min_replicas (0 < 1)"),
        semantic(
            root("update_strategy: {max_surge: 0, max_unavailable: 0%}"),
            "spec.surge_and_unavailable_both_zero",
            RT + "update_strategy: max_surge and max_unavailable cannot both be zero"),
        semantic(
            splitter + "[{name: a, weight: 100, shadow: on}]}",
            "spec.incorrect_traffic_splitter_weight",
            "ts (TrafficSplitter): apis: expected weights of all non-shadow apis to sum to 100 but"
                + " found 0"),
        semantic(
            splitter + "~}",
            "spec.incorrect_traffic_splitter_weight",
            "ts (TrafficSplitter): apis: expected weights of all non-shadow apis to sum to 100 but"
                + " found 0"),
        semantic(
            splitter
                + "[{name: a, weight: 50}, {name: b, weight: 0}, {name: b, weight: 0},"
                + " {name: a, weight: 50}]}",
            "spec.traffic_splitter_apis_not_unique",
            "ts (TrafficSplitter): apis: apis not unique: a  b"),
        semantic(
            splitter
                + "[{name: a, weight: 100}, {name: b, weight: 1, shadow: y}, {name: c,"
                + " weight: 1, shadow: y}]}",
            "spec.one_shadow_per_traffic_splitter",
            "ts (TrafficSplitter): multiple shadow apis detected; only one api is allowed to be"
                + " marked as a shadow"),
        semantic(
            A1 + splitter + "[{name: a1, weight: 50}, {name: zz, weight: 50}]}",
            "resources.apis_not_deployed",
            "ts (TrafficSplitter): api zz was either not found or is not a RealtimeAPI"),
        semantic(
            A1 + splitter + "[{name: ts, weight: 50}, {name: zz, weight: 50}]}",
            "resources.apis_not_deployed",
            "ts (TrafficSplitter): apis ts and zz were either not found or are not RealtimeAPIs"),
        whole(
            A1 + root("networking: {endpoint: b}"),
            "spec.duplicate_name",
            "name \"a1\" must be unique across apis (defined in cortex.yaml)"),
        whole(
            A1
                + api(
                    "a2",
                    "RealtimeAPI",
                    "containers: [{name: c, image: q.io/i}]",
                    ", networking: {endpoint: /a1/}"),
            "spec.duplicate_endpoint_in_one_deploy",
            "endpoint \"/a1\" must be unique across apis (defined in a1 and a2)"));
  }

  static List<Example> clusterExamples() {
    return List.of(
        semantic(
            root("node_groups: [nope]"),
            "resources.invalid_node_group_selector",
            RT
                + "node_groups: node group \"nope\" doesn't exist; remove the node group selector to"
                + " let Cortex determine automatically where to place the API, or specify a valid"
                + " node group name (cpu or gpu-ng)"),
        semantic(
            container("compute: {mem: 102400Mi}"),
            "resources.no_available_node_compute_limit",
            RT
                + """
                no instance types in your cluster are large enough to satisfy the requested \
                resources for your pod

                requested pod resources
                CPU:    300m (including 100m for the proxy sidecar container)
                memory: 102500Mi (including 100Mi for the proxy sidecar container)

                node group   instance type   CPU     memory    GPU
                cpu          m5.large        1440m   7042Mi    0
                gpu-ng       g4dn.xlarge     3290m   15084Mi   1"""),
        semantic(
            container("compute: {gpu: 1}").replace("}]}}", "}]}, node_groups: [cpu]}"),
            "resources.no_available_node_compute_limit",
            RT
                + """
                no instance types in your cluster are large enough to satisfy the requested \
                resources for your pod

                requested pod resources
                CPU:    300m (including 100m for the proxy sidecar container)
                memory: 100Mi (including 100Mi for the proxy sidecar container)
                GPU:    1

                node group   instance type   CPU     memory   GPU
                cpu          m5.large        1440m   7042Mi   0

                the following node group was skipped (based on the api configuration's node_groups \
                field): gpu-ng"""));
  }

  private static final ClusterConfig CLUSTER =
      ClusterConfig.parse(
          """
          node_groups:
            - {name: cpu, instance_type: m5.large}
            - {name: gpu-ng, instance_type: g4dn.xlarge}
          """
              .getBytes(StandardCharsets.UTF_8));

  @ParameterizedTest
  @MethodSource("examples")
  void firstFindingIsCortexsOwn(Example example) {
    check(example, Yaml.parse(example.yaml()));
  }

  @ParameterizedTest
  @MethodSource("clusterExamples")
  void placementIsCheckedAgainstACluster(Example example) {
    byte[] content = example.yaml().getBytes(StandardCharsets.UTF_8);

    check(example, CortexConfig.parse("cortex.yaml", content, Optional.of(CLUSTER)));
    assertThat(CortexConfig.parse("cortex.yaml", content, Optional.empty()))
        .isInstanceOf(ParseResult.Valid.class);
  }

  @Test
  void aClusterWithoutNodeGroupsTakesNothing() {
    byte[] content = A1.getBytes(StandardCharsets.UTF_8);
    ClusterConfig empty = ClusterConfig.parse("node_groups: []".getBytes(StandardCharsets.UTF_8));

    check(
        whole(
            A1,
            "resources.no_node_groups",
            "your api cannot be deployed because your cluster doesn't have any node groups; create"
                + " a node group with `cortex cluster configure CLUSTER_CONFIG_FILE`"),
        CortexConfig.parse("cortex.yaml", content, Optional.of(empty)));
  }

  @Test
  void anInstanceTypeThatIsNotKnownIsTakenToBeLargeEnough() {
    ClusterConfig unknown =
        ClusterConfig.parse(
            "node_groups: [{name: x, instance_type: zz9.huge}]".getBytes(StandardCharsets.UTF_8));
    byte[] content = container("compute: {cpu: 900}").getBytes(StandardCharsets.UTF_8);

    assertThat(CortexConfig.parse("cortex.yaml", content, Optional.of(unknown)))
        .isInstanceOf(ParseResult.Valid.class);
  }

  private static void check(Example example, ParseResult result) {
    assertThat(result).isInstanceOf(ParseResult.Invalid.class);
    Finding first = result.findings().get(0);
    assertThat(first.message()).isEqualTo(example.message());
    assertThat(first.kind()).isEqualTo(example.kind());
    assertThat(first.severity()).isEqualTo(Severity.ERROR);
  }

  @Test
  void everyErrorRuleHasAnExample() {
    Set<String> tested =
        Stream.concat(examples().stream(), clusterExamples().stream())
            .map(Example::kind)
            .collect(Collectors.toSet());
    tested.add("resources.no_node_groups");
    List<String> errors =
        Rules.all().stream()
            .filter(rule -> rule.severity() == Severity.ERROR)
            .map(Rule::kind)
            .toList();

    assertThat(tested).containsExactlyInAnyOrderElementsOf(errors);
  }
}
