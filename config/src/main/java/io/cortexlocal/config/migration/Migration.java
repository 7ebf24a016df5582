package io.cortexlocal.config.migration;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cortexlocal.config.ApiKind;
import io.cortexlocal.config.CortexConfig;
import io.cortexlocal.config.Finding;
import io.cortexlocal.config.Severity;
import io.cortexlocal.config.validation.OldKeys;
import io.cortexlocal.config.yaml.DeepStack;
import io.cortexlocal.config.yaml.InvalidYamlException;
import io.cortexlocal.config.yaml.YamlDocument;
import io.cortexlocal.config.yaml.YamlNode;
import io.cortexlocal.config.yaml.YamlNode.Entry;
import io.cortexlocal.config.yaml.YamlNode.Mapping;
import io.cortexlocal.config.yaml.YamlNode.Scalar;
import io.cortexlocal.config.yaml.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Writes a file for Cortex before 0.36 anew for 0.42, as far as that can be known. */
public final class Migration {

  /** What stands before everything that a person must decide. */
  public static final String DECIDE = "TODO: ";

  private static final int MOST_ROUNDS = 40;
  private static final String CONTAINER = "pod.containers[0].";

  private static final List<String> AUTOSCALING =
      List.of(
          "min_replicas",
          "max_replicas",
          "init_replicas",
          "window",
          "downscale_stabilization_period",
          "upscale_stabilization_period",
          "max_downscale_factor",
          "max_upscale_factor",
          "downscale_tolerance",
          "upscale_tolerance");

  private final Set<String> names = new HashSet<>();

  private Migration() {}

