package io.cortexlocal.config.cluster;

import io.cortexlocal.config.yaml.DeepStack;
import io.cortexlocal.config.yaml.InvalidYamlException;
import io.cortexlocal.config.yaml.YamlDocument;
import io.cortexlocal.config.yaml.YamlNode;
import io.cortexlocal.config.yaml.YamlNode.Entry;
import io.cortexlocal.config.yaml.YamlNode.Mapping;
import io.cortexlocal.config.yaml.YamlNode.Scalar;
import io.cortexlocal.config.yaml.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The facts about a cluster that decide whether an API can be placed.
 *
 * @param nodeGroups in the order of the file
 */
public record ClusterConfig(List<NodeGroup> nodeGroups) {

  /** Keys of a cluster.yaml that node groups have since they came. */
  private static final List<String> OLD_KEYS =
      List.of("instance_type", "min_instances", "max_instances", "spot", "instance_volume_size");

  public ClusterConfig {
    nodeGroups = List.copyOf(nodeGroups);
  }

  /**
   * Reads the node groups of a Cortex {@code cluster.yaml}; its other keys are not looked at.
   *
   * @throws IllegalArgumentException when it is not YAML, or a node group lacks {@code name} or
   *     {@code instance_type}; the message says where
   */
  public static ClusterConfig parse(byte[] content) {
    YamlNode root = read(content);
    if (!(root instanceof Mapping cluster)) {
      if (root instanceof Sequence) {
        throw new IllegalArgumentException(
            "line 1: a cluster configuration is a map, and this is a list, as a cortex.yaml is");
      }
      throw new IllegalArgumentException("line 1: a cluster configuration is a map");
    }
    Entry entry = cluster.get("node_groups");
    List<NodeGroup> groups = new ArrayList<>();
    if (entry != null && entry.value() instanceof Sequence sequence) {
      for (YamlNode item : sequence.items()) {
        groups.add(nodeGroup(item));
      }
    } else if (entry == null) {
      throw new IllegalArgumentException(missing(cluster));
    } else if (!(entry.value() instanceof Scalar scalar && scalar.isNull())) {
      throw new IllegalArgumentException(
          "line " + entry.key().span().line() + ": node_groups: must be a list");
    }
    return new ClusterConfig(groups);
  }

  private static YamlNode read(byte[] content) {
    try {
      YamlDocument document = YamlDocument.read(content);
      return DeepStack.call(document.depth(), () -> value(document));
    } catch (InvalidYamlException e) {
      throw refused(e);
    } catch (StackOverflowError e) {
      throw new IllegalArgumentException("line 1: invalid yaml: exceeded max depth of 10000", e);
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
        "line "
            + e.span().line()
            + ", column "
            + e.span().column()
            + ": invalid yaml: "
            + e.getMessage(),
        e);
  }

  private static String missing(Mapping cluster) {
    for (String key : OLD_KEYS) {
      Entry entry = cluster.get(key);
      if (entry != null) {
        return "line "
            + entry.key().span().line()
            + ": node_groups is missing; this cluster.yaml is for Cortex before it had node groups,"
            + " which had "
            + key
            + " itself: node_groups: [{name: …, instance_type: …, min_instances: …,"
            + " max_instances: …}]";
      }
    }
    return "line " + cluster.span().line() + ": node_groups is missing";
  }

  private static NodeGroup nodeGroup(YamlNode item) {
    Optional<String> name = text(item, "name");
    Optional<String> type = text(item, "instance_type");
    if (name.isEmpty() || type.isEmpty()) {
      throw new IllegalArgumentException(
          "line " + item.span().line() + ": a node group needs a name and an instance_type");
    }
    return new NodeGroup(name.get(), type.get(), InstanceTypes.find(type.get()));
  }

  private static Optional<String> text(YamlNode item, String key) {
    if (item instanceof Mapping map
        && map.get(key) != null
        && map.get(key).value() instanceof Scalar scalar
        && scalar.value() instanceof String text) {
      return Optional.of(text);
    }
    return Optional.empty();
  }
}
