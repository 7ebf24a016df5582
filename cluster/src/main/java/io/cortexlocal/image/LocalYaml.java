package io.cortexlocal.image;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Reads the nodes of a {@code cortex-local.yaml}. What is not as it should be is refused with its
 * place; no message has a value of a variable in it.
 */
final class LocalYaml {

  private final Path file;
  private final Path directory;
  private final Set<Path> named = new LinkedHashSet<>();

  LocalYaml(Path file) {
    this.file = file;
    this.directory = file.toAbsolutePath().normalize().getParent();
  }

  /** Returns the paths that were read until now, absolute. */
  Set<Path> named() {
    return Set.copyOf(named);
  }

  /** Returns the folder of the file, absolute. */
  Path directory() {
    return directory;
  }

  /** Returns the variables of a map, with values as they are written. */
  Map<String, String> variables(Node node) {
    Map<String, String> variables = new LinkedHashMap<>();
    for (NodeTuple entry : mapping(node, "a map from names to values")) {
      String name = text(entry.getKeyNode());
      if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0) {
        throw refused(
            entry.getKeyNode(),
            "\"%s\" cannot be a variable's name".formatted(name.replace('\0', '?')));
      }
      String value = text(entry.getValueNode());
      if (value.indexOf('\0') >= 0) {
        throw refused(entry.getValueNode(), "the value of %s has a nul character".formatted(name));
      }
      if (variables.put(name, value) != null) {
        throw refused(entry.getKeyNode(), "variable %s is there twice".formatted(name));
      }
    }
    return variables;
  }

  /** Returns the path of a directory or file that is there, absolute. */
  Path existing(Node node, boolean expectDirectory) {
    Path path = path(node);
    boolean found = expectDirectory ? Files.isDirectory(path) : Files.isRegularFile(path);
    if (!found) {
      String kind = expectDirectory ? "directory" : "file";
      throw refused(
          node,
          Files.exists(path)
              ? "%s is not a %s".formatted(path, expectDirectory ? kind : "regular " + kind)
              : "%s %s does not exist".formatted(kind, path));
    }
    return path;
  }

  /** Returns a path that may lead to nothing, absolute. */
  Path path(Node node) {
    try {
      Path path = directory.resolve(text(node)).normalize();
      named.add(path);
      return path;
    } catch (InvalidPathException e) {
      throw refused(node, "not a path: " + e.getReason());
    }
  }

  List<NodeTuple> mapping(Node node, String expected) {
    if (node instanceof MappingNode mapping) {
      return mapping.getValue();
    }
    throw refused(node, "expected " + expected);
  }

  List<String> texts(Node node) {
    if (node instanceof SequenceNode sequence) {
      List<String> texts = new ArrayList<>();
      sequence.getValue().forEach(element -> texts.add(text(element)));
      return texts;
    }
    throw refused(node, "expected a list of texts");
  }

  String text(Node node) {
    if (node instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    throw refused(node, "expected a text");
  }

  ImageException refused(Node node, String message) {
    return new ImageException(location(node) + ": " + message);
  }

  /** Returns file, line and column of a node. */
  String location(Node node) {
    return "%s:%d:%d"
        .formatted(file, node.getStartMark().getLine() + 1, node.getStartMark().getColumn() + 1);
  }
}
