package io.cortexlocal.cluster.embedded;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** This machine as the cluster's one node. */
final class MachineNode {

  static final String ADDRESS = "10.42.0.1";

  private static final Path MEMORY = Path.of("/proc/meminfo");
  private static final int PODS = 110;
  private static final long HUGEPAGES_MI_PER_CHIP = 256;

  private MachineNode() {}

  static Node of(String name, EmbeddedSettings settings) {
    Map<String, Quantity> resources = new LinkedHashMap<>();
    resources.put("cpu", new Quantity(Integer.toString(settings.cpus())));
    resources.put("memory", new Quantity(memoryBytes() / 1024 + "Ki"));
    resources.put("pods", new Quantity(Integer.toString(PODS)));
    if (settings.gpus() > 0) {
      resources.put("nvidia.com/gpu", new Quantity(Integer.toString(settings.gpus())));
    }
    if (settings.inferentiaChips() > 0) {
      resources.put(
          "aws.amazon.com/neuron", new Quantity(Integer.toString(settings.inferentiaChips())));
      resources.put(
          "hugepages-2Mi", new Quantity(settings.inferentiaChips() * HUGEPAGES_MI_PER_CHIP + "Mi"));
    }
    return new NodeBuilder()
        .withNewMetadata()
        .withName(name)
        .addToLabels("kubernetes.io/hostname", name)
        .addToLabels("kubernetes.io/os", "linux")
        .addToLabels("workload", "true")
        .endMetadata()
        .withNewStatus()
        .withCapacity(resources)
        .withAllocatable(resources)
        .addNewAddress()
        .withType("InternalIP")
        .withAddress(ADDRESS)
        .endAddress()
        .addNewAddress()
        .withType("Hostname")
        .withAddress(name)
        .endAddress()
        .addNewCondition()
        .withType("Ready")
        .withStatus("True")
        .withReason("KubeletReady")
        .endCondition()
        .endStatus()
        .build();
  }

  /** Returns the machine's memory in bytes. */
  static long memoryBytes() {
    try {
      return Files.readAllLines(MEMORY).stream()
              .filter(line -> line.startsWith("MemTotal:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
              .findFirst()
              .orElseThrow(() -> new IllegalStateException("no MemTotal in " + MEMORY))
          * 1024;
    } catch (IOException e) {
      throw new IllegalStateException("cannot read " + MEMORY, e);
    }
  }
}
