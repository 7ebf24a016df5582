package io.cortexlocal.evidence;

import io.cortexlocal.cluster.PodConditions;
import io.cortexlocal.workload.Names;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A pod for which the scheduler finds no node. */
final class NoRoom implements StartReader {

  private static final Pattern LACKING = Pattern.compile("Insufficient ([\\w./-]*\\w)");

  private static final String COUNTED =
      "The backend embedded counts what cortex.local.embedded.cpus, .gpus and .inferentia-chips"
          + " say.";

  @Override
  public Optional<String> read(Replica replica) {
    if (!PodConditions.isUnschedulable(replica.pod())) {
      return Optional.empty();
    }
    Optional<LargerThanNode> larger = LargerThanNode.of(replica.pod(), replica.nodes());
    if (larger.isPresent()) {
      return larger.map(
          it ->
              "the pod asks for more %s than the node has when nothing else runs: lower compute in cortex.yaml. %s"
                  .formatted(called(it.resource()), COUNTED));
    }
    String what = lacking(replica);
    List<Pod> ending = ending(replica.others());
    List<Pod> former =
        replica.others().stream()
            .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
            .filter(pod -> isOlderReplica(pod, replica.pod()))
            .toList();
    if (!former.isEmpty()) {
      return Optional.of(
          "the replica of the version before (%s) holds the %s that the new one waits for, and ends only when the new one is ready. Let it go first: update_strategy: {max_surge: 0}."
              .formatted(names(former), what));
    }
    if (!ending.isEmpty()) {
      return Optional.of(
          "the pod waits for the %s that pods hold which are still ending (%s). Let their servers end at SIGTERM, give them less time with cortex.local.termination-grace, or allow more with cortex.local.timeout."
              .formatted(what, names(ending)));
    }
    return Optional.of(
        "the pod asks for more %s than the node has left: lower compute in cortex.yaml. %s"
            .formatted(what, COUNTED));
  }

  /** Returns the pods that are being ended, and hold what they requested until they are gone. */
  static List<Pod> ending(List<Pod> pods) {
    return pods.stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() != null)
        .filter(pod -> pod.getSpec() != null && pod.getSpec().getNodeName() != null)
        .toList();
  }

  static String names(List<Pod> pods) {
    return pods.stream().map(pod -> pod.getMetadata().getName()).collect(Collectors.joining(", "));
  }

  private static boolean isOlderReplica(Pod pod, Pod replica) {
    return label(pod, Names.LABEL_API_NAME).equals(label(replica, Names.LABEL_API_NAME))
        && !label(pod, Names.LABEL_POD_ID).equals(label(replica, Names.LABEL_POD_ID));
  }

  private static String label(Pod pod, String name) {
    return Objects.requireNonNullElse(pod.getMetadata().getLabels(), new TreeMap<String, String>())
        .getOrDefault(name, "");
  }

  private static String lacking(Replica replica) {
    String said =
        replica.pod().getStatus().getConditions().stream()
            .filter(condition -> condition.getType().equals("PodScheduled"))
            .map(PodCondition::getMessage)
            .filter(Objects::nonNull)
            .findFirst()
            .orElseGet(
                () ->
                    replica.events("FailedScheduling").stream()
                        .map(Event::getMessage)
                        .collect(Collectors.joining(" ")));
    String resources =
        LACKING
            .matcher(said)
            .results()
            .map(found -> called(found.group(1)))
            .distinct()
            .collect(Collectors.joining(" and "));
    return resources.isEmpty() ? "room" : resources;
  }

  private static String called(String resource) {
    return switch (resource) {
      case "cpu" -> "CPU";
      case "nvidia.com/gpu" -> "GPU";
      case "aws.amazon.com/neuron" -> "Inferentia chips";
      default -> resource;
    };
  }
}
