package io.cortexlocal.config.schema;

import io.cortexlocal.config.CortexDocumentation;
import io.cortexlocal.config.Severity;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Every rule: first those of Cortex 0.42, whose words are Cortex's to the letter, then the warnings
 * of Cortex Local.
 */
public final class Rules {

  /** The version of Cortex in the links of its messages. */
  public static final String CORTEX_VERSION = CortexDocumentation.VERSION;

  private static final String DOCS = CortexDocumentation.ADDRESS;

  private static final Map<String, Rule> BY_KIND = new LinkedHashMap<>();

  public static final Rule INVALID_YAML =
      error(
          "configreader.invalid_yaml",
          "The file is not YAML",
          "invalid yaml: {}",
          """
          Cortex reads YAML 1.1 with go-yaml 2. Tabs as indentation, control characters, unknown \
          anchors and aliases that expand too much are refused. Only the first document of the \
          file counts.""");

  public static final Rule MALFORMED_CONFIG =
      error(
          "spec.malformed_config",
          "The file is not a list of maps",
          "cortex YAML configuration files must contain a list of maps (see "
              + DOCS
              + " for api configuration schema)",
          """
          A cortex.yaml is a list with one map per API, so every API starts with "- name:", and \
          all keys are strings.""");

  public static final Rule NO_APIS =
      error(
          "spec.no_apis",
          "The file has no API",
          "at least one API must be configured (see " + DOCS + " for api configuration schema)",
          """
          The first document of the file is empty. Mind that only the first document is read: a \
          second "---" hides what follows it.""");

  public static final Rule FORM_FILE_MUST_BE_PROVIDED =
      error(
          "endpoints.form_file_must_be_provided",
          "The file has no bytes",
          "request form file \"{}\" must be provided",
          "Cortex's API server refuses an upload of zero bytes before it reads any YAML.");

  public static final Rule MUST_BE_DEFINED =
      error(
          "configreader.must_be_defined",
          "A required key is missing",
          "must be defined{}",
          "The key has no default, so it has to be written.");

  public static final Rule UNSUPPORTED_KEY =
      error(
          "configreader.unsupported_key",
          "A key is not known here",
          "key {} is not supported",
          """
          Cortex refuses every key that it does not know at this place and for this kind of API. \
          There is no place for helper keys, so anchors have to sit on real fields.""");

  public static final Rule CANNOT_BE_NULL =
      error(
          "configreader.cannot_be_null",
          "A value is null",
          "cannot be null{}",
          """
          A key with nothing behind it is null in YAML. Write a value, or remove the key where it \
          has a default.""");

  public static final Rule CANNOT_BE_EMPTY_OR_NULL =
      error(
          "configreader.cannot_be_empty_or_null",
          "A map is null",
          "cannot be empty or null (specify a value, or remove the key to use the default value)",
          """
          A section with nothing below it is null in YAML. Remove the key for its defaults, or \
          write {} for an empty section. Check the indentation of the lines below it.""");

  public static final Rule CANNOT_BE_EMPTY =
      error(
          "configreader.cannot_be_empty",
          "A string or list is empty",
          "cannot be empty",
          "Write a value, or remove the key where it has a default.");

  public static final Rule INVALID_TYPE =
      error(
          "configreader.invalid_primitive_type",
          "A value has the wrong type",
          "{}: invalid type (expected {})",
          """
          Cortex does not convert types: 1.0 and "1" are no integers, and 100 is no string. Mind \
          YAML 1.1: y, n, yes, no, on and off are booleans, 0x10 and 010 are integers, 08 and 1e3 \
          are floats. Quote a value to make it a string.""");

  public static final Rule INVALID_CHOICE =
      error(
          "configreader.invalid_str",
          "A value is none of the possible ones",
          "invalid value (got {}, must be {})",
          "The spelling counts, upper and lower case too.");

  public static final Rule DISALLOWED_VALUE =
      error(
          "configreader.disallowed_value",
          "A value is reserved",
          "{} is not allowed, please use a different value",
          """
          Ports 8888 and 15000 belong to Cortex's proxy sidecar, and "proxy" and "dequeuer" are \
          the names of its sidecar containers.""");

  public static final Rule AT_MOST =
      error(
          "configreader.must_be_less_than_or_equal_to",
          "A value is too large",
          "must be less than or equal to {} (got {})",
          "The value is above its limit.");

