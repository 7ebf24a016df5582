package io.cortexlocal.image;

import java.util.HashSet;
import java.util.Set;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads the section {@code host} of a {@code cortex-local.yaml}. */
final class LocalHostSection {

  private static final int LAST_PORT = 65_535;

  private final LocalYaml yaml;

  LocalHostSection(LocalYaml yaml) {
    this.yaml = yaml;
  }

  /** Returns the ports. */
  Set<Integer> read(Node section) {
    Set<Integer> ports = new HashSet<>();
    for (NodeTuple entry : yaml.mapping(section, "a map with the key ports")) {
      String key = yaml.text(entry.getKeyNode());
      if (!key.equals("ports")) {
        throw yaml.refused(
            entry.getKeyNode(), "unknown key \"%s\"; known is: ports".formatted(key));
      }
      if (!(entry.getValueNode() instanceof SequenceNode list)) {
        throw yaml.refused(entry.getValueNode(), "expected a list of ports");
      }
      for (Node item : list.getValue()) {
        if (!ports.add(port(item))) {
          throw yaml.refused(item, "port %s is there twice".formatted(yaml.text(item)));
        }
      }
    }
    return ports;
  }

  private int port(Node node) {
    String text = yaml.text(node);
    int port = text.matches("[1-9][0-9]{0,4}") ? Integer.parseInt(text) : 0;
    if (port < 1 || port > LAST_PORT) {
      throw yaml.refused(
          node, "expected a port from 1 to %d, but it is \"%s\"".formatted(LAST_PORT, text));
    }
    return port;
  }
}
