package io.cortexlocal.deploy;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.config.CortexConfig;
import io.cortexlocal.image.ImageException;
import io.cortexlocal.image.LocalEnvironment;
import io.cortexlocal.image.LocalImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names in {@code cortex-local.yaml} that lead nowhere. */
class LocalNamesTests {

  private static final String API =
      """
      - name: %s
        kind: RealtimeAPI
        pod: {containers: [{name: api, image: a}, {name: model, image: b}]}
      """;

  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = directory.resolve("cortex.yaml");
    Files.writeString(
        file,
        API.formatted("text")
            + API.formatted("image")
            + """
            - name: split
              kind: TrafficSplitter
              apis: [{name: text, weight: 100}]
            """);
  }

  private void require(String local) throws IOException {
    Files.writeString(directory.resolve("cortex-local.yaml"), local);
    LocalNames.require(file, CortexConfig.load(file), LocalImages.nextTo(file));
  }

  @Test
  void thoseThatAreThereAreTaken() {
    assertThatCode(
            () -> require("apis: {text: {containers: {model: {}}}, image: {environment: {A: b}}}"))
        .doesNotThrowAnyException();
  }

  @Test
  void anApiThatIsNotThereIsRefusedWithItsPlace() {
    assertThatThrownBy(() -> require("apis:\n  txet: {environment: {A: b}}\n"))
        .isExactlyInstanceOf(ImageException.class)
        .hasMessage(
            "%s/cortex-local.yaml:2:3: API txet is not in %s; it has: image, split, text",
            directory, file);
  }

  @Test
  void anApiOfAnotherFileOfTheFolderIsThere() throws IOException {
    Files.writeString(directory.resolve("other.yaml"), API.formatted("sound"));
    Files.writeString(directory.resolve("broken.yaml"), "- name: {");
    assertThatCode(() -> require("apis: {sound: {environment: {A: b}}}"))
        .doesNotThrowAnyException();
  }

  @Test
  void aContainerThatIsNotThereIsRefusedWithItsPlace() {
    assertThatThrownBy(() -> require("apis:\n  text:\n    containers:\n      modle: {}\n"))
        .isExactlyInstanceOf(ImageException.class)
        .hasMessage(
            "%s/cortex-local.yaml:4:7: API text has no container modle; it has: api, model",
            directory);
    assertThatThrownBy(() -> require("apis: {split: {environment: {A: b}}}"))
        .isExactlyInstanceOf(ImageException.class)
        .hasMessage(
            "%s/cortex-local.yaml:1:8: split is a TrafficSplitter, and has no containers",
            directory);
  }

  @Test
  void whatIsSaidInCodeHasNoPlace() {
    LocalImages images =
        LocalImages.none()
            .withEnvironment(
                "text", new LocalEnvironment(Map.of(), Map.of("proxy", Map.of("A", "b"))));
    assertThatThrownBy(() -> LocalNames.requireContainers(CortexConfig.load(file).apis(), images))
        .isExactlyInstanceOf(ImageException.class)
        .hasMessage("API text has no container proxy; it has: api, model");
  }
}