  /**
   * Returns the file anew. It validates; what was written before and could not be kept stands in
   * comments. A file that is not for an old Cortex comes back as it is, to the byte.
   *
   * @throws IllegalArgumentException when it cannot be read, or has no API that could be written;
   *     the message says why
   */
  public static byte[] migrate(byte[] content) {
    YamlNode root = read(content);
    List<YamlNode> items =
        root instanceof Sequence sequence
            ? sequence.items()
            : root instanceof Mapping ? List.of(root) : List.of();
    boolean old =
        items.stream().anyMatch(item -> item instanceof Mapping map && OldKeys.isOld(map));
    if (!old) {
      return content;
    }
    Migration migration = new Migration();
    List<NewApi> apis = new ArrayList<>();
    StringBuilder dropped = new StringBuilder();
    for (YamlNode item : items) {
      if (item instanceof Mapping map && "deployment".equals(text(map, "kind"))) {
        dropped
            .append("# kind: deployment is gone: APIs stand for themselves (")
            .append(YamlText.comment(map).replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " "))
            .append(")\n");
      } else if (item instanceof Mapping map) {
        apis.add(migration.api(map));
      }
    }
    return valid(apis, dropped.toString()).getBytes(UTF_8);
  }

  private static YamlNode read(byte[] content) {
    try {
      YamlDocument document = YamlDocument.read(content);
      return DeepStack.call(document.depth(), () -> value(document));
    } catch (InvalidYamlException e) {
      throw refused(e);
    }
  }

  private static YamlNode value(YamlDocument document) {
    try {
      return document.value();
    } catch (InvalidYamlException e) {
      throw refused(e);
    }
  }

  private static IllegalArgumentException refused(InvalidYamlException e) {
    return new IllegalArgumentException(
        "line %d, column %d: invalid yaml: %s"
            .formatted(e.span().line(), e.span().column(), e.getMessage()),
        e);
  }

  /** Takes out of the APIs what Cortex refuses, until nothing is left to refuse. */
  private static String valid(List<NewApi> apis, String dropped) {
    List<NewApi> written = new ArrayList<>(apis);
    StringBuilder refused = new StringBuilder(dropped);
    for (int round = 0; round < MOST_ROUNDS && !written.isEmpty(); round++) {
      String text = refused + String.join("\n", written.stream().map(NewApi::text).toList());
      List<Finding> errors =
          CortexConfig.parse("cortex.yaml", text.getBytes(UTF_8), Optional.empty())
              .findings()
              .stream()
              .filter(finding -> finding.severity() == Severity.ERROR)
              .toList();
      if (errors.isEmpty()) {
        return text;
      }
      leaveOut(written, errors.get(0), refused, round > MOST_ROUNDS / 2);
    }
    throw new IllegalArgumentException("no API in it could be written for Cortex 0.42");
  }

  private static void leaveOut(
      List<NewApi> written, Finding error, StringBuilder refused, boolean impatient) {
    int close = error.path().indexOf(']');
    int index = close < 0 ? 0 : Integer.parseInt(error.path().substring(1, close));
    String path = close < 0 ? "" : error.path().substring(close + 1).replaceFirst("^\\.", "");
    NewApi api = written.get(index);
    String why = error.message().lines().findFirst().orElse("").replaceFirst("^cortex.yaml: ", "");
    boolean required =
        path.isEmpty() || path.equals("name") || path.equals("kind") || path.startsWith("apis");
    if (impatient || required || !api.leaveOut(path, why)) {
      api.comment("left out as a whole: " + why);
      refused.append(api.commentText()).append('\n');
      written.remove(index);
    }
  }

  private NewApi api(Mapping old) {
    NewApi api = new NewApi();
    String given = text(old, "name");
    String name = unique(name(given));
    if (!name.equals(given)) {
      api.comment("the name was " + given);
    }
    api.put("name", name);
    ApiKind kind = kind(old, api);
    api.put("kind", kind.text());
    if (kind == ApiKind.TRAFFIC_SPLITTER) {
      copy(old, "apis", api, "apis");
    } else if (map(old, "pod").isPresent()) {
      copy(old, "pod", api, "pod");
    } else {
      pod(old, kind, api);
    }
    nodeGroups(old, kind, api);
    map(old, "networking")
        .ifPresent(networking -> copy(networking, "endpoint", api, "networking.endpoint"));
    if (!api.has("networking.endpoint")) {
      copy(old, "endpoint", api, "networking.endpoint");
    }
    if (kind == ApiKind.REALTIME_API || kind == ApiKind.ASYNC_API) {
      autoscaling(old, api);
      map(old, "update_strategy")
          .ifPresent(
              strategy -> {
                copy(strategy, "max_surge", api, "update_strategy.max_surge");
                copy(strategy, "max_unavailable", api, "update_strategy.max_unavailable");
              });
    }
    comments(old, api);
    return api;
  }

  private static String name(String given) {
    String name =
        given == null
            ? ""
            : given
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^[^a-z]+|-+$", "");
    String legal = name.isEmpty() ? "api" : name.startsWith("b-") ? name.substring(2) : name;
    return legal.isEmpty() || !Character.isLetter(legal.charAt(0))
        ? "api"
        : legal.substring(0, Math.min(legal.length(), 36)).replaceAll("-+$", "");
  }

  private String unique(String name) {
    String unique = name;
    for (int i = 2; !names.add(unique); i++) {
      unique = name + "-" + i;
    }
    return unique;
  }

  private static ApiKind kind(Mapping old, NewApi api) {
    String text = text(old, "kind");
    if ("APISplitter".equals(text)) {
      return ApiKind.TRAFFIC_SPLITTER;
    }
    Optional<ApiKind> same =
        Arrays.stream(ApiKind.values()).filter(kind -> kind.text().equals(text)).findFirst();
    if (same.isEmpty() && text != null && !text.equals("api")) {
      api.comment("the kind was " + text);
    }
    return same.orElse(ApiKind.REALTIME_API);
  }

  private static void pod(Mapping old, ApiKind kind, NewApi api) {
    Mapping program = map(old, "handler").or(() -> map(old, "predictor")).orElse(old);
    if (kind == ApiKind.REALTIME_API || kind == ApiKind.ASYNC_API) {
      concurrency(old, program, kind, api);
    }
    api.put(CONTAINER + "name", "api");
    api.put(CONTAINER + "image", "registry.example/your-server:1");
    api.note(
        CONTAINER + "image",
        DECIDE + "an image with a server of your own; Cortex has none since 0.36");
    map(program, "env").ifPresent(env -> api.put(CONTAINER + "env", texts(env)));
    if (kind == ApiKind.BATCH_API || kind == ApiKind.TASK_API) {
      api.put(CONTAINER + "command", "[python, main.py]");
      api.note(CONTAINER + "command", DECIDE + "what the container starts; it is required");
    }
    map(old, "compute")
        .ifPresent(
            compute -> {
              for (String key : List.of("cpu", "mem", "gpu", "inf")) {
                copy(compute, key, api, CONTAINER + "compute." + key);
              }
            });
    if (kind == ApiKind.REALTIME_API) {
      api.comment(
          DECIDE
              + "a readiness_probe for the container, such as {http_get: {path: /healthz, port:"
              + " 8080}}; without one, requests arrive once port 8080 is bound");
    }
    if (find(program, "shm_size").isPresent() && api.has(CONTAINER + "compute.mem")) {
      copy(program, "shm_size", api, CONTAINER + "compute.shm");
    }
  }

  private static void concurrency(Mapping old, Mapping program, ApiKind kind, NewApi api) {
    Optional<Mapping> autoscaling = map(old, "autoscaling");
    long processes =
        number(program, "processes_per_replica")
            .or(() -> autoscaling.flatMap(a -> number(a, "workers_per_replica")))
            .orElse(1L);
    long threads =
        number(program, "threads_per_process")
            .or(() -> autoscaling.flatMap(a -> number(a, "threads_per_worker")))
            .orElse(1L);
    long atOnce = Math.max(1, Math.min(processes, 1000) * Math.min(threads, 1000));
    if (atOnce > 1) {
      api.put("pod.max_concurrency", Long.toString(atOnce));
      api.note(
          "pod.max_concurrency",
          DECIDE + "as many as your server works on at a time; before: processes × threads");
    }
    Optional<Long> most = autoscaling.flatMap(a -> number(a, "max_replica_concurrency"));
    if (most.isPresent() && kind == ApiKind.REALTIME_API && most.get() > atOnce) {
      api.put("pod.max_queue_length", Long.toString(most.get() - atOnce));
    }
  }

  private static void nodeGroups(Mapping old, ApiKind kind, NewApi api) {
    if (kind == ApiKind.TRAFFIC_SPLITTER) {
      return;
    }
    copy(old, "node_groups", api, "node_groups");
    if (!api.has("node_groups")) {
      map(old, "compute").ifPresent(compute -> copy(compute, "node_groups", api, "node_groups"));
    }
  }

  private static void autoscaling(Mapping old, NewApi api) {
    Optional<Mapping> autoscaling = map(old, "autoscaling");
    Optional<Mapping> compute = map(old, "compute");
    for (String key : AUTOSCALING) {
      autoscaling.ifPresent(a -> copy(a, key, api, "autoscaling." + key));
      if (!api.has("autoscaling." + key)) {
        compute.ifPresent(c -> copy(c, key, api, "autoscaling." + key));
      }
    }
    autoscaling.ifPresent(
        a -> {
          copy(a, "target_replica_concurrency", api, "autoscaling.target_in_flight");
          copy(a, "target_in_flight", api, "autoscaling.target_in_flight");
        });
  }

  /** Says what became of everything that was not taken over. */
  private static void comments(Mapping old, NewApi api) {
    for (Entry entry : old.entries().values()) {
      String key = String.valueOf(entry.key().value());
      switch (key) {
        case "name", "kind", "pod", "apis", "node_groups", "endpoint", "update_strategy" -> {}
        case "networking", "autoscaling", "compute" -> {
          if (entry.value() instanceof Mapping section) {
            for (Object inner : section.entries().keySet()) {
              OldKeys.became(key, String.valueOf(inner))
                  .ifPresent(
                      became -> api.comment("before: " + key + "." + inner + " → " + became));
            }
          }
        }
        default ->
            api.comment(
                "before: "
                    + key
                    + ": "
                    + YamlText.comment(entry.value())
                    + OldKeys.became("", key).map(became -> " → " + became).orElse(""));
      }
    }
  }

  private static void copy(Mapping from, String key, NewApi api, String path) {
    find(from, key).ifPresent(value -> api.put(path, YamlText.of(value)));
  }

  private static String texts(Mapping env) {
    List<String> pairs = new ArrayList<>();
    for (Entry entry : env.entries().values()) {
      if (entry.value() instanceof Scalar scalar && scalar.value() != null) {
        pairs.add(
            YamlText.scalar(String.valueOf(entry.key().value()))
                + ": "
                + YamlText.scalar(String.valueOf(scalar.value())));
      }
    }
    return "{" + String.join(", ", pairs) + "}";
  }

  private static Optional<YamlNode> find(Mapping map, String key) {
    Entry entry = map.get(key);
    return entry == null || (entry.value() instanceof Scalar scalar && scalar.isNull())
        ? Optional.empty()
        : Optional.of(entry.value());
  }

  private static Optional<Mapping> map(Mapping map, String key) {
    return find(map, key).filter(Mapping.class::isInstance).map(Mapping.class::cast);
  }

  private static Optional<Long> number(Mapping map, String key) {
    return find(map, key)
        .filter(value -> value instanceof Scalar scalar && scalar.value() instanceof Long)
        .map(value -> (Long) ((Scalar) value).value());
  }

  private static String text(Mapping map, String key) {
    return map.get(key) != null
            && map.get(key).value() instanceof Scalar scalar
            && scalar.value() instanceof String text
        ? text
        : null;
  }
}
