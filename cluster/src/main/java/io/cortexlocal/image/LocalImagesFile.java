package io.cortexlocal.image;

import io.cortexlocal.reference.ImageReference;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
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
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/** Reads {@code cortex-local.yaml}. */
final class LocalImagesFile {

  private static final int MAX_BYTES = 16 * 1024 * 1024;

  private final Path file;
  private final Path directory;

  private LocalImagesFile(Path file) {
    this.file = file;
    this.directory = file.toAbsolutePath().normalize().getParent();
  }

  static LocalImages read(Path file) {
    return new LocalImagesFile(file).read();
  }

  private LocalImages read() {
    Node root = compose(content());
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

  private String content() {
    try (InputStream stream = Files.newInputStream(file)) {
      byte[] content = stream.readNBytes(MAX_BYTES + 1);
      if (content.length > MAX_BYTES) {
        throw new ImageException(
            "%s: cannot be read: it has more than %d MiB".formatted(file, MAX_BYTES >> 20));
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
    } catch (CharacterCodingException e) {
      throw new ImageException("%s: cannot be read: it is not UTF-8".formatted(file), e);
    } catch (IOException e) {
      throw new ImageException("%s: cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  private Node compose(String text) {
    LoaderOptions options = new LoaderOptions();
    StreamReader reader = new StreamReader(text);
    try {
      return new Composer(new ParserImpl(reader, options), new Resolver(), options).getSingleNode();
    } catch (MarkedYAMLException e) {
      throw invalid(e.getProblemMark(), e.getProblem(), e);
    } catch (ReaderException e) {
      String before = text.substring(0, text.offsetByCodePoints(0, e.getPosition()));
      int lineStart = before.lastIndexOf('\n') + 1;
      throw invalid(
          (int) before.chars().filter(c -> c == '\n').count(),
          before.codePointCount(lineStart, before.length()),
          "a control character is not allowed",
          e);
    } catch (YAMLException e) {
      throw invalid(reader.getMark(), e.getMessage(), e);
    } catch (RuntimeException | StackOverflowError e) {
      throw invalid(reader.getMark(), "invalid yaml", e);
    }
  }

  private ImageException invalid(Mark mark, String problem, Throwable cause) {
    return invalid(mark.getLine(), mark.getColumn(), problem, cause);
  }

  private ImageException invalid(int line, int column, String problem, Throwable cause) {
    return new ImageException("%s:%d:%d: %s".formatted(file, line + 1, column + 1, problem), cause);
  }

  private ImageSource source(Node imageNode, Node node) {
    Map<String, ImageSource> found = new LinkedHashMap<>();
    for (NodeTuple entry : mapping(node, "one of the keys build, archive or run")) {
      Node key = entry.getKeyNode();
      Node value = entry.getValueNode();
      ImageSource source =
          switch (text(key)) {
            case "build" -> build(value);
            case "archive" -> new ImageSource.Archive(existing(value, false));
            case "run" -> run(value);
            default ->
                throw refused(
                    key, "unknown key \"%s\"; known are: build, archive, run".formatted(text(key)));
          };
      if (found.put(text(key), source) != null) {
        throw refused(key, "key \"%s\" is there twice".formatted(text(key)));
      }
    }
    return combined(imageNode, found);
  }

  private ImageSource combined(Node imageNode, Map<String, ImageSource> found) {
    ImageSource run = found.remove("run");
    if (found.size() > 1) {
      throw refused(
          imageNode,
          "image %s: expected at most one of the keys build and archive, but found both"
              .formatted(text(imageNode)));
    }
    if (found.isEmpty() && run == null) {
      throw refused(
          imageNode,
          "image %s: expected at least one of the keys build, archive or run, but found none"
              .formatted(text(imageNode)));
    }
    if (found.isEmpty()) {
      return run;
    }
    ImageSource image = found.values().iterator().next();
    return run instanceof ImageSource.Run command
        ? new ImageSource.RunOrImage(command, image)
        : image;
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
    Path workingDirectory = directory;
    Map<String, String> environment = Map.of();
    for (NodeTuple entry : mapping(value, "the keys command, directory and environment")) {
      Node key = entry.getKeyNode();
      switch (text(key)) {
        case "command" -> command = texts(entry.getValueNode());
        case "directory" -> workingDirectory = existing(entry.getValueNode(), true);
        case "environment" -> environment = environment(entry.getValueNode());
        default ->
            throw refused(
                key,
                "unknown key \"%s\"; known are: command, directory, environment"
                    .formatted(text(key)));
      }
    }
    if (command.isEmpty()) {
      throw refused(value, "run: command must be a list with at least one element");
    }
    return new ImageSource.Run(
        command, workingDirectory, environment, Optional.of(location(value)));
  }

  private Map<String, String> environment(Node node) {
    Map<String, String> environment = new LinkedHashMap<>();
    for (NodeTuple entry : mapping(node, "a map from names to values")) {
      String name = text(entry.getKeyNode());
      if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0) {
        throw refused(
            entry.getKeyNode(), "\"%s\" cannot be a variable's name".formatted(printable(name)));
      }
      String value = text(entry.getValueNode());
      if (value.indexOf('\0') >= 0) {
        throw refused(entry.getValueNode(), "the value of %s has a nul character".formatted(name));
      }
      if (environment.put(name, value) != null) {
        throw refused(entry.getKeyNode(), "variable %s is there twice".formatted(name));
      }
    }
    return environment;
  }

  private static String printable(String name) {
    return name.replace('\0', '?');
  }

  private Path existing(Node node, boolean expectDirectory) {
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
    return new ImageException(location(node) + ": " + message);
  }

  private String location(Node node) {
    return "%s:%d:%d"
        .formatted(file, node.getStartMark().getLine() + 1, node.getStartMark().getColumn() + 1);
  }
}
