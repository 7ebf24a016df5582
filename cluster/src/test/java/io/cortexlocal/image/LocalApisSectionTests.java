package io.cortexlocal.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The variables that {@code cortex-local.yaml} gives to containers. */
class LocalApisSectionTests {

  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void nameTheFile() {
    file = directory.resolve("cortex-local.yaml");
  }

  private LocalImages read(String content) throws Exception {
    Files.writeString(file, content);
    return LocalImages.nextTo(directory.resolve("cortex.yaml"));
  }

  @Test
  void aContainerOverrulesItsApiAndTheFilesAreOverruledByWhatStandsThere() throws Exception {
    Files.writeString(directory.resolve("first.env"), "A=first\nB=first\nC=first\nD=first\n");
    Files.writeString(directory.resolve("second.env"), "B=second\nC=second\nD=second\n");
    Files.writeString(directory.resolve("own.env"), "D=own\nE=own\n");

    LocalImages images =
        read(
            """
            apis:
              text:
                env_file: [first.env, second.env]
                environment: {C: here, E: here}
                containers:
                  api:
                    env_file: own.env
                    environment: [F=a=b]
            """);

    assertThat(images.environment("text").of("other"))
        .isEqualTo(Map.of("A", "first", "B", "second", "C", "here", "D", "second", "E", "here"));
    assertThat(images.environment("text").of("api"))
        .isEqualTo(
            Map.of("A", "first", "B", "second", "C", "here", "D", "own", "E", "own", "F", "a=b"));
    assertThat(images.environment("image").of("api")).isEmpty();
    assertThat(images.environmentFiles())
        .isEqualTo(
            Set.of(
                directory.resolve("first.env"),
                directory.resolve("second.env"),
                directory.resolve("own.env")));
    assertThat(images.environment("text").declaredAt()).contains(file + ":2:3");
    assertThat(images.environment("text").containers())
        .isEqualTo(Map.of("api", Optional.of(file + ":6:7")));
  }

  @Test
  void valuesStandAsTheyAreWritten() throws Exception {
    assertThat(
            read("apis: {text: {environment: {A: yes, B: 0x1F, C: 1.50, D: '', E: '$HOME ${B}'}}}")
                .environment("text")
                .of("api"))
        .isEqualTo(Map.of("A", "yes", "B", "0x1F", "C", "1.50", "D", "", "E", "$HOME ${B}"));
  }

  @Test
  void aNameAloneIsPassedOnFromThisMachine() throws Exception {
    String path = System.getenv("PATH");
    assertThat(read("apis: {text: {environment: {PATH: }}}").environment("text").of("api"))
        .isEqualTo(Map.of("PATH", path));
    assertThat(read("apis: {text: {environment: [PATH]}}").environment("text").of("api"))
        .isEqualTo(Map.of("PATH", path));
    assertThatThrownBy(() -> read("apis: {text: {environment: {NOT_SET_HERE: }}}"))
        .isExactlyInstanceOf(ImageException.class)
        .hasMessage(
            "%s:1:29: NOT_SET_HERE has no value, so that this machine's is passed on, but it has none; write \"\" for an empty one",
            file);
  }

  @Test
  void aFileThatNeedNotBeThereIsReadWhenItIs() throws Exception {
    String content = "apis: {text: {env_file: [{path: .env, required: false}]}}";
    assertThat(read(content).environment("text").of("api")).isEmpty();
    assertThat(read(content).environmentFiles()).containsExactly(directory.resolve(".env"));

    Files.writeString(directory.resolve(".env"), "A=b");
    assertThat(read(content).environment("text").of("api")).isEqualTo(Map.of("A", "b"));
  }

  @ParameterizedTest
  @MethodSource
  void isRefusedWhere(String content, String expected) throws Exception {
    Files.createDirectory(directory.resolve("folder"));
    Files.writeString(directory.resolve("bad.env"), "A=1\n  B C=hunter2\n");

    assertThatThrownBy(() -> read(content))
        .isExactlyInstanceOf(ImageException.class)
        .hasMessage(directory + "/" + expected.replace("DIR", directory.toString()));
  }

