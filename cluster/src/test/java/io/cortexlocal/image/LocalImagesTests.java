package io.cortexlocal.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class LocalImagesTests {

  private static final ImageSource ONE = new ImageSource.Archive(Path.of("/one.tar"));
  private static final ImageSource TWO = new ImageSource.Archive(Path.of("/two.tar"));

  @Test
  void aLinkToNothingIsNotPassedOver(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("cortex-local.yaml");
    for (String target : List.of("missing", "cortex-local.yaml")) {
      Files.createSymbolicLink(file, Path.of(target));
      assertThatThrownBy(() -> LocalImages.nextTo(directory.resolve("cortex.yaml")))
          .isExactlyInstanceOf(ImageException.class)
          .hasMessage(file + ": cannot be read: it is a link to what is not there");
      Files.delete(file);
    }
  }

  @Test
  @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aPipeIsNotWaitedFor(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("cortex-local.yaml");
    assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor()).isZero();
    assertThatThrownBy(() -> LocalImages.nextTo(directory.resolve("cortex.yaml")))
        .isExactlyInstanceOf(ImageException.class)
        .hasMessage(file + ": cannot be read: it is not a file");
  }

  @Test
  void areFoundByEveryNameOfTheImage() {
    LocalImages images = new LocalImages(Map.of("web", ONE, "quay.io/acme/web:2", TWO));

    assertThat(images.source("web")).contains(ONE);
    assertThat(images.source("docker.io/library/web:latest")).contains(ONE);
    assertThat(images.source("quay.io/acme/web:2")).contains(TWO);
    assertThat(images.source("web:2")).isEmpty();
    assertThat(images.source("acme/web:2")).isEmpty();
    assertThat(LocalImages.none().source("web")).isEmpty();
  }

  @Test
  void thoseOfOthersGoFirst() {
    LocalImages both =
        new LocalImages(Map.of("a", ONE, "b", ONE)).with(new LocalImages(Map.of("b", TWO)));

    assertThat(both.source("a")).contains(ONE);
    assertThat(both.source("b")).contains(TWO);
  }

  @Test
  void thoseOfOthersGoFirstUnderEveryName() {
    LocalImages both =
        new LocalImages(Map.of("docker.io/library/web:latest", ONE))
            .with(new LocalImages(Map.of("web", TWO)));

    assertThat(both.source("web")).contains(TWO);
    assertThat(both.source("docker.io/library/web:latest")).contains(TWO);
  }

  @Test
  void anImageIsKnownOnce() {
    assertThatThrownBy(() -> new LocalImages(Map.of("web", ONE, "docker.io/library/web", TWO)))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("two names of the same image in [");
  }

  @Test
  void areReadNextToTheConfiguration(@TempDir Path directory) throws Exception {
    Path cortexYaml = directory.resolve("cortex.yaml");
    assertThat(LocalImages.nextTo(cortexYaml)).isEqualTo(LocalImages.none());

    Files.createDirectory(directory.resolve("web"));
    Files.createFile(directory.resolve("web/Dockerfile"));
    Files.createFile(directory.resolve("cache.tar"));
    Files.writeString(
        directory.resolve("cortex-local.yaml"),
        """
        # how the images are had here
        images:
          acme/web:1:
            build: web
          acme/cache:1: {archive: ./cache.tar}
          acme/model:1:
            run:
              command: [java, -jar, model.jar]
              directory: web
              environment: {PORT: 80}
          acme/other:1:
            archive: cache.tar
            run:
              command: [sleep, 5]
        """);

    assertThat(LocalImages.nextTo(cortexYaml).sources())
        .isEqualTo(
            Map.of(
                "docker.io/acme/web:1", new ImageSource.Build(directory.resolve("web")),
                "docker.io/acme/cache:1", new ImageSource.Archive(directory.resolve("cache.tar")),
                "docker.io/acme/model:1",
                    new ImageSource.Run(
                        List.of("java", "-jar", "model.jar"),
                        directory.resolve("web"),
                        Map.of("PORT", "80"),
                        Optional.of(directory + "/cortex-local.yaml:8:7")),
                "docker.io/acme/other:1",
                    new ImageSource.RunOrImage(
                        new ImageSource.Run(
                            List.of("sleep", "5"),
                            directory,
                            Map.of(),
                            Optional.of(directory + "/cortex-local.yaml:14:7")),
                        new ImageSource.Archive(directory.resolve("cache.tar")))));
  }

  @Test
  void eachBackendTakesWhatItCanRun() {
    ImageSource.Run run = new ImageSource.Run(List.of("java"), Path.of("/"));
    ImageSource both = new ImageSource.RunOrImage(run, ONE);

    assertThat(both.preferringRun()).isEqualTo(run);
    assertThat(both.preferringImage()).isEqualTo(ONE);
    assertThat(run.preferringImage()).isEqualTo(run);
    assertThat(ONE.preferringRun()).isEqualTo(ONE);
  }

  @Test
  void besideACommandStandsAnImage() {
    ImageSource.Run run = new ImageSource.Run(List.of("java"), Path.of("/"));

    assertThatThrownBy(() -> new ImageSource.RunOrImage(run, run))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage("beside a command: a build or an archive");
  }

  @Test
  void aCommandIsNotEmpty() {
    assertThatThrownBy(() -> new ImageSource.Run(List.of(), Path.of("/")))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage("a command has at least one element");
  }

  @Test
  void anEmptyFileSaysNothing(@TempDir Path directory) throws Exception {
    Files.writeString(directory.resolve("cortex-local.yaml"), "# nothing yet\n");

    assertThat(LocalImages.nextTo(directory.resolve("cortex.yaml"))).isEqualTo(LocalImages.none());
  }

  @Test
  void filesThatImagesAreMadeOfMustBeThere() {
    Path gone = Path.of("/no/such").toAbsolutePath();
    LocalImages images =
        new LocalImages(
            Map.of(
                "saved", new ImageSource.Archive(gone.resolve("image.tar")),
                "built", new ImageSource.Build(gone)));
    assertThatThrownBy(() -> images.requireFiles(List.of("other", "saved")))
        .isExactlyInstanceOf(ImageException.class)
        .hasMessage(
            """
            image saved: archive: there is no file /no/such/image.tar
            Try: docker save saved -o /no/such/image.tar""");
    assertThatThrownBy(() -> images.requireFiles(List.of("built")))
        .isExactlyInstanceOf(ImageException.class)
        .hasMessage("image built: build: there is no Dockerfile in /no/such");
    images.requireFiles(List.of("other"));
  }
}
