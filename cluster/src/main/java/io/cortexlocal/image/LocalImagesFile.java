package io.cortexlocal.image;

import io.cortexlocal.reference.ImageReference;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/** Reads {@code cortex-local.yaml}. */
final class LocalImagesFile {

  private static final String UNDEFINED_ALIAS = "found undefined alias";
  private static final int MAX_BYTES = 16 * 1024 * 1024;

  private final Path file;
  private final LocalYaml yaml;

  private LocalImagesFile(Path file) {
    this.file = file;
    this.yaml = new LocalYaml(file);
  }

  static LocalImages read(Path file) {
    LocalImagesFile reading = new LocalImagesFile(file);
    try {
      return reading.read();
    } catch (ImageException e) {
      throw new ImageException(e, reading.yaml.named());
    }
  }

  private LocalImages read() {
    Node root = compose(content());
    if (root == null) {
      return LocalImages.none();
    }
    LocalImages found = LocalImages.none();
    Set<String> keys = new HashSet<>();
    for (NodeTuple entry : yaml.mapping(root, "a map with the keys images, apis and host")) {
      Node key = entry.getKeyNode();
      Node value = entry.getValueNode();
      found =
          switch (yaml.text(key)) {
            case "images" -> found.withSources(sources(value));
            case "apis" ->
                found.withEnvironments(new LocalApisSection(yaml, System::getenv).read(value));
            case "host" -> found.withHostPorts(new LocalHostSection(yaml).read(value));
            default ->
                throw yaml.refused(
                    key,
                    "unknown key \"%s\"; known are: images, apis, host".formatted(yaml.text(key)));
          };
      if (!keys.add(yaml.text(key))) {
        throw yaml.refused(key, "key \"%s\" is there twice".formatted(yaml.text(key)));
      }
    }
    return found;
  }

  private Map<String, ImageSource> sources(Node images) {
    Map<String, ImageSource> sources = new LinkedHashMap<>();
    for (NodeTuple image : yaml.mapping(images, "a map from image names to sources")) {
      String name = yaml.text(image.getKeyNode());
      ImageSource source = source(image.getKeyNode(), image.getValueNode());
      if (sources.put(ImageReference.canonical(name), source) != null) {
        throw yaml.refused(image.getKeyNode(), "image %s is there twice".formatted(name));
      }
    }
    return sources;
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
      throw invalid(e.getProblemMark(), problem(e));
    } catch (ReaderException e) {
      String before = text.substring(0, text.offsetByCodePoints(0, e.getPosition()));
      int lineStart = before.lastIndexOf('\n') + 1;
      throw invalid(
          (int) before.chars().filter(c -> c == '\n').count(),
          before.codePointCount(lineStart, before.length()),
          "a control character is not allowed");
    } catch (YAMLException e) {
      throw invalid(reader.getMark(), e.getMessage());
    } catch (RuntimeException | StackOverflowError e) {
      throw invalid(reader.getMark(), "invalid yaml");
    }
  }

  /** A value may be a secret, and a plain text that begins with an asterisk is an alias. */
  private static String problem(MarkedYAMLException e) {
    return e.getProblem().startsWith(UNDEFINED_ALIAS)
        ? "found an undefined alias; a text that begins with * is to be in quotes"
        : e.getProblem();
  }

  private ImageException invalid(Mark mark, String problem) {
    return invalid(mark.getLine(), mark.getColumn(), problem);
  }

  /** Without the parser's exception as its cause, which quotes the lines around. */
  private ImageException invalid(int line, int column, String problem) {
    return new ImageException("%s:%d:%d: %s".formatted(file, line + 1, column + 1, problem));
  }

  private ImageSource source(Node imageNode, Node node) {
    Map<String, ImageSource> found = new LinkedHashMap<>();
    for (NodeTuple entry : yaml.mapping(node, "one of the keys build, archive or run")) {
      Node key = entry.getKeyNode();
      Node value = entry.getValueNode();
      ImageSource source =
          switch (yaml.text(key)) {
            case "build" -> build(value);
            case "archive" -> new ImageSource.Archive(yaml.existing(value, false));
            case "run" -> run(value);
            default ->
                throw yaml.refused(
                    key,
                    "unknown key \"%s\"; known are: build, archive, run".formatted(yaml.text(key)));
          };
      if (found.put(yaml.text(key), source) != null) {
        throw yaml.refused(key, "key \"%s\" is there twice".formatted(yaml.text(key)));
      }
    }
    return combined(imageNode, found);
  }

  private ImageSource combined(Node imageNode, Map<String, ImageSource> found) {
    ImageSource run = found.remove("run");
    if (found.size() > 1) {
      throw yaml.refused(
          imageNode,
          "image %s: expected at most one of the keys build and archive, but found both"
              .formatted(yaml.text(imageNode)));
    }
    if (found.isEmpty() && run == null) {
      throw yaml.refused(
          imageNode,
          "image %s: expected at least one of the keys build, archive or run, but found none"
              .formatted(yaml.text(imageNode)));
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
    Path context = yaml.existing(value, true);
    if (!Files.isRegularFile(context.resolve("Dockerfile"))) {
      throw yaml.refused(value, "there is no Dockerfile in %s".formatted(context));
    }
    return new ImageSource.Build(context);
  }

  private ImageSource run(Node value) {
    List<String> command = List.of();
    Path workingDirectory = yaml.directory();
    Map<String, String> environment = Map.of();
    for (NodeTuple entry : yaml.mapping(value, "the keys command, directory and environment")) {
      Node key = entry.getKeyNode();
      switch (yaml.text(key)) {
        case "command" -> command = yaml.texts(entry.getValueNode());
        case "directory" -> workingDirectory = yaml.existing(entry.getValueNode(), true);
        case "environment" -> environment = yaml.variables(entry.getValueNode());
        default ->
            throw yaml.refused(
                key,
                "unknown key \"%s\"; known are: command, directory, environment"
                    .formatted(yaml.text(key)));
      }
    }
    if (command.isEmpty()) {
      throw yaml.refused(value, "run: command must be a list with at least one element");
    }
    return new ImageSource.Run(
        command, workingDirectory, environment, Optional.of(yaml.location(value)));
  }
}
