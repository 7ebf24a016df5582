package io.cortexlocal.image;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a {@code cortex-local.yaml} is refused for. */
class LocalImagesFileTests {

  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void nameTheFile() {
    file = directory.resolve("cortex-local.yaml");
  }

  @ParameterizedTest
  @MethodSource
  void isRefusedWhere(String content, String expected) throws Exception {
    Files.writeString(file, content);
    Files.createDirectory(directory.resolve("empty"));
    Files.createDirectory(directory.resolve("ok"));
    Files.createFile(directory.resolve("ok/Dockerfile"));

    assertThatThrownBy(() -> LocalImagesFile.read(file))
        .isExactlyInstanceOf(ImageException.class)
        .hasMessage(file + ":" + expected.replace("DIR", directory.toString()));
  }

  static Stream<Arguments> isRefusedWhere() {
    return Stream.of(
        argumentSet(
            "a tab indents",
            "images:\n\tweb: {build: web}\n",
            "2:1: found character '\\t(TAB)' that cannot start any token. (Do not use \\t(TAB) for"
                + " indentation)"),
        argumentSet(
            "a bracket is left open",
            "images:\n  web: {build: web\n",
            "3:1: expected ',' or '}', but got <stream end>"),
        argumentSet("an escape is cut off", "images: {\"\\x", "1:13: invalid yaml"),
        argumentSet(
            "an escape is no character",
            "images: {\"\\U00110000\": {}}",
            "1:13: found unknown escape character 00110000"),
        argumentSet(
            "a control character stands in it",
            "images:\n  a\u0001b: {}\n",
            "2:4: a control character is not allowed"),
        argumentSet(
            "it is no map",
            "- images\n",
            "1:1: expected a map with the keys images, apis and host"),
        argumentSet(
            "a key is unknown",
            "images: {}\nimage: {}\n",
            "2:1: unknown key \"image\"; known are: images, apis, host"),
        argumentSet(
            "the images are a list",
            "images:\n  - web\n",
            "2:3: expected a map from image names to sources"),
        argumentSet(
            "the images are null", "images:\n", "1:8: expected a map from image names to sources"),
        argumentSet(
            "an image has no source",
            "images:\n  web: {}\n",
            "2:3: image web: expected at least one of the keys build, archive or run, but found none"),
        argumentSet(
            "an image has two sources",
            "images:\n  web:\n    build: ok\n    archive: ok/Dockerfile\n    run: {command: [a]}\n",
            "2:3: image web: expected at most one of the keys build and archive, but found both"),
        argumentSet(
            "a source is there twice",
            "images:\n  web:\n    build: ok\n    build: ok\n",
            "4:5: key \"build\" is there twice"),
        argumentSet(
            "an image's source is a text",
            "images:\n  web: web\n",
            "2:8: expected one of the keys build, archive or run"),
        argumentSet(
            "an image is there twice",
            "images:\n  web: {run: {command: [a]}}\n  web: {run: {command: [b]}}\n",
            "3:3: image web is there twice"),
        argumentSet(
            "an image is there under two names",
            "images:\n  web: {run: {command: [a]}}\n  web:latest: {run: {command: [b]}}\n",
            "3:3: image web:latest is there twice"),
        argumentSet(
            "a source is unknown",
            "images:\n  web:\n    biuld: web\n",
            "3:5: unknown key \"biuld\"; known are: build, archive, run"),
        argumentSet(
            "the directory does not exist",
            "images:\n  web:\n    build: ./missing\n",
            "3:12: directory DIR/missing does not exist"),
        argumentSet(
            "there is no Dockerfile",
            "images:\n  web:\n    build: empty\n",
            "3:12: there is no Dockerfile in DIR/empty"),
        argumentSet(
            "the archive does not exist",
            "images:\n  web:\n    archive: web.tar\n",
            "3:14: file DIR/web.tar does not exist"),
        argumentSet(
            "the archive is a directory",
            "images:\n  web:\n    archive: empty\n",
            "3:14: DIR/empty is not a regular file"),
        argumentSet(
            "the archive is a device",
            "images:\n  web:\n    archive: /dev/zero\n",
            "3:14: /dev/zero is not a regular file"),
        argumentSet(
            "run's directory is a file",
            "images:\n  web:\n    run: {command: [a], directory: /dev/null}\n",
            "3:36: /dev/null is not a directory"),
        argumentSet(
            "a path is none",
            "images:\n  web:\n    archive: \"a\\0b\"\n",
            "3:14: not a path: Nul character not allowed"),
        argumentSet(
            "run is a text",
            "images:\n  web:\n    run: java\n",
            "3:10: expected the keys command, directory and environment"),
        argumentSet(
            "run has no command",
            "images:\n  web:\n    run: {directory: empty}\n",
            "3:10: run: command must be a list with at least one element"),
        argumentSet(
            "run has an empty command",
            "images:\n  web:\n    run: {command: []}\n",
            "3:10: run: command must be a list with at least one element"),
        argumentSet(
            "the command is a text",
            "images:\n  web:\n    run: {command: java -jar x}\n",
            "3:20: expected a list of texts"),
        argumentSet(
            "the command has a map in it",
            "images:\n  web:\n    run: {command: [java, {a: b}]}\n",
            "3:27: expected a text"),
        argumentSet(
            "run has an unknown key",
            "images:\n  web:\n    run: {command: [a], cwd: b}\n",
            "3:25: unknown key \"cwd\"; known are: command, directory, environment"),
        argumentSet(
            "run's environment is a list",
            "images:\n  web:\n    run: {command: [a], environment: [A=b]}\n",
            "3:38: expected a map from names to values"),
        argumentSet(
            "a variable's value is a map",
            "images:\n  web:\n    run: {command: [a], environment: {A: {b: c}}}\n",
            "3:42: expected a text"),
        argumentSet(
            "a variable has no name",
            "images:\n  web:\n    run: {command: [a], environment: {'': b}}\n",
            "3:39: \"\" cannot be a variable's name"),
        argumentSet(
            "a variable's name has an equals sign",
            "images:\n  web:\n    run: {command: [a], environment: {A=b: c}}\n",
            "3:39: \"A=b\" cannot be a variable's name"),
        argumentSet(
            "a variable's name has a nul",
            "images:\n  web:\n    run: {command: [a], environment: {\"A\\0b\": c}}\n",
            "3:39: \"A?b\" cannot be a variable's name"),
        argumentSet(
            "a variable's value has a nul",
            "images:\n  web:\n    run: {command: [a], environment: {A: \"\\0\"}}\n",
            "3:42: the value of A has a nul character"),
        argumentSet(
            "a variable is there twice",
            "images:\n  web:\n    run: {command: [a], environment: {A: b, A: c}}\n",
            "3:45: variable A is there twice"),
        argumentSet(
            "run's directory does not exist",
            "images:\n  web:\n    run: {command: [a], directory: b}\n",
            "3:36: directory DIR/b does not exist"),
        argumentSet(
            "an image's name is a list",
            "images:\n  ? [a]\n  : {build: a}\n",
            "2:5: expected a text"));
  }

  @Test
  void isRefusedWhenItIsADirectory() throws Exception {
    Files.createDirectory(file);

    assertThatThrownBy(() -> LocalImagesFile.read(file))
        .isExactlyInstanceOf(ImageException.class)
        .hasMessage(file + ": cannot be read: Is a directory");
  }

  @Test
  void isRefusedWhenItIsNotUtf8() throws Exception {
    Files.write(file, new byte[] {'i', (byte) 0xff});

    assertThatThrownBy(() -> LocalImagesFile.read(file))
        .isExactlyInstanceOf(ImageException.class)
        .hasMessage(file + ": cannot be read: it is not UTF-8");
  }

  @Test
  void isRefusedWhenItNestsTooDeep() throws Exception {
    Files.writeString(file, "[".repeat(10_000));

    assertThatThrownBy(() -> LocalImagesFile.read(file))
        .isExactlyInstanceOf(ImageException.class)
        .hasMessageStartingWith(file + ":1:")
        .hasMessageContaining("Nesting Depth exceeded max 50");
  }
}
