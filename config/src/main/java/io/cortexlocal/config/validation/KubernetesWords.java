package io.cortexlocal.config.validation;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What Cortex calls the things that Kubernetes' manifests have other words for. */
final class KubernetesWords {

  private static final String MANIFEST =
      "a key of Kubernetes' manifests: a cortex.yaml is a list of APIs, each with name, kind, pod"
          + " and so on";
  private static final String NO_VOLUMES =
      "there are no volumes: the containers of a pod share /mnt, and compute.shm is /dev/shm";
  private static final String REQUESTS =
      "compute of the container: cpu, mem, gpu, inf and shm are requests; there are no others";

  private static final Map<String, String> WORDS = words();

  private KubernetesWords() {}

  /** Returns what to write instead of a key, given in snake case. */
  static Optional<String> instead(String key) {
    return Optional.ofNullable(WORDS.get(key));
  }

  private static Map<String, String> words() {
    Map<String, String> words = new HashMap<>();
    words.put("memory", "mem: pod.containers[].compute.mem");
    words.put("resources", REQUESTS);
    words.put("requests", REQUESTS);
    words.put("limits", REQUESTS);
    words.put("gpus", "gpu: pod.containers[].compute.gpu");
    words.put("shm_size", "shm: pod.containers[].compute.shm");
    words.put("ports", "pod.port: the one port that receives the requests");
    words.put("container_port", "pod.port: the one port that receives the requests");
    words.put("host_port", "pod.port: the one port that receives the requests");
    words.put(
        "replicas", "autoscaling.min_replicas and autoscaling.max_replicas (and init_replicas)");
    words.put("concurrency", "pod.max_concurrency");
    words.put(
        "image_pull_policy", "there is no such key: Cortex pulls the image anew for each replica");
    words.put(
        "image_pull_secrets", "there is no such key: the cluster's credentials read the registry");
    words.put("env_from", "env: {NAME: value}, each variable by itself");
    words.put("value_from", "env: {NAME: value}, each variable by itself");
    words.put("volumes", NO_VOLUMES);
    words.put("volume_mounts", NO_VOLUMES);
    words.put("node_selector", "node_groups of the API: the names of node groups of the cluster");
    words.put("tolerations", "node_groups of the API: the names of node groups of the cluster");
    words.put("affinity", "node_groups of the API: the names of node groups of the cluster");
    words.put("init_containers", "there are none: do it at the start of the container's command");
    words.put(
        "startup_probe",
        "there is none: readiness_probe, and a liveness_probe with initial_delay_seconds");
    words.put("lifecycle", "pod.containers[].pre_stop");
    words.put(
        "termination_grace_period_seconds", "there is no such key: a pod has 60 seconds to stop");
    words.put("working_dir", "command: [\"sh\", \"-c\", \"cd DIRECTORY && exec PROGRAM\"]");
    words.put("security_context", "there is no such key: Cortex's containers are privileged");
    words.put("service_account_name", "there is no such key");
    words.put("restart_policy", "there is no such key: containers are always started again");
    words.put("http_headers", "there is no such key: http_get has path and port");
    words.put("scheme", "there is no such key: http_get has path and port");
    words.put("host", "there is no such key: http_get has path and port");
    words.put("strategy", "update_strategy: {max_surge: …, max_unavailable: …}");
    words.put("rolling_update", "update_strategy: {max_surge: …, max_unavailable: …}");
    words.put("min", "min_replicas");
    words.put("max", "max_replicas");
    for (String key : new String[] {"metadata", "spec", "api_version", "template", "selector"}) {
      words.put(key, MANIFEST);
    }
    return words;
  }
}
