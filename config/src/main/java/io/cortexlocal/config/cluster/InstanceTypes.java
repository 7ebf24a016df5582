package io.cortexlocal.config.cluster;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The sizes of the AWS instance types that Cortex clusters usually run on. */
final class InstanceTypes {

  private static final List<String> SIZES =
      List.of(
          "large 2",
          "xlarge 4",
          "2xlarge 8",
          "4xlarge 16",
          "8xlarge 32",
          "9xlarge 36",
          "12xlarge 48",
          "16xlarge 64",
          "18xlarge 72",
          "24xlarge 96",
          "32xlarge 128");

  private static final Map<String, Double> GIBIBYTES_PER_CPU =
      Map.ofEntries(
          Map.entry("m4", 4.0),
          Map.entry("m5", 4.0),
          Map.entry("m5a", 4.0),
          Map.entry("m5d", 4.0),
          Map.entry("m5n", 4.0),
          Map.entry("m6i", 4.0),
          Map.entry("m6a", 4.0),
          Map.entry("m6g", 4.0),
          Map.entry("c5a", 2.0),
          Map.entry("c5", 2.0),
          Map.entry("c5d", 2.0),
          Map.entry("c6i", 2.0),
          Map.entry("c6a", 2.0),
          Map.entry("c6g", 2.0),
          Map.entry("r5", 8.0),
          Map.entry("r5a", 8.0),
          Map.entry("r5d", 8.0),
          Map.entry("r6i", 8.0),
          Map.entry("r6g", 8.0));

  private static final Map<String, InstanceCapacity> OTHERS = others();

  private InstanceTypes() {}

  static Optional<InstanceCapacity> find(String type) {
    InstanceCapacity known = OTHERS.get(type);
    if (known != null) {
      return Optional.of(known);
    }
    int dot = type.indexOf('.');
    Double memory = dot < 0 ? null : GIBIBYTES_PER_CPU.get(type.substring(0, dot));
    if (memory == null) {
      return Optional.empty();
    }
    String size = type.substring(dot + 1) + " ";
    return SIZES.stream()
        .filter(entry -> entry.startsWith(size))
        .map(entry -> Long.parseLong(entry.substring(size.length())))
        .map(cpus -> InstanceCapacity.of(cpus, cpus * memory, 0, 0))
        .findFirst();
  }

  private static Map<String, InstanceCapacity> others() {
    Map<String, InstanceCapacity> types = new HashMap<>();
    Arrays.asList(
            "t3.small 2 2 0 0",
            "t3.medium 2 4 0 0",
            "t3.large 2 8 0 0",
            "t3.xlarge 4 16 0 0",
            "t3.2xlarge 8 32 0 0",
            "t3a.medium 2 4 0 0",
            "t3a.large 2 8 0 0",
            "t3a.xlarge 4 16 0 0",
            "t3a.2xlarge 8 32 0 0",
            "g4dn.xlarge 4 16 1 0",
            "g4dn.2xlarge 8 32 1 0",
            "g4dn.4xlarge 16 64 1 0",
            "g4dn.8xlarge 32 128 1 0",
            "g4dn.16xlarge 64 256 1 0",
            "g4dn.12xlarge 48 192 4 0",
            "g4dn.metal 96 384 8 0",
            "g5.xlarge 4 16 1 0",
            "g5.2xlarge 8 32 1 0",
            "g5.4xlarge 16 64 1 0",
            "g5.8xlarge 32 128 1 0",
            "g5.16xlarge 64 256 1 0",
            "g5.12xlarge 48 192 4 0",
            "g5.24xlarge 96 384 4 0",
            "g5.48xlarge 192 768 8 0",
            "p2.xlarge 4 61 1 0",
            "p2.8xlarge 32 488 8 0",
            "p2.16xlarge 64 732 16 0",
            "p3.2xlarge 8 61 1 0",
            "p3.8xlarge 32 244 4 0",
            "p3.16xlarge 64 488 8 0",
            "p3dn.24xlarge 96 768 8 0",
            "p4d.24xlarge 96 1152 8 0",
            "inf1.xlarge 4 8 0 1",
            "inf1.2xlarge 8 16 0 1",
            "inf1.6xlarge 24 48 0 4",
            "inf1.24xlarge 96 192 0 16")
        .forEach(
            line -> {
              String[] parts = line.split(" ", -1);
              types.put(
                  parts[0],
                  InstanceCapacity.of(
                      Long.parseLong(parts[1]),
                      Double.parseDouble(parts[2]),
                      Long.parseLong(parts[3]),
                      Long.parseLong(parts[4])));
            });
    return types;
  }
}
