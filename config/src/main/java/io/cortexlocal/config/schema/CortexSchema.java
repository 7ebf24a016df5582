package io.cortexlocal.config.schema;

import static io.cortexlocal.config.ApiKind.ASYNC_API;
import static io.cortexlocal.config.ApiKind.BATCH_API;
import static io.cortexlocal.config.ApiKind.REALTIME_API;
import static io.cortexlocal.config.ApiKind.TASK_API;
import static io.cortexlocal.config.ApiKind.TRAFFIC_SPLITTER;
import static io.cortexlocal.config.schema.Field.nullable;
import static io.cortexlocal.config.schema.Field.optional;
import static io.cortexlocal.config.schema.Field.required;
import static io.cortexlocal.config.schema.Field.requiredList;

import io.cortexlocal.config.ApiKind;
import io.cortexlocal.config.schema.ValueType.Section;
import io.cortexlocal.config.schema.ValueType.Sections;
import io.cortexlocal.config.schema.ValueType.TextMap;
import io.cortexlocal.config.schema.ValueType.Truth;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Every key of a {@code cortex.yaml}, in the order in which Cortex 0.42 looks at them. */
public final class CortexSchema {

  private static final List<String> KINDS =
      Arrays.stream(ApiKind.values()).map(ApiKind::text).toList();

  private static final Section HTTP_GET =
      new Section(
          List.of(
              optional(
                  "path",
                  Types.text(TextChecks.endpointCharacters(), TextChecks.noDoubleSlash())
                      .parsedBy(text -> ValueType.Parsed.value(Endpoints.normalize(text))),
                  "/",
                  "/",
                  "The path to get. A query string is not possible."),
              required("port", Types.port(), "The port to send the request to.")));

  private static final Section TCP_SOCKET =
      new Section(List.of(required("port", Types.port(), "The port to connect to.")));

  private static final Section EXEC =
      new Section(
          List.of(
              required(
                  "command",
                  Types.nonEmptyTexts(),
                  "The command to run in the container; exit code 0 is success.")));

  private static final Section PROBE =
      new Section(
          List.of(
              nullable("http_get", HTTP_GET, "Succeeds when an HTTP GET gets a 2xx or 3xx."),
              nullable("tcp_socket", TCP_SOCKET, "Succeeds when the port accepts a connection."),
              optional(
                  "initial_delay_seconds",
                  Types.int32From(0),
                  0L,
                  "0",
                  "Seconds between the container's start and the first probe."),
              optional(
                  "timeout_seconds",
                  Types.int32From(0),
                  1L,
                  "1",
                  "Seconds after which a probe counts as failed."),
              optional(
                  "period_seconds", Types.int32From(0), 10L, "10", "Seconds between two probes."),
              optional(
                  "success_threshold",
                  Types.int32From(0),
                  1L,
                  "1",
                  "Successes in a row until a failed container counts as well again."),
              optional(
                  "failure_threshold",
                  Types.int32From(0),
                  3L,
                  "3",
                  "Failures in a row until the container counts as failed.")));

  private static final Section PROBE_WITH_EXEC =
      Types.with(
          PROBE, nullable("exec", EXEC, "Succeeds when a command in the container succeeds."));

  private static final Section PRE_STOP =
      new Section(
          List.of(
              nullable("http_get", HTTP_GET, "Sends an HTTP GET to the container."),
              nullable("exec", EXEC, "Runs a command in the container.")));

  private static final Section COMPUTE =
      new Section(
          List.of(
              nullable(
                      "cpu",
                      Types.quantityOrNumber("20m"),
                      "CPUs to request, such as 0.5 or 500m; null requests none.")
                  .defaultingTo(Types.quantity("200m"), "200m"),
              nullable(
                  "mem",
                  Types.quantity(Optional.of("20Mi")),
                  "Memory to request, such as 1Gi. A bare number is refused."),
              optional("gpu", Types.int64From(0), 0L, "0", "GPUs to request."),
              optional("inf", Types.int64From(0), 0L, "0", "Inferentia chips to request."),
              nullable("shm", Types.quantity(Optional.empty()), "Size of /dev/shm; at most mem.")));

  private static final Section CONTAINER =
      new Section(
          List.of(
              required(
                  "name",
                  Types.text(
                      TextChecks.noneOf(List.of("dequeuer", "proxy")),
                      TextChecks.atMostBytes(63),
                      TextChecks.dnsName()),
                  "The container's name, unique in its pod."),
              required("image", Types.text(TextChecks.image()), "The container's image."),
              optional(
                  "env",
                  new TextMap(),
                  new TreeMap<String, String>(),
                  "{}",
                  "Environment variables; all values are strings."),
              nullable("command", Types.texts(), "Replaces the image's ENTRYPOINT."),
              nullable("args", Types.texts(), "Replaces the image's CMD."),
              optional("compute", COMPUTE, null, "", "The resources to request."),
              nullable(
                  "liveness_probe", PROBE_WITH_EXEC, "When it fails, the container is restarted."),
              nullable(
                      "readiness_probe",
                      PROBE_WITH_EXEC,
                      "Until it succeeds, the replica receives no requests.")
                  .on(REALTIME_API),
              nullable(
                      "readiness_probe",
                      PROBE,
                      "Until it succeeds, the worker receives no requests.")
                  .on(ASYNC_API, BATCH_API),
              nullable("pre_stop", PRE_STOP, "What to do before the container is asked to stop.")
                  .on(REALTIME_API, ASYNC_API)));