  public static final Rule LESS_THAN =
      error(
          "configreader.must_be_less_than",
          "A value is too large",
          "must be less than {} (got {})",
          "The value has to stay below its limit.");

  public static final Rule AT_LEAST =
      error(
          "configreader.must_be_greater_than_or_equal_to",
          "A value is too small",
          "must be greater than or equal to {} (got {})",
          "The value is below its limit.");

  public static final Rule GREATER_THAN =
      error(
          "configreader.must_be_greater_than",
          "A value is too small",
          "must be greater than {} (got {})",
          "The value has to stay above its limit.");

  public static final Rule NOT_A_MULTIPLE =
      error(
          "configreader.is_not_multiple",
          "A duration is not a multiple of the autoscaler's tick",
          "{} is not a multiple of {}",
          "The autoscaler measures every 10 seconds, so it averages over multiples of that.");

  public static final Rule TOO_LONG =
      error(
          "configreader.too_long",
          "A string is too long",
          "{} must be no more than {} characters",
          "Cortex counts bytes of UTF-8, whatever its message says.");

  public static final Rule FORBIDDEN_PREFIX =
      error(
          "configreader.cant_have_prefix",
          "A name starts with a reserved prefix",
          "{} cannot start with {}",
          "Cortex uses the prefix \"b-\" for its own objects.");

  public static final Rule NODE_GROUP_CHARACTERS =
      error(
          "configreader.alpha_numeric_dash_underscore",
          "A node group's name has other characters",
          "{} must contain only letters, numbers, underscores, and dashes",
          "Node groups are named in the cluster's configuration with these characters.");

  public static final Rule INVALID_IMAGE =
      error(
          "configreader.invalid_docker_image",
          "An image is not a valid reference",
          "{} is not a valid docker image path",
          """
          An image reads [registry[:port]/]path[:tag][@digest]. The registry and the path are in \
          lower case; a tag has at most 128 characters.""");

  public static final Rule TOO_FEW_ELEMENTS =
      error(
          "configreader.too_few_elements",
          "A list is too short",
          "must contain at least {} elements",
          "A pod has at least one container.");

  public static final Rule REFERENCE =
      error(
          "configreader.cortex_resource_not_allowed",
          "A value starts with an unquoted @",
          "{}: cortex resource references (which start with @) are not allowed in this context",
          """
          Cortex's YAML parser takes an unquoted @ as a reference to another resource, which no \
          field allows in this version. Put the value in quotes.""");

  public static final Rule DNS_NAME =
      error(
          "urls.dns1035",
          "A name is no DNS label",
          "{} must contain only lower case letters, numbers, and dashes, start with a letter, and"
              + " cannot end with a dash",
          "The name becomes part of the names of Kubernetes objects.");

  public static final Rule ENDPOINT_CHARACTERS =
      error(
          "urls.endpoint",
          "A path has other characters",
          "{} must consist of lower case alphanumeric characters, '/', '-', '_', or '.'",
          """
          Letters, digits, '/', '-', '_' and '.' are accepted, in upper case too, whatever the \
          message says. There is no place for a query string.""");

  public static final Rule ENDPOINT_DOUBLE_SLASH =
      error(
          "urls.endpoint_double_slash",
          "A path has two slashes in a row",
          "{} cannot contain adjacent slashes",
          "Write a single slash.");

  public static final Rule ENDPOINT_EMPTY_PATH =
      error(
          "urls.endpoint_empty_path",
          "An endpoint is the root",
          "{} is not allowed (a path must be specified)",
          "All APIs share one gateway, so none can take the path \"/\".");

  public static final Rule INVALID_QUANTITY =
      error(
          "k8s.parse_quantity",
          "A value is no Kubernetes quantity",
          "{}: invalid kubernetes quantity, some valid examples are 1, 200m, 500Mi, 2G (see here"
              + " for more information: "
              + DOCS
              + ")",
          """
          A number with one of the suffixes n u m k M G T P E Ki Mi Gi Ti Pi Ei, or an exponent. \
          Upper-case K, lower-case g, GB and GiB are no suffixes.""");

  public static final Rule INVALID_DURATION =
      error(
          "error",
          "A value is no duration",
          "{}",
          """
          A duration is a number with a unit, such as 90s, 1m30s or 1.5h. The units are ns, us, \
          ms, s, m and h; there are no days, and a bare number has no unit.""");