  static Stream<Arguments> isRefusedWhere() {
    return Stream.of(
        argumentSet(
            "the section is there twice",
            "apis: {}\napis: {}\n",
            "cortex-local.yaml:2:1: key \"apis\" is there twice"),
        argumentSet(
            "a port is none",
            "host: {ports: [9000, 65536]}\n",
            "cortex-local.yaml:1:22: expected a port from 1 to 65535, but it is \"65536\""),
        argumentSet(
            "a port has a name",
            "host: {ports: [http]}\n",
            "cortex-local.yaml:1:16: expected a port from 1 to 65535, but it is \"http\""),
        argumentSet(
            "a port is there twice",
            "host: {ports: [80, 80]}\n",
            "cortex-local.yaml:1:20: port 80 is there twice"),
        argumentSet(
            "the ports are a number",
            "host: {ports: 80}\n",
            "cortex-local.yaml:1:15: expected a list of ports"),
        argumentSet(
            "the host has a name",
            "host: {name: a}\n",
            "cortex-local.yaml:1:8: unknown key \"name\"; known is: ports"),
        argumentSet(
            "the APIs are a list",
            "apis: [text]\n",
            "cortex-local.yaml:1:7: expected a map from API names to their environment"),
        argumentSet(
            "an API is a text",
            "apis: {text: a}\n",
            "cortex-local.yaml:1:14: expected the keys environment, env_file, containers"),
        argumentSet(
            "an API is there twice",
            "apis:\n  a: {}\n  a: {}\n",
            "cortex-local.yaml:3:3: API a is there twice"),
        argumentSet(
            "an API's key is unknown",
            "apis:\n  a: {env: {}}\n",
            "cortex-local.yaml:2:7: unknown key \"env\"; known are: environment, env_file, containers"),
        argumentSet(
            "a container's key is unknown",
            "apis:\n  a: {containers: {b: {containers: {}}}}\n",
            "cortex-local.yaml:2:24: unknown key \"containers\"; known are: environment, env_file"),
        argumentSet(
            "a container is there twice",
            "apis:\n  a: {containers: {b: {}, b: {}}}\n",
            "cortex-local.yaml:2:27: container b is there twice"),
        argumentSet(
            "the environment is a text",
            "apis:\n  a: {environment: A=b}\n",
            "cortex-local.yaml:2:20: expected a map from names to values, or a list of texts"),
        argumentSet(
            "a value is a list",
            "apis:\n  a: {environment: {A: [b]}}\n",
            "cortex-local.yaml:2:24: expected a text"),
        argumentSet(
            "a variable is there twice",
            "apis:\n  a: {environment: [A=b, A=c]}\n",
            "cortex-local.yaml:2:26: variable A is there twice"),
        argumentSet(
            "a variable is Cortex's",
            "apis:\n  a: {environment: {CORTEX_PORT: 1}}\n",
            "cortex-local.yaml:2:21: CORTEX_PORT: environment variables starting with CORTEX_ or"
                + " KUBEXIT_ are reserved"),
        argumentSet(
            "a name has its value in it",
            "apis:\n  a: {environment: {A=hunter2: }}\n",
            "cortex-local.yaml:2:21: \"A=…\" cannot be a variable's name: expected letters, digits,"
                + " '_', '-' and '.', and no digit first"),
        argumentSet(
            "a value has a nul",
            "apis:\n  a: {environment: {A: \"\\0\"}}\n",
            "cortex-local.yaml:2:24: the value of A has a nul character"),
        argumentSet(
            "a file is missing",
            "apis:\n  a: {env_file: no.env}\n",
            "cortex-local.yaml:2:17: file DIR/no.env does not exist"),
        argumentSet(
            "a file is a directory",
            "apis:\n  a: {env_file: folder}\n",
            "folder: cannot be read: it is not a file"),
        argumentSet(
            "a file has no path",
            "apis:\n  a: {env_file: [{required: false}]}\n",
            "cortex-local.yaml:2:18: env_file: expected the key path"),
        argumentSet(
            "a file is perhaps required",
            "apis:\n  a: {env_file: [{path: a, required: perhaps}]}\n",
            "cortex-local.yaml:2:38: expected true or false"),
        argumentSet(
            "a file is broken",
            "apis:\n  a: {env_file: bad.env}\n",
            "bad.env:2:3: expected NAME=VALUE, with a name of letters, digits, '_', '-' and '.', and"
                + " no digit first"));
  }

  /** A stack trace is printed with its causes, and a parser's quotes the lines around. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "apis: {text: {environment: {A: *hunter2}}}",
        "apis: {text: {environment: {A: hunter2",
        "apis: {text: {environment: {A: \"hunter2\\q\"}}}",
        "apis:\n  text:\n    environment:\n      A: hunter2: b\n",
        "apis: {text: {environment: {A: \"hunter2\u0001\"}}}",
        "apis: {text: {environment: [\"A B=hunter2\"]}}",
        "apis: {text: {environment: {A: \"hunter2\\0\"}}}",
      })
  void noFailureHasAValueInIt(String content) {
    StringWriter trace = new StringWriter();
    Throwable refused = catchThrowable(() -> read(content));
    assertThat(refused).isExactlyInstanceOf(ImageException.class);
    refused.printStackTrace(new PrintWriter(trace, true));

    assertThat(trace.toString()).contains("cortex-local.yaml:").doesNotContain("hunter2");
  }

  @Test
  void noTextOfItHasAValueInIt() throws Exception {
    LocalImages images =
        read(
            "apis: {text: {environment: {A: hunter2}, containers: {api: {environment: {B: hunter2}}}}}");

    assertThat(images.toString()).contains("A", "B", "text").doesNotContain("hunter2");
    assertThat(images.environment("text").toString()).isEqualTo("LocalEnvironment[A]{api=[B]}");
  }

  @Test
  void portsOfThisMachineAreNamedAndMerged() throws Exception {
    LocalImages one = read("host: {ports: [9000, 5432]}");
    LocalImages other = read("host: {ports: [5432, 80]}");

    assertThat(one.hostPorts()).containsExactlyInAnyOrder(9000, 5432);
    assertThat(one.with(other).hostPorts()).containsExactlyInAnyOrder(9000, 5432, 80);
    assertThat(one).isNotEqualTo(other);
  }

  @Test
  void twoAreTheSameWhenTheirValuesAre() throws Exception {
    LocalImages images = read("apis: {text: {environment: {A: b}}}");

    assertThat(read("apis:\n  text:\n    environment: {A: b}\n")).isEqualTo(images);
    assertThat(read("apis: {text: {environment: {A: c}}}")).isNotEqualTo(images);
    assertThat(images.with(read("apis: {text: {environment: {A: c}}}")).environment("text").of(""))
        .isEqualTo(Map.of("A", "c"));
  }

  @Test
  void whatIsSaidInCodeIsCheckedToo() {
    assertThatThrownBy(() -> new LocalEnvironment(Map.of("CORTEX_X", "1"), Map.of()))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "CORTEX_X: environment variables starting with CORTEX_ or KUBEXIT_ are reserved");
    assertThatThrownBy(() -> new LocalEnvironment(Map.of(), Map.of("api", Map.of("A B", "1"))))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("\"A B\" cannot be a variable's name");
  }
}