  private static final Section POD =
      new Section(
          List.of(
              nullable(
                      "port",
                      Types.port(),
                      "The port that receives the requests. A TaskAPI must not have one.")
                  .defaultingTo(null, "8080"),
              requiredList(
                  "containers", new Sections(CONTAINER, 1), "The containers of each replica."),
              optional(
                      "max_queue_length",
                      Types.int64Between(0, 30_000),
                      100L,
                      "100",
                      "Requests per replica that wait in the sidecar; more get a 503.")
                  .on(REALTIME_API),
              optional(
                      "max_concurrency",
                      Types.int64Between(0, 30_000),
                      1L,
                      "1",
                      "Requests per replica that the containers work on at a time.")
                  .on(REALTIME_API),
              optional(
                      "max_concurrency",
                      Types.int64Between(0, 100),
                      1L,
                      "1",
                      "Requests per replica that the containers work on at a time.")
                  .on(ASYNC_API)));

  private static final Section NETWORKING =
      new Section(
          List.of(
              optional(
                  "endpoint",
                  Types.text(
                          TextChecks.atMostBytes(1000),
                          TextChecks.endpointCharacters(),
                          TextChecks.noDoubleSlash(),
                          TextChecks.notRoot())
                      .parsedBy(text -> ValueType.Parsed.value(Endpoints.normalize(text))),
                  null,
                  "/ and the API's name",
                  "The path at the gateway.")));

  private static final Section AUTOSCALING =
      new Section(
          List.of(
              optional(
                  "min_replicas",
                  Types.int32From(0),
                  1L,
                  "1",
                  "The fewest replicas; 0 scales to zero."),
              optional("max_replicas", Types.int32Above(0), 100L, "100", "The most replicas."),
              optional(
                  "init_replicas",
                  Types.int32From(0),
                  null,
                  "min_replicas",
                  "Replicas right after the first deployment."),
              optional(
                  "target_in_flight",
                  Types.above(0),
                  null,
                  "max_concurrency",
                  "Requests in flight per replica that the autoscaler aims at."),
              optional(
                  "window",
                  Types.windowDuration("10s"),
                  Duration.ofSeconds(60),
                  "60s",
                  "The time over which requests in flight are averaged."),
              optional(
                  "downscale_stabilization_period",
                  Types.durationFrom("0s"),
                  Duration.ofMinutes(5),
                  "5m",
                  "Scales down to the highest recommendation of this time."),
              optional(
                  "upscale_stabilization_period",
                  Types.durationFrom("0s"),
                  Duration.ofMinutes(1),
                  "1m",
                  "Scales up to the lowest recommendation of this time."),
              optional(
                  "max_downscale_factor",
                  Types.fromBelow(0, 1),
                  0.75,
                  "0.75",
                  "The smallest share of the replicas that one step down leaves."),
              optional(
                  "max_upscale_factor",
                  Types.above(1),
                  1.5,
                  "1.5",
                  "The largest multiple of the replicas that one step up reaches."),
              optional(
                  "downscale_tolerance",
                  Types.fromBelow(0, 1),
                  0.05,
                  "0.05",
                  "Recommendations down by less than this share are ignored."),
              optional(
                  "upscale_tolerance",
                  Types.from(0),
                  0.05,
                  "0.05",
                  "Recommendations up by less than this share are ignored.")));

  private static final Section UPDATE_STRATEGY =
      new Section(
          List.of(
              optional(
                  "max_surge",
                  Types.replicaLimit(),
                  "25%",
                  "25%",
                  "Replicas above the desired number during an update."),
              optional(
                  "max_unavailable",
                  Types.replicaLimit(),
                  "25%",
                  "25%",
                  "Replicas below the desired number during an update.")));

  private static final Section TARGET =
      new Section(
          List.of(
              required("name", Types.text(), "The name of a RealtimeAPI."),
              required(
                  "weight",
                  Types.percentage(),
                  "Per cent of the requests; of a shadow, per cent of those mirrored."),
              optional(
                  "shadow",
                  new Truth(),
                  false,
                  "false",
                  "Sends copies of requests and drops the responses.")));

  /** An API: every key of every kind. */
  public static final Section API =
      new Section(
          List.of(
              required(
                  "name",
                  Types.text(
                      TextChecks.atMostBytes(42),
                      TextChecks.notStartingWith("b-"),
                      TextChecks.dnsName()),
                  "The API's name, unique in the cluster."),
              required("kind", Types.text(TextChecks.oneOf(KINDS)), "The kind of API.")
                  .hinting(
                      ", and set to "
                          + CortexText.list(
                              KINDS.stream().map(CortexText::quoted).collect(Collectors.toList()),
                              "or")),
              optional("pod", POD, null, "", "What a replica consists of.")
                  .on(REALTIME_API, ASYNC_API, BATCH_API, TASK_API),
              nullable(
                      "node_groups",
                      Types.nodeGroups(),
                      "The cluster's node groups that may run it; all where it is not given.")
                  .on(REALTIME_API, ASYNC_API, BATCH_API, TASK_API),
              requiredList("apis", new Sections(TARGET, 0), "Where the requests go.")
                  .on(TRAFFIC_SPLITTER),
              optional("networking", NETWORKING, null, "", "How the API is reached."),
              optional("autoscaling", AUTOSCALING, null, "", "How many replicas there are.")
                  .on(REALTIME_API, ASYNC_API),
              optional("update_strategy", UPDATE_STRATEGY, null, "", "How updates roll out.")
                  .on(REALTIME_API, ASYNC_API)));

  private CortexSchema() {}
}