  public static final Rule INVALID_SURGE =
      error(
          "spec.invalid_surge_or_unavailable",
          "A limit of the rolling update is no number or percentage",
          "{} is not a valid value - must be an integer percentage (e.g. 25%, to denote a"
              + " percentage of desired replicas) or a positive integer (e.g. 5, to denote a number"
              + " of replicas)",
          "Write a number of replicas from 0, or a percentage from 0% to 100%.");

  public static final Rule PORT_ON_TASK =
      error(
          "spec.field_is_not_supported_for_kind",
          "A TaskAPI has a port",
          "port is not supported for TaskAPI kind",
          "A task runs once and receives no requests.");

  public static final Rule GPU_AND_INF =
      error(
          "spec.compute_resource_conflict",
          "A pod wants GPUs and Inferentia chips",
          "gpu and inf resources cannot be used together",
          "No instance type has both, in whichever containers of the pod they are asked for.");

  public static final Rule DUPLICATE_CONTAINER =
      error(
          "spec.duplicate_container_name",
          "Two containers have one name",
          "container name {} must be unique",
          "The containers of a pod are told apart by their names.");

  public static final Rule COMMAND_REQUIRED =
      error(
          "spec.field_must_be_specified_for_kind",
          "A job's container has no command",
          "command must be specified for {} kind",
          """
          Cortex wraps the command of BatchAPI and TaskAPI containers, so it cannot come from the \
          image's ENTRYPOINT.""");

  public static final Rule RESERVED_ENV =
      error(
          "spec.cortex_prefixed_env_var_not_allowed",
          "An environment variable has a reserved prefix",
          "environment variables starting with CORTEX_ or KUBEXIT_ are reserved",
          "Cortex sets such variables itself. Choose another name.");

  public static final Rule ONE_HANDLER =
      error(
          "spec.specify_exactly_one_field",
          "A probe or hook has no handler, or several",
          "please specify {}",
          "Give exactly one of the handlers.");

  public static final Rule SHM_ABOVE_MEM =
      error(
          "spec.shm_cannot_exceed_mem",
          "Shared memory is larger than memory",
          "shm ({}) cannot exceed total compute mem ({})",
          "Shared memory counts as memory of the container.");

  public static final Rule TARGET_IN_FLIGHT =
      error(
          "spec.target_in_flight_limit_reached",
          "The autoscaler aims at more requests than a replica takes",
          "target_in_flight cannot be greater than max_concurrency + max_queue_length ({} > {} +"
              + " {})",
          """
          The sidecar lets max_concurrency requests through and queues max_queue_length, so a \
          replica never has more in flight.""");

  public static final Rule MIN_ABOVE_MAX =
      error(
          "spec.min_replicas_greater_than_max",
          "min_replicas is above max_replicas",
          "min_replicas cannot be greater than max_replicas ({} > {})",
          "max_replicas is 100 where it is not given.");

  public static final Rule INIT_ABOVE_MAX =
      error(
          "spec.init_replicas_greater_than_max",
          "init_replicas is above max_replicas",
          "init_replicas cannot be greater than max_replicas ({} > {})",
          "max_replicas is 100 where it is not given.");

  public static final Rule INIT_BELOW_MIN =
      error(
          "spec.init_replicas_less_than_min",
          "init_replicas is below min_replicas",
          "init_replicas cannot be less than min_replicas ({} < {})",
          "min_replicas is 1 where it is not given, so scaling to zero needs min_replicas: 0.");

  public static final Rule BOTH_ZERO =
      error(
          "spec.surge_and_unavailable_both_zero",
          "A rolling update could not move",
          "max_surge and max_unavailable cannot both be zero",
          "With neither a replica more nor one less no replica can be replaced.");

  public static final Rule SPLITTER_WEIGHT =
      error(
          "spec.incorrect_traffic_splitter_weight",
          "The weights do not sum to 100",
          "expected weights of all non-shadow apis to sum to 100 but found {}",
          """
          The weights of the APIs that answer are per cent. A shadow's weight does not count: it \
          is the percentage of requests that are mirrored to it.""");

