package io.cortexlocal.image;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Reads the section {@code apis} of a {@code cortex-local.yaml}, whose keys are those of Docker
 * Compose: what stands in {@code environment} overrules {@code env_file}, a later file an earlier
 * one, and what a container has overrules what its API has.
 */
final class LocalApisSection {

  private static final String API_KEYS = "environment, env_file, containers";
  private static final String CONTAINER_KEYS = "environment, env_file";

  private final LocalYaml yaml;
  private final UnaryOperator<@Nullable String> machine;
  private final Set<Path> files = new HashSet<>();

  /**
   * @param machine the variables of this machine
   */
  LocalApisSection(LocalYaml yaml, UnaryOperator<@Nullable String> machine) {
    this.yaml = yaml;
    this.machine = machine;
  }

  LocalEnvironments read(Node section) {
    Map<String, LocalEnvironment> apis = new HashMap<>();
    for (NodeTuple entry : yaml.mapping(section, "a map from API names to their environment")) {
      String name = yaml.text(entry.getKeyNode());
      if (apis.put(name, api(entry)) != null) {
        throw yaml.refused(entry.getKeyNode(), "API %s is there twice".formatted(name));
      }
    }
    return new LocalEnvironments(apis, files);
  }

  private LocalEnvironment api(NodeTuple entry) {
    Map<String, Node> keys = keys(entry.getValueNode(), API_KEYS);
    Map<String, Map<String, String>> containers = new HashMap<>();
    Map<String, String> places = new HashMap<>();
    Node section = keys.get("containers");
    if (section != null) {
      for (NodeTuple container : yaml.mapping(section, "a map from container names")) {
        String name = yaml.text(container.getKeyNode());
        places.put(name, yaml.location(container.getKeyNode()));
        if (containers.put(name, variables(keys(container.getValueNode(), CONTAINER_KEYS)))
            != null) {
          throw yaml.refused(container.getKeyNode(), "container %s is there twice".formatted(name));
        }
      }
    }
    return new LocalEnvironment(
        variables(keys), containers, Optional.of(yaml.location(entry.getKeyNode())), places);
  }

  private Map<String, Node> keys(Node node, String known) {
    Map<String, Node> keys = new LinkedHashMap<>();
    for (NodeTuple entry : yaml.mapping(node, "the keys " + known)) {
      String key = yaml.text(entry.getKeyNode());
      if (!List.of(known.split(", ")).contains(key)) {
        throw yaml.refused(
            entry.getKeyNode(), "unknown key \"%s\"; known are: %s".formatted(key, known));
      }
      if (keys.put(key, entry.getValueNode()) != null) {
        throw yaml.refused(entry.getKeyNode(), "key \"%s\" is there twice".formatted(key));
      }
    }
    return keys;
  }

  private Map<String, String> variables(Map<String, Node> keys) {
    Map<String, String> variables = new HashMap<>();
    Node envFile = keys.get("env_file");
    if (envFile != null) {
      if (envFile instanceof SequenceNode several) {
        several.getValue().forEach(one -> addFile(one, variables));
      } else {
        addFile(envFile, variables);
      }
    }
    Node environment = keys.get("environment");
    if (environment != null) {
      variables.putAll(environment(environment));
    }
    return variables;
  }

  private void addFile(Node node, Map<String, String> variables) {
    Node pathNode = node;
    boolean required = true;
    if (node instanceof MappingNode) {
      Map<String, Node> keys = keys(node, "path, required");
      if (!keys.containsKey("path")) {
        throw yaml.refused(node, "env_file: expected the key path");
      }
      pathNode = keys.get("path");
      required = !keys.containsKey("required") || flag(keys.get("required"));
    }
    Path path = yaml.path(pathNode);
    files.add(path);
    if (Files.notExists(path) && !required) {
      return;
    }
    variables.putAll(
        EnvFile.read(Files.exists(path) ? path : yaml.existing(pathNode, false), machine));
  }

  private boolean flag(Node node) {
    String text = yaml.text(node);
    if (!text.equals("true") && !text.equals("false")) {
      throw yaml.refused(node, "expected true or false");
    }
    return text.equals("true");
  }

  private Map<String, String> environment(Node node) {
    Map<String, String> variables = new LinkedHashMap<>();
    if (node instanceof SequenceNode list) {
      for (Node item : list.getValue()) {
        String text = yaml.text(item);
        int end = text.indexOf('=');
        String name = end < 0 ? text : text.substring(0, end);
        add(variables, item, name, item, end < 0 ? null : text.substring(end + 1));
      }
      return variables;
    }
    for (NodeTuple entry : yaml.mapping(node, "a map from names to values, or a list of texts")) {
      Node value = entry.getValueNode();
      boolean none = value instanceof ScalarNode && value.getTag().equals(Tag.NULL);
      Node name = entry.getKeyNode();
      add(variables, name, yaml.text(name), value, none ? null : yaml.text(value));
    }
    return variables;
  }

  /** A name without a value is passed on from this machine, as Compose does. */
  private void add(
      Map<String, String> variables, Node at, String name, Node valueAt, @Nullable String given) {
    VariableName.problem(name)
        .ifPresent(
            problem -> {
              throw yaml.refused(at, problem);
            });
    String value = given == null ? machine.apply(name) : given;
    if (value == null) {
      throw yaml.refused(
          at,
          "%s has no value, so that this machine's is passed on, but it has none; write \"\" for an empty one"
              .formatted(name));
    }
    if (value.indexOf('\0') >= 0) {
      throw yaml.refused(valueAt, "the value of %s has a nul character".formatted(name));
    }
    if (variables.put(name, value) != null) {
      throw yaml.refused(at, "variable %s is there twice".formatted(name));
    }
  }
}
