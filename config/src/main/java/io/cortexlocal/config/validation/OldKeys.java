package io.cortexlocal.config.validation;

import io.cortexlocal.config.yaml.YamlNode.Entry;
import io.cortexlocal.config.yaml.YamlNode.Mapping;
import io.cortexlocal.config.yaml.YamlNode.Scalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What became of the keys that Cortex had before 0.36, when pods got containers. */
public final class OldKeys {

  private static final String GONE_WITH_PREDICTORS =
      "gone: the server in your image does it its own way";

  private static final Map<String, String> API =
      map(
          "predictor",
          "gone with 0.34: a server of your own in pod.containers[], with image, command, env and"
              + " compute",
          "handler",
          "gone with 0.36: a server of your own in pod.containers[], with image, command, env and"
              + " compute",
          "definition",
          "gone with 0.36: a program of your own in pod.containers[], with image, command, env and"
              + " compute",
          "compute",
          "pod.containers[].compute, of each container",
          "endpoint",
          "networking.endpoint",
          "tracker",
          "gone: let the server send its own metrics to statsd",
          "monitoring",
          "gone: let the server send its own metrics to statsd",
          "model",
          "gone: the server loads its model",
          "models",
          "gone: the server loads its models",
          "model_format",
          GONE_WITH_PREDICTORS,
          "request_handler",
          GONE_WITH_PREDICTORS,
          "tensorflow",
          GONE_WITH_PREDICTORS,
          "onnx",
          GONE_WITH_PREDICTORS,
          "python",
          GONE_WITH_PREDICTORS,
          "local_port",
          "gone with Cortex's local provider (0.25)");

  private static final Map<String, String> AUTOSCALING =
      map(
          "target_replica_concurrency",
          "autoscaling.target_in_flight",
          "max_replica_concurrency",
          "pod.max_concurrency and pod.max_queue_length: together they are as much",
          "workers_per_replica",
          "pod.max_concurrency; how many processes the server starts is its own business",
          "threads_per_worker",
          "pod.max_concurrency; how many threads the server starts is its own business",
          "processes_per_replica",
          "pod.max_concurrency; how many processes the server starts is its own business",
          "threads_per_process",
          "pod.max_concurrency; how many threads the server starts is its own business",
          "target_cpu_utilization",
          "autoscaling.target_in_flight: replicas follow the requests in flight");

  private static final Map<String, String> NETWORKING =
      map(
          "api_gateway",
          "gone (between 0.25 and 0.28): there is one gateway, the cluster's load balancer",
          "local_port",
          "gone with Cortex's local provider (0.25)");

  private static final Map<String, String> COMPUTE =
      map(
          "node_groups",
          "node_groups of the API itself",
          "min_replicas",
          "autoscaling.min_replicas",
          "max_replicas",
          "autoscaling.max_replicas",
          "init_replicas",
          "autoscaling.init_replicas");

  private static final Map<String, Map<String, String>> SECTIONS =
      Map.of("", API, "autoscaling", AUTOSCALING, "networking", NETWORKING, "compute", COMPUTE);

  private static final Map<String, String> KINDS =
      map(
          "SyncAPI",
          "RealtimeAPI: SyncAPI was its name before 0.19",
          "APISplitter",
          "TrafficSplitter: APISplitter was its first name",
          "api",
          "RealtimeAPI: \"kind: api\" is of Cortex before 0.13",
          "deployment",
          "nothing: \"kind: deployment\" is of Cortex before 0.13, and APIs stand for themselves");

  private OldKeys() {}

  /** Returns what became of a key that Cortex no longer knows. */
  public static Optional<String> became(String section, String key) {
    return Optional.ofNullable(SECTIONS.getOrDefault(section, Map.of()).get(key));
  }

  /** Returns what became of a kind that Cortex no longer knows, in words for a person. */
  static Optional<String> kindBecame(String kind) {
    return Optional.ofNullable(KINDS.get(kind));
  }

  /** Returns whether a map is an API for a Cortex before 0.36. */
  public static boolean isOld(Mapping api) {
    String kind = text(api, "kind");
    return !keys(api).isEmpty() || (kind != null && KINDS.containsKey(kind));
  }

  /** Returns which version an API is for, and what became of each of its keys; empty for now's. */
  static Optional<String> summary(Mapping api) {
    Map<String, String> keys = keys(api);
    String kind = text(api, "kind");
    boolean onlyRenamed = keys.isEmpty() && api.get("pod") != null;
    if (kind != null && KINDS.containsKey(kind) && !onlyRenamed) {
      Map<String, String> all = new LinkedHashMap<>();
      all.put("kind: " + kind, KINDS.get(kind));
      all.putAll(keys);
      keys = all;
    }
    boolean hasPod = api.get("pod") != null && api.get("predictor") == null;
    if (keys.isEmpty() || (hasPod && api.get("handler") == null)) {
      return Optional.empty();
    }
    List<String> lines = new ArrayList<>();
    lines.add(
        "this is a file for "
            + version(api)
            + "; \"cortex-local migrate\" writes it for 0.42 as far as that can be known. What"
            + " became of its keys:");
    keys.forEach((key, became) -> lines.add(key + " → " + became));
    return Optional.of(String.join("\n", lines));
  }

  private static String version(Mapping api) {
    String kind = text(api, "kind");
    if ("deployment".equals(kind) || "api".equals(kind)) {
      return "Cortex before 0.13";
    }
    if ("SyncAPI".equals(kind)) {
      return "Cortex before 0.19";
    }
    if (api.get("handler") != null) {
      return "Cortex before 0.36 (handler: 0.34 and 0.35)";
    }
    if (api.get("predictor") != null) {
      return kind == null
          ? "Cortex before 0.36 (predictor: until 0.33; without kind: before 0.19)"
          : "Cortex before 0.36 (predictor: until 0.33)";
    }
    return "Cortex before 0.36";
  }

  private static Map<String, String> keys(Mapping api) {
    Map<String, String> found = new LinkedHashMap<>();
    for (Entry entry : api.entries().values()) {
      if (!(entry.key().value() instanceof String key)) {
        continue;
      }
      became("", key).ifPresent(text -> found.put(key, text));
      if (SECTIONS.containsKey(key) && entry.value() instanceof Mapping section) {
        for (Object inner : section.entries().keySet()) {
          became(key, String.valueOf(inner)).ifPresent(text -> found.put(key + "." + inner, text));
        }
      }
    }
    return found;
  }

  private static String text(Mapping map, String key) {
    Entry entry = map.get(key);
    return entry != null
            && entry.value() instanceof Scalar scalar
            && scalar.value() instanceof String text
        ? text
        : null;
  }

  private static Map<String, String> map(String... keysAndValues) {
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return map;
  }
}