  public static final Rule SPLITTER_NOT_UNIQUE =
      error(
          "spec.traffic_splitter_apis_not_unique",
          "A TrafficSplitter lists an API twice",
          "{}",
          "Shadows count too: an API cannot both answer and shadow.");

  public static final Rule SPLITTER_SHADOWS =
      error(
          "spec.one_shadow_per_traffic_splitter",
          "A TrafficSplitter has several shadows",
          "multiple shadow apis detected; only one api is allowed to be marked as a shadow",
          "The gateway mirrors requests to one API at most.");

  public static final Rule SPLITTER_TARGET =
      error(
          "resources.apis_not_deployed",
          "A TrafficSplitter's target is not there",
          "{} not found or {}",
          """
          Every target has to be a RealtimeAPI of the same file or one that is already deployed. \
          Offline, nothing is deployed. A file without a RealtimeAPI is taken as an addition to \
          deployed APIs, so there a target that is not in the file only gets a warning.""");

  public static final Rule NO_NODE_GROUPS =
      error(
          "resources.no_node_groups",
          "The cluster has no node group",
          "your api cannot be deployed because your cluster doesn't have any node groups; create a"
              + " node group with `cortex cluster configure CLUSTER_CONFIG_FILE`",
          "Checked only with a cluster.yaml (--cluster).");

  public static final Rule UNKNOWN_NODE_GROUP =
      error(
          "resources.invalid_node_group_selector",
          "A node group is not in the cluster",
          "node group {} doesn't exist; remove the node group selector to let Cortex determine"
              + " automatically where to place the API, or specify a valid node group name ({})",
          "Checked only with a cluster.yaml (--cluster).");

  public static final Rule NO_CAPACITY =
      error(
          "resources.no_available_node_compute_limit",
          "No instance is large enough for a pod",
          "no instance types in your cluster are large enough to satisfy the requested resources"
              + " for your pod\n\n{}",
          """
          Of every instance Cortex reserves 560m CPU and 1150Mi, more on one with GPUs or \
          Inferentia chips; the rest has to hold all containers of the pod and the sidecar. \
          Checked only with a cluster.yaml (--cluster), for instance types that are in Cortex \
          Local's table.""");

  public static final Rule DUPLICATE_NAME =
      error(
          "spec.duplicate_name",
          "Two APIs have one name",
          "name {} must be unique across apis (defined in {})",
          "APIs are told apart by their names, whatever their kinds.");

  public static final Rule DUPLICATE_ENDPOINT =
      error(
          "spec.duplicate_endpoint_in_one_deploy",
          "Two APIs have one endpoint",
          "endpoint {} must be unique across apis (defined in {})",
          """
          All kinds share one gateway. An endpoint gets a leading slash and loses a trailing one \
          before it is compared; without one it is the name.""");

  public static final Rule READINESS_GAP =
      warning(
          "cortex-local.readiness-gap",
          "No readiness probe of the server",
          "{}: a replica receives requests as soon as port {} accepts connections,"
              + " whether or not the server can answer them",
          """
          Without a readiness probe Cortex only waits until the port is bound. Many servers bind \
          it seconds before their workers are ready or a model is loaded; requests of that time \
          fail or hang. A probe of a container beside the server does not change that. Add a \
          readiness_probe to the container that serves the port.""");

  public static final Rule READINESS_TCP_ONLY =
      warning(
          "cortex-local.readiness-tcp-only",
          "A readiness probe that checks what is checked anyway",
          "the readiness probe only connects to port {}, which the sidecar does without any probe:"
              + " a server that binds its port before it can answer gets requests too early",
          """
          Right for a server that binds its port last. For others, use http_get with a path that \
          answers once a model is loaded, or exec.""");

  public static final Rule TARGET_ABOVE_CONCURRENCY =
      warning(
          "cortex-local.chained-target-above-concurrency",
          "A chained API aims at a standing queue",
          "target_in_flight ({}) is above max_concurrency ({}), and this API is part of a chain"
              + " ({}): requests that wait in its queue hold slots of the APIs that called it",
          """
          In-flight requests count those that wait in the sidecar's queue. With a target above \
          max_concurrency the autoscaler is content while requests wait; in a chain the caller's \
          slots are held all that time.""");

