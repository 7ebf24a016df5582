package io.cortexlocal.cli.up;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.image.ImageSource;
import io.cortexlocal.image.LocalImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForeignImagesTests {

  @TempDir private Path folder;

  private Path file(String name, String program) throws IOException {
    Path directory = Files.createDirectories(folder.resolve(name));
    Files.writeString(
        directory.resolve("cortex-local.yaml"),
        "images: {\"example/one:1\": {run: {command: [%s]}}}".formatted(program));
    return directory.resolve("cortex.yaml");
  }

  private ForeignImages foreign() throws IOException {
    Path own = file("own", "first");
    Files.writeString(
        own,
        """
        - name: one
          kind: RealtimeAPI
          pod: {containers: [{name: api, image: example/one:1}]}
        """);
    return new ForeignImages(() -> UpFiles.read(List.of(own)));
  }

  @Test
  void aFileOfTheUpItselfIsReadAnewAtEachDeployment() throws IOException {
    ForeignImages foreign = foreign();
    foreign.add(file("own", "as it was"));

    assertThat(foreign.over(LocalImages.none()).source("example/one:1")).isEmpty();
  }

  private static String program(LocalImages images) {
    return ((ImageSource.Run) images.source("example/one:1").orElseThrow()).command().get(0);
  }

  @Test
  void whatWasDeployedLastCounts() throws IOException {
    LocalImages own = LocalImages.nextTo(file("own", "first"));
    ForeignImages foreign = foreign();
    assertThat(program(foreign.over(own))).isEqualTo("first");

    foreign.add(file("a", "second"));
    foreign.add(file("b", "third"));
    assertThat(program(foreign.over(own))).isEqualTo("third");

    foreign.add(file("a", "fourth"));
    assertThat(program(foreign.over(own))).isEqualTo("fourth");
  }

  @Test
  void aFileThatGoesAwayBreaksNoLaterDeployment() throws IOException {
    ForeignImages foreign = foreign();
    Path file = file("a", "second");
    foreign.add(file);
    Files.delete(file.resolveSibling("cortex-local.yaml"));

    assertThat(program(foreign.over(LocalImages.none()))).isEqualTo("second");
  }
}
