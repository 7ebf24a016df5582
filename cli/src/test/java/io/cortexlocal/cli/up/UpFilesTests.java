package io.cortexlocal.cli.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.cli.io.UsageException;
import io.cortexlocal.config.ApiConfig;
import io.cortexlocal.image.ImageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpFilesTests {

  private static final String API =
      """
      - name: %s
        kind: RealtimeAPI
        pod:
          containers:
            - {name: api, image: example/hello:1}
      """;
  private static final String SPLITTER =
      """
      - name: both
        kind: TrafficSplitter
        apis:
          - {name: one, weight: 50}
          - {name: two, weight: 50}
      """;

  @TempDir private Path directory;

  private Path file(String name, String content) {
    try {
      return Files.writeString(directory.resolve(name), content);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aSplitterMayHaveItsTargetsInAFileBefore() {
    UpFiles files =
        UpFiles.read(
            List.of(
                file("1.yaml", API.formatted("one") + API.formatted("two")),
                file("2.yaml", SPLITTER)));

    assertThat(files.apis()).extracting(ApiConfig::name).containsExactly("one", "two", "both");
  }

  @Test
  void everyBrokenFileIsReported() {
    Path first = file("1.yaml", "- name: a\n  kind: RealtimeAPI\n");
    Path second = file("2.yaml", "- name: b\n  kind: Realtime\n");

    assertThatThrownBy(() -> UpFiles.read(List.of(first, second)))
        .isInstanceOf(BrokenFilesException.class)
        .hasMessage("2 files are broken");
  }

  @Test
  void anApiCannotBeInTwoFiles() {
    Path first = file("1.yaml", API.formatted("one"));
    Path second = file("2.yaml", API.formatted("one"));

    assertThatThrownBy(() -> UpFiles.read(List.of(first, second)))
        .isInstanceOf(UsageException.class)
        .hasMessage("API one is in %s and in %s", first, second);
  }

  @Test
  void aFileThatCannotBeReadIsNamed() {
    assertThatThrownBy(() -> UpFiles.read(List.of(directory.resolve("none.yaml"))))
        .isInstanceOf(UsageException.class)
        .hasMessage("cannot read %s: it does not exist", directory.resolve("none.yaml"));
    assertThatThrownBy(() -> UpFiles.read(List.of(directory)))
        .isInstanceOf(UsageException.class)
        .hasMessage("cannot read %s: it is a directory", directory);
  }

  @Test
  void aWrongImagesFileIsNamedWithItsLine() {
    Path cortexYaml = file("cortex.yaml", API.formatted("one"));
    Path images = file("cortex-local.yaml", "image: {}\n");

    assertThatThrownBy(() -> UpFiles.read(List.of(cortexYaml)))
        .isInstanceOf(ImageException.class)
        .hasMessageStartingWith(images + ":1:1: ");
  }

  @Test
  void theCommandThatWantsAFileIsNamed() {
    assertThatThrownBy(() -> UpFiles.named("deploy", List.of()))
        .isInstanceOf(UsageException.class)
        .hasMessage("there is no cortex.yaml here; name a file: cortex-local deploy FILE");
  }
}