  public static final Rule CHAIN_CYCLE =
      warning(
          "cortex-local.chain-cycle",
          "APIs call each other in a circle",
          "{} call each other in a circle: requests that hold the max_concurrency slots of one"
              + " can wait for a slot of the next until all of them time out",
          """
          A request holds its slot while it waits for the API that it calls. When all slots of \
          the circle are held by requests that wait for each other, nothing moves. Chains are \
          taken from URLs of ingressgateway-apis.istio-system in env, command and args.""");

  public static final Rule SHADOWED_ENDPOINT =
      warning(
          "cortex-local.shadowed-endpoint",
          "An endpoint lies below that of another API",
          "{} lies below the endpoint {} of {}, which receives its requests if it was deployed"
              + " first",
          """
          A RealtimeAPI receives everything below its endpoint. Istio looks at the older \
          VirtualService first and knows no longest prefix, so the order of deployments decides.""");

  public static final Rule LIVENESS_SUCCESS_THRESHOLD =
      warning(
          "cortex-local.liveness-success-threshold",
          "Kubernetes refuses the liveness probe",
          "success_threshold is {}: Kubernetes accepts only 1 in a liveness probe, so the"
              + " deployment fails",
          "Cortex accepts any number from 0, Kubernetes then refuses the Deployment.");

  public static final Rule SHM_WITHOUT_MEM =
      warning(
          "cortex-local.shm-without-mem",
          "Shared memory without a memory request",
          "shm is given without mem: shared memory counts as memory of the container, which"
              + " requests none",
          "The scheduler does not know of the memory, so the node can run out of it.");

  public static final Rule LATEST_TAG =
      note(
          "cortex-local.latest-tag",
          "An image without a fixed version",
          "{} names no fixed version: replicas of one deployment can run different images",
          """
          Cortex pulls the image anew for every replica. Name a tag other than latest, or a \
          digest. Many files, Cortex's own examples too, do without; so this fails a run only \
          when it is asked for (--fail-on latest-tag).""");

  public static final Rule DOCKER_HUB =
      warning(
          "cortex-local.docker-hub-image",
          "An image without a registry",
          "{} names no registry: Cortex looks for {}, and refuses the file when it is not there",
          """
          A name without a registry is looked for on Docker Hub, also where an image of that name \
          was built on this machine. Push it to a registry that the cluster can read, and write \
          the registry in front of the name. Well-known public images are not reported.""");

  public static final Rule SHELL_LINE =
      warning(
          "cortex-local.shell-line",
          "A command line that no shell reads",
          "{} is one word: no shell splits it, so a program of that name is looked for, and none is"
              + " found",
          """
          command, exec and pre_stop start a program with its arguments, each an element of the \
          list, as Docker's exec form does. Write the words one by one, or start a shell: \
          ["sh", "-c", "…"]. A probe with such a command fails each time it runs.""");

  public static final Rule SHELL_VARIABLE =
      warning(
          "cortex-local.shell-variable",
          "A variable that no shell expands",
          "{} reaches the program as it stands: no shell expands it",
          """
          command and args are not read by a shell. Kubernetes replaces $(NAME) by the value of \
          the container's variable NAME; $NAME it leaves alone. In exec probes and hooks it \
          replaces nothing, so there a shell has to: ["sh", "-c", "…"].""");

  public static final Rule PLACEHOLDER =
      warning(
          "cortex-local.placeholder",
          "A placeholder that nothing substitutes",
          "{} reaches the container as it stands: Cortex substitutes nothing in its file",
          """
          Cortex has no templates. Write the value, or let a tool such as envsubst write the file \
          first. In env, command and args, $(NAME) stands for the container's variable NAME. \
          Where the program itself reads placeholders of this form, leave the warning out with \
          --ignore.""");

  public static final Rule SHM_TWICE =
      warning(
          "cortex-local.shm-in-several-containers",
          "Shared memory in two containers of a pod",
          "a container before this one has shm too: Cortex mounts /dev/shm of both into this one,"
              + " and Kubernetes refuses the deployment (must be unique)",
          """
          Cortex adds the mount of each container's shm to all containers behind it. So only one \
          container of a pod can have shm, or one can at most be the last with it.""");

  public static final Rule SHM_VOLUME_NAME =
      warning(
          "cortex-local.shm-volume-name",
          "Shared memory of a container with a long name",
          "shm becomes a volume called {}: Kubernetes refuses names of more than 63 characters",
          "Give the container a shorter name.");

