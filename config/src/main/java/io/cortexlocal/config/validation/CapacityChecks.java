package io.cortexlocal.config.validation;

import io.cortexlocal.config.ApiKind;
import io.cortexlocal.config.cluster.ClusterConfig;
import io.cortexlocal.config.cluster.InstanceCapacity;
import io.cortexlocal.config.cluster.NodeGroup;
import io.cortexlocal.config.schema.CortexText;
import io.cortexlocal.config.schema.Rules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether the cluster has the node groups that an API names, and an instance that it fits on. */
final class CapacityChecks {

  private final ClusterConfig cluster;
  private final Report report;

  CapacityChecks(ClusterConfig cluster, Report report) {
    this.cluster = cluster;
    this.report = report;
  }

  void check(CheckedApi api) {
    List<String> known = cluster.nodeGroups().stream().map(NodeGroup::name).toList();
    Optional<List<String>> selected = api.values().texts("node_groups");
    boolean allKnown = true;
    for (int i = 0; selected.isPresent() && i < selected.get().size(); i++) {
      String name = selected.get().get(i);
      if (!known.contains(name)) {
        allKnown = false;
        report.semanticError(
            api.values().locationOf("node_groups"),
            Rules.UNKNOWN_NODE_GROUP,
            CortexText.quoted(name),
            CortexText.list(known, "or"));
      }
    }
    if (allKnown && api.values().isComplete()) {
      checkFit(api, selected);
    }
  }

  private void checkFit(CheckedApi api, Optional<List<String>> selected) {
    PodResources pod = PodResources.of(api);
    List<NodeGroup> eligible = new ArrayList<>();
    List<String> skipped = new ArrayList<>();
    for (NodeGroup group : cluster.nodeGroups()) {
      if (selected.isPresent() && !selected.get().contains(group.name())) {
        skipped.add(group.name());
      } else if (group.capacity().isEmpty() || pod.fits(group.capacity().get())) {
        return;
      } else {
        eligible.add(group);
      }
    }
    Location location = api.location();
    Location containers = api.values().section("pod").orElseThrow().locationOf("containers");
    report.semanticError(
        location.labelled(containers),
        Rules.NO_CAPACITY,
        requested(api.kind(), pod) + "\n\n" + table(pod, eligible) + skipped(skipped));
  }

  private static String requested(ApiKind kind, PodResources pod) {
    String sidecar = kind == ApiKind.REALTIME_API ? "proxy" : "dequeuer";
    String note =
        kind == ApiKind.TASK_API ? "" : " (including %s for the " + sidecar + " sidecar container)";
    StringBuilder text = new StringBuilder("requested pod resources");
    text.append("\nCPU:    ").append(pod.cpuText()).append(note.formatted("100m"));
    text.append("\nmemory: ").append(pod.memoryText()).append(note.formatted("100Mi"));
    if (pod.gpus() > 0) {
      text.append("\nGPU:    ").append(pod.gpus());
    }
    if (pod.infs() > 0) {
      text.append("\nInf:    ").append(pod.infs());
    }
    return text.toString();
  }

  private static String table(PodResources pod, List<NodeGroup> groups) {
    boolean gpu = pod.gpus() > 0 || groups.stream().anyMatch(group -> capacity(group).gpus() > 0);
    boolean inf = pod.infs() > 0 || groups.stream().anyMatch(group -> capacity(group).infs() > 0);
    List<List<String>> rows = new ArrayList<>();
    rows.add(row(gpu, inf, "node group", "instance type", "CPU", "memory", "GPU", "Inf"));
    for (NodeGroup group : groups) {
      InstanceCapacity capacity = capacity(group);
      rows.add(
          row(
              gpu,
              inf,
              group.name(),
              group.instanceType(),
              capacity.milliCpus() + "m",
              capacity.mebibytes() + "Mi",
              Long.toString(capacity.gpus()),
              Long.toString(capacity.infs())));
    }
    return aligned(rows);
  }

  private static List<String> row(boolean gpu, boolean inf, String... cells) {
    List<String> row = new ArrayList<>(List.of(cells).subList(0, 4));
    if (gpu) {
      row.add(cells[4]);
    }
    if (inf) {
      row.add(cells[5]);
    }
    return row;
  }

  private static String aligned(List<List<String>> rows) {
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        int index = column;
        int width = rows.stream().mapToInt(cells -> cells.get(index).length()).max().orElse(0);
        line.append(row.get(column));
        if (column < row.size() - 1) {
          line.append(" ".repeat(width - row.get(column).length() + 3));
        }
      }
      text.append(text.isEmpty() ? "" : "\n").append(line);
    }
    return text.toString();
  }

  private static InstanceCapacity capacity(NodeGroup group) {
    return group.capacity().orElseThrow();
  }

  private static String skipped(List<String> names) {
    if (names.isEmpty()) {
      return "";
    }
    return "\n\nthe following node "
        + (names.size() == 1 ? "group was" : "groups were")
        + " skipped (based on the api configuration's node_groups field): "
        + CortexText.list(names, "and");
  }
}
