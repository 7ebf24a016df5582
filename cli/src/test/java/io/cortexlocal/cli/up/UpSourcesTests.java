package io.cortexlocal.cli.up;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.cli.watch.WatchedPath;
import io.cortexlocal.config.RealtimeApiConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpSourcesTests {

  private static final String IMAGES =
      """
      images:
        example/one:1:
          build: one
          run: {command: [python3, main.py], directory: %s}
        example/two:1:
          build: two
      """;

  @TempDir private Path folder;
  private Path yaml;

  @BeforeEach
  void write() throws IOException {
    yaml =
        Files.writeString(
            folder.resolve("cortex.yaml"),
            """
            - name: one
              kind: RealtimeAPI
              pod: {containers: [{name: api, image: example/one:1}]}
            - name: two
              kind: RealtimeAPI
              pod: {containers: [{name: api, image: example/two:1}]}
            - name: both
              kind: TrafficSplitter
              apis: [{name: one, weight: 50}, {name: two, weight: 50}]
            """);
    for (String name : List.of("one", "two")) {
      Files.writeString(Files.createDirectory(folder.resolve(name)).resolve("Dockerfile"), "");
    }
    images(".");
  }

  private void images(String directory) throws IOException {
    Files.writeString(folder.resolve("cortex-local.yaml"), IMAGES.formatted(directory));
  }

  private UpSources sources(boolean runsCommands) {
    return new UpSources(UpFiles.read(List.of(yaml)), runsCommands);
  }

  @Test
  void aBackendsOwnSourceIsWatched() {
    assertThat(sources(false).all())
        .extracting(WatchedPath::path)
        .containsExactlyInAnyOrder(
            yaml,
            folder.resolve("cortex-local.yaml"),
            folder.resolve("one"),
            folder.resolve("two"));
    assertThat(sources(true).all())
        .contains(new WatchedPath.Tree(folder, Set.of(yaml, folder.resolve("cortex-local.yaml"))));
  }

  @Test
  void onlyTheApisOfAChangedDirectoryAreMeant() {
    UpSources sources = sources(false);
    UpFile file = sources.files().files().get(0);
    WatchedPath one =
        sources.all().stream()
            .filter(path -> path.path().equals(folder.resolve("one")))
            .findFirst()
            .orElseThrow();

    List<RealtimeApiConfig> meant = sources.madeOf(file, Set.of(one));

    assertThat(meant).extracting(RealtimeApiConfig::name).containsExactly("one");
    assertThat(sources.isLoaded(file, meant.get(0))).isTrue();
    assertThat(sources(true).isLoaded(file, meant.get(0))).isFalse();
  }

  @Test
  void anImageThatIsHadInAnotherWayMeansItsApi() throws IOException {
    UpFile before = sources(true).files().files().get(0);
    images("one");
    UpSources now = sources(true);

    assertThat(now.hadOtherwise(now.files().files().get(0), before))
        .extracting(RealtimeApiConfig::name)
        .containsExactly("one");
    assertThat(now.hadOtherwise(now.files().files().get(0), now.files().files().get(0))).isEmpty();
  }

  @Test
  void aCommentAboveACommandMeansNoApi() throws IOException {
    UpFile before = sources(true).files().files().get(0);
    Path images = folder.resolve("cortex-local.yaml");
    Files.writeString(images, "# of one\n" + Files.readString(images));
    UpFile after = sources(true).files().files().get(0);

    assertThat(sources(true).hadOtherwise(after, before)).isEmpty();
    assertThat(after.isSameAs(before)).isTrue();
  }

  @Test
  void aFileThatIsNamedWithADotIsTheSameFile() throws IOException {
    Files.writeString(
        folder.resolve("cortex-local.yaml"),
        "images: {\"example/one:1\": {run: {command: [python3, one.py]}}}");
    Set<WatchedPath> all = sources(true).all();

    yaml = folder.resolve("two/.././cortex.yaml");

    assertThat(sources(true).all()).isEqualTo(all);
    assertThat(all)
        .contains(
            new WatchedPath.Tree(
                folder,
                Set.of(folder.resolve("cortex.yaml"), folder.resolve("cortex-local.yaml"))));
  }
}