  public static final Rule LIVENESS_BEFORE_READINESS =
      warning(
          "cortex-local.liveness-before-readiness",
          "The liveness probe gives up before readiness is asked for",
          "gives up after about {} s ({}), before the readiness probe is asked for the first time"
              + " ({} s): a container that needs that long to start never gets ready",
          """
          A failed liveness probe restarts the container, which then starts from the beginning. \
          Give the liveness probe an initial_delay_seconds longer than the start can take, or do \
          without it.""");

  public static final Rule PROBES_CONTRADICT =
      warning(
          "cortex-local.probes-contradict",
          "The liveness probe is stricter than the readiness probe",
          "restarts the container after {} s of failures ({}), before the same check takes it out"
              + " of the load after {} s ({})",
          """
          Both probes ask the same, so the readiness probe never does anything but at the start. \
          A liveness probe should be the more patient one: a restart loses all requests of the \
          replica.""");

  public static final Rule LONG_DRAIN =
      warning(
          "cortex-local.long-drain",
          "Stopping takes longer than a pod may",
          "{} takes {} s, and Cortex gives a pod 60 s to stop: what is left then is killed",
          """
          terminationGracePeriodSeconds is 60 and cannot be set; the time of pre_stop counts. \
          Requests in flight at the end of it are lost.""");

  public static final Rule ENV_NAME =
      warning(
          "cortex-local.env-name",
          "Kubernetes refuses the name of a variable",
          "{} cannot be a variable's name: the Kubernetes of Cortex 0.42 (1.21, 1.22) refuses the"
              + " deployment",
          """
          A name consists of letters, digits, '-', '_' and '.', and does not start with a digit. \
          Newer versions of Kubernetes take almost any name, those of Cortex's clusters do not.""");

  public static final Rule UNKNOWN_ENDPOINT =
      warning(
          "cortex-local.unknown-endpoint",
          "A call to an endpoint that is not in the file",
          "no API of this file has the endpoint of {}: unless another file has, the gateway answers"
              + " 404",
          """
          The path of a URL of ingressgateway-apis.istio-system starts with the endpoint of an \
          API, by default / and the API's name.""");

  public static final Rule DISGUISED_ZERO_SURGE =
      warning(
          "cortex-local.disguised-zero-surge",
          "A rolling update could not move",
          "max_surge ({}) and max_unavailable ({}) are both zero: Cortex does not notice, and"
              + " Kubernetes refuses the deployment",
          "Cortex compares the text with 0 and 0%, so 00% and +0 slip through.");

  public static final Rule TARGETS_ELSEWHERE =
      warning(
          "cortex-local.splitter-targets-elsewhere",
          "A TrafficSplitter's targets are in no file",
          "{} not in this file: Cortex refuses the TrafficSplitter unless every target is a"
              + " deployed RealtimeAPI",
          "Offline it cannot be known what is deployed.");

  public static final Rule DUPLICATE_KEY =
      warning(
          "cortex-local.duplicate-key",
          "A key is written twice",
          "key {} is written twice in one map: the last one wins",
          "Cortex's YAML parser says nothing about it.");

  public static final Rule IGNORED_DOCUMENT =
      warning(
          "cortex-local.ignored-document",
          "Text behind the first document",
          "only the first YAML document is read: what follows is ignored",
          "Put all APIs into one list.");

  private Rules() {}

  /** Returns all rules in the order of this file. */
  public static Collection<Rule> all() {
    return BY_KIND.values();
  }

  /** Returns the rule of a kind, such as {@code configreader.must_be_defined}. */
  public static Optional<Rule> find(String kind) {
    return Optional.ofNullable(BY_KIND.get(kind));
  }

  private static Rule warning(String kind, String title, String template, String documentation) {
    Rule rule = new Rule(kind, title, template, documentation, Severity.WARNING);
    BY_KIND.put(kind, rule);
    return rule;
  }

  private static Rule note(String kind, String title, String template, String documentation) {
    Rule rule = new Rule(kind, title, template, documentation, Severity.NOTE);
    BY_KIND.put(kind, rule);
    return rule;
  }

  private static Rule error(String kind, String title, String template, String documentation) {
    Rule rule = new Rule(kind, title, template, documentation, Severity.ERROR);
    BY_KIND.put(kind, rule);
    return rule;
  }
}
