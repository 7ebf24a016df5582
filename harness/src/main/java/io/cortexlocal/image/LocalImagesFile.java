package io.cortexlocal.image;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads {@code cortex-local.yaml}. */
final class LocalImagesFile {

  private final Path file;
  private final Path directory;

  private LocalImagesFile(Path file) {
    this.file = file;
    this.directory = file.toAbsolutePath().getParent();
  }

  static LocalImages read(Path file) {
    return new LocalImagesFile(file).read();
  }

  private LocalImages read() {
    Node root;
    try {
      String text = Files.readString(file, StandardCharsets.UTF_8);
      root = new Yaml(new LoaderOptions()).compose(new StringReader(text));
    } catch (MarkedYAMLException e) {
      throw new ImageException(
          "%s:%d:%d: %s"
              .formatted(
                  file,
                  e.getProblemMark().getLine() + 1,
                  e.getProblemMark().getColumn() + 1,
                  e.getProblem()),
          e);
    } catch (CharacterCodingException e) {
      throw new ImageException("%s: cannot be read: it is not UTF-8".formatted(file), e);
    } catch (YAMLException | IOException e) {
      throw new ImageException("%s: cannot be read: %s".formatted(file, e.getMessage()), e);
    }
    if (root == null) {
      return LocalImages.none();
    }
    Map<String, ImageSource> sources = new LinkedHashMap<>();
    for (NodeTuple entry : mapping(root, "a map with the key \"images\"")) {
      String key = text(entry.getKeyNode());
      if (!key.equals("images")) {
        throw refused(entry.getKeyNode(), "unknown key \"%s\"; known is: images".formatted(key));
      }
      for (NodeTuple image : mapping(entry.getValueNode(), "a map from image names to sources")) {
        String name = text(image.getKeyNode());
        ImageSource source = source(image.getKeyNode(), image.getValueNode());
        if (sources.put(ImageReference.canonical(name), source) != null) {
          throw refused(image.getKeyNode(), "image %s is there twice".formatted(name));
        }
      }
    }
    return new LocalImages(sources);
  }

  private ImageSource source(Node imageNode, Node node) {
    List<NodeTuple> entries = mapping(node, "one of the keys build, archive or run");
    if (entries.size() != 1) {
      throw refused(
          imageNode,
          "image %s: expected exactly one of the keys build, archive or run, but found %d"
              .formatted(text(imageNode), entries.size()));
    }
    Node key = entries.get(0).getKeyNode();
    Node value = entries.get(0).getValueNode();
    return switch (text(key)) {
      case "build" -> build(value);
      case "archive" -> new ImageSource.Archive(existing(value, false));
      case "run" -> run(value);
      default ->
          throw refused(
              key, "unknown key \"%s\"; known are: build, archive, run".formatted(text(key)));
    };
  }

  private ImageSource build(Node value) {
    Path context = existing(value, true);
    if (!Files.isRegularFile(context.resolve("Dockerfile"))) {
      throw refused(value, "there is no Dockerfile in %s".formatted(context));
    }
    return new ImageSource.Build(context);
  }

  private ImageSource run(Node value) {
    List<String> command = List.of();
    Optional<Path> workingDirectory = Optional.empty();
    for (NodeTuple entry : mapping(value, "the keys command and directory")) {
      switch (text(entry.getKeyNode())) {
        case "command" -> command = texts(entry.getValueNode());
        case "directory" -> workingDirectory = Optional.of(existing(entry.getValueNode(), true));
        default ->
            throw refused(
                entry.getKeyNode(),
                "unknown key \"%s\"; known are: command, directory"
                    .formatted(text(entry.getKeyNode())));
      }
    }
    if (command.isEmpty()) {
      throw refused(value, "run: command must be a list with at least one element");
    }
    return new ImageSource.Run(command, workingDirectory);
  }

  private Path existing(Node node, boolean expectDirectory) {
    Path path = path(node);
    boolean found = expectDirectory ? Files.isDirectory(path) : Files.isRegularFile(path);
    if (!found) {
      throw refused(
          node, "%s %s does not exist".formatted(expectDirectory ? "directory" : "file", path));
    }
    return path;
  }

  private Path path(Node node) {
    try {
      return directory.resolve(text(node)).normalize();
    } catch (InvalidPathException e) {
      throw refused(node, "not a path: " + e.getReason());
    }
  }

  private List<NodeTuple> mapping(Node node, String expected) {
    if (node instanceof MappingNode mapping) {
      return mapping.getValue();
    }
    throw refused(node, "expected " + expected);
  }

  private List<String> texts(Node node) {
    if (node instanceof SequenceNode sequence) {
      List<String> texts = new ArrayList<>();
      sequence.getValue().forEach(element -> texts.add(text(element)));
      return texts;
    }
    throw refused(node, "expected a list of texts");
  }

  private String text(Node node) {
    if (node instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    throw refused(node, "expected a text");
  }

  private ImageException refused(Node node, String message) {
    return new ImageException(
        "%s:%d:%d: %s"
            .formatted(
                file,
                node.getStartMark().getLine() + 1,
                node.getStartMark().getColumn() + 1,
                message));
  }
}
