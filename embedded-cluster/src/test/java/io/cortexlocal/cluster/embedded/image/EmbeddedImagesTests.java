package io.cortexlocal.cluster.embedded.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.cluster.embedded.image.ContainerImage.User;
import io.cortexlocal.image.ImageException;
import io.cortexlocal.image.ImageSource;
import io.cortexlocal.image.LocalImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where an image comes from. */
class EmbeddedImagesTests {

  private static final ContainerImage SYSTEM =
      new ContainerImage(
          new RootFilesystem.Host(), List.of("envoy"), List.of(), Map.of(), "/", User.ROOT);

  @TempDir private Path directory;
  private Path bin;
  private Path calls;

  @BeforeEach
  void makeDirectories() throws Exception {
    bin = Files.createDirectory(directory.resolve("bin"));
    calls = Files.createFile(directory.resolve("calls"));
  }

  private EmbeddedImages images() {
    return images(false);
  }

  private EmbeddedImages images(boolean neverPull) {
    return new EmbeddedImages(
        new ImageSettings(
            directory.resolve("cache"),
            neverPull,
            Map.of("BASE", "python"),
            Map.of("PATH", bin.toString())));
  }

  private static LocalImages local(String image, ImageSource source) {
    return new LocalImages(Map.of(image, source));
  }

  private static String app(EmbeddedImages images, String name) throws IOException {
    RootFilesystem root = images.find(name).orElseThrow().root();
    return Files.readString(((RootFilesystem.Unpacked) root).directory().resolve("app"));
  }

  private Path archive(String name, String content) throws IOException {
    return Files.write(
        directory.resolve(name),
        ImageBuilder.tar(ImageBuilder.small("app", content).dockerFiles("web:1")));
  }

  /** Puts a docker on the PATH that notes how it is called, and whose engine has one image. */
  private void docker(String body) throws IOException {
    Path script =
        Files.writeString(
            bin.resolve("docker"),
            """
            #!/bin/sh
            PATH=/usr/bin:/bin
            echo "$DOCKER_BUILDKIT $*" >> %s
            %s
            """
                .formatted(calls, body));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static String engineWith(String image, Path archive) {
    return """
    case "$1 $2" in
      "version --format") echo 28.0 ;;
      "image inspect") [ "$6" = "%s" ] && echo sha256:123 || exit 1 ;;
      "save --output") cp %s "$3" ;;
      "buildx version") exit 1 ;;
      "build --tag") ;;
      *) exit 64 ;;
    esac
    """
        .formatted(image, archive);
  }

  @Test
  void anImageIsFoundByEveryOfItsNames() {
    EmbeddedImages images = images();
    images.register("envoy", SYSTEM);

    assertThat(images.find("envoy")).contains(SYSTEM);
    assertThat(images.find("docker.io/library/envoy:latest")).contains(SYSTEM);
    assertThat(images.find("envoy:1")).isEmpty();
  }

  @Test
  void whatIsRegisteredNeedsNoLoading() {
    EmbeddedImages images = images(true);
    images.register("envoy", SYSTEM);

    images.load(List.of("envoy:latest"), LocalImages.none());

    assertThat(images.find("envoy")).contains(SYSTEM);
    assertThat(directory.resolve("cache")).doesNotExist();
  }

  @Test
  void whatIsDeclaredGoesBeforeWhatIsRegistered() throws Exception {
    EmbeddedImages images = images();
    images.register("web", SYSTEM);

    images.load(List.of("web"), local("web", new ImageSource.Archive(archive("a.tar", "1"))));

    assertThat(app(images, "web")).isEqualTo("1");
  }

  @Test
  void runGoesBeforeTheOther() throws Exception {
    docker("");
    EmbeddedImages images = images();
    ImageSource.Run run = new ImageSource.Run(List.of("docker"), directory);
    ImageSource archive = new ImageSource.Archive(directory.resolve("missing.tar"));

    images.load(List.of("web"), local("web", new ImageSource.RunOrImage(run, archive)));

    assertThat(images.find("web").orElseThrow().root()).isEqualTo(new RootFilesystem.Host());
    assertThat(images.find("web").orElseThrow().entrypoint()).containsExactly("docker");
    assertThat(directory.resolve("cache")).doesNotExist();
    assertThat(calls).isEmptyFile();
  }

  @Test
  void allImagesAreLoadedOrNone() throws Exception {
    EmbeddedImages images = images(true);
    LocalImages local = local("web", new ImageSource.Archive(archive("a.tar", "1")));

    assertThatThrownBy(() -> images.load(List.of("web", "other"), local))
        .isExactlyInstanceOf(ImageException.class);
    assertThat(images.find("web")).isEmpty();
  }

  @Test
  void aChangedSourceReplacesTheImage() throws Exception {
    EmbeddedImages images = images();
    images.load(List.of("web"), local("web", new ImageSource.Archive(archive("a.tar", "1"))));
    images.load(List.of("web"), local("web", new ImageSource.Archive(archive("a.tar", "2"))));

    assertThat(app(images, "web")).isEqualTo("2");
  }

  @Test
  void aBuildNeedsADockerEngine() throws Exception {
    LocalImages local = local("web", new ImageSource.Build(directory));
    String message =
        """
        image web is declared with build:, and the backend embedded builds no images where no \
        Docker engine answers.
        Try: run: or archive: in cortex-local.yaml (docker build -t web %s, then docker save web \
        -o image.tar), or the backend k3s."""
            .formatted(directory);

    assertThatThrownBy(() -> images().load(List.of("web"), local))
        .isExactlyInstanceOf(ImageException.class)
        .hasMessage(message);
    docker("echo cannot connect >&2; exit 1");
    assertThatThrownBy(() -> images().load(List.of("web"), local))
        .isExactlyInstanceOf(ImageException.class)
        .hasMessage(message);
  }

  @Test
  void aBuildIsMadeByTheDockerEngine() throws Exception {
    Path archive = archive("built.tar", "built");
    docker(
        engineWith("none", archive)
            .replace("[ \"$6\" = \"none\" ] && echo sha256:123 || exit 1", "echo sha256:123"));
    EmbeddedImages images = images();

    images.load(List.of("web"), local("web", new ImageSource.Build(directory)));

    assertThat(app(images, "web")).isEqualTo("built");
    assertThat(Files.readAllLines(calls))
        .anyMatch(
            call ->
                call.matches(
                    "0 build --tag cortex-local/build:[0-9a-f-]{36} --build-arg BASE=python -- "
                        + directory));
    assertThat(directory.resolve("cache/scratch")).isEmptyDirectory();
  }

  @Test
  void aFailedBuildSaysWhy() throws Exception {
    docker(
        """
        case "$1" in
          build) echo step 1; echo no such base >&2; exit 1 ;;
        esac
        """);

    assertThatThrownBy(
            () -> images().load(List.of("web"), local("web", new ImageSource.Build(directory))))
        .isExactlyInstanceOf(ImageException.class)
        .hasMessage(
            """
            the image of %s cannot be built: no such base
            Try: docker build %s"""
                .formatted(directory, directory));
    assertThat(Files.readAllLines(calls)).anyMatch(call -> call.contains(" build --tag "));
  }

  @Test
  void whatTheDockerEngineHasIsSavedOnce() throws Exception {
    docker(engineWith("web:1", archive("saved.tar", "engine")));
    EmbeddedImages images = images(true);

    images.load(List.of("web:1"), LocalImages.none());
    images.load(List.of("web:1"), LocalImages.none());
    images(true).load(List.of("web:1"), LocalImages.none());

    assertThat(app(images, "web:1")).isEqualTo("engine");
    assertThat(Files.readAllLines(calls)).filteredOn(call -> call.contains("save")).hasSize(1);
  }

  @Test
  void anEngineThatCannotSaveSaysWhy() throws Exception {
    docker(
        engineWith("web:1", directory.resolve("missing"))
            .replace("cp ", "echo out of order >&2; exit 1; cp "));

    assertThatThrownBy(() -> images(true).load(List.of("web:1"), LocalImages.none()))
        .isExactlyInstanceOf(ImageException.class)
        .hasMessage(
            """
            image web:1 cannot be had from the Docker engine: out of order
            Try: docker save web:1 -o image.tar, and archive: image.tar in cortex-local.yaml.""");
  }

  @Test
  void neverPullIsHonoured() throws Exception {
    docker(engineWith("other", directory.resolve("missing")));
    try (Registry registry = new Registry()) {
      String name = registry.name("1");

      assertThatThrownBy(() -> images(true).load(List.of(name), LocalImages.none()))
          .isExactlyInstanceOf(ImageException.class)
          .hasMessage(
              """
              image %s is not on this machine, and cortex.local.never-pull is set.
              Try: docker pull %s, or say in cortex-local.yaml how it is had: run: or archive:."""
                  .formatted(name, name));
      assertThat(registry.requests()).isZero();
    }
  }

  @Test
  void anImageIsPulledOnce() throws Exception {
    ImageBuilder image =
        new ImageBuilder()
            .layer(new LayerBuilder().file("app", "lower"), ImageBuilder::gzip)
            .layer(new LayerBuilder().file("app", "pulled"), ImageBuilder::gzip)
            .with("Entrypoint", List.of("/app"))
            .with("Env", List.of("A=b"))
            .with("WorkingDir", "/srv")
            .with("User", "5:6");
    try (Registry registry = new Registry()) {
      registry.put("1", image);
      EmbeddedImages images = images();

      images.load(List.of(registry.name("1")), LocalImages.none());
      int requests = registry.requests();
      images(true).load(List.of(registry.name("1")), LocalImages.none());

      ContainerImage pulled = images.find(registry.name("1")).orElseThrow();
      assertThat(app(images, registry.name("1"))).isEqualTo("pulled");
      assertThat(pulled.entrypoint()).containsExactly("/app");
      assertThat(pulled.environment()).containsEntry("A", "b");
      assertThat(pulled.workingDirectory()).isEqualTo("/srv");
      assertThat(pulled.user()).isEqualTo(new User(5, 6));
      assertThat(registry.requests()).isEqualTo(requests).isPositive();
      assertThat(directory.resolve("cache/scratch")).isEmptyDirectory();
    }
  }

  @Test
  void anImageThatTheRegistryDoesNotHaveSaysWhy() throws Exception {
    try (Registry registry = new Registry()) {
      String name = registry.name("missing");

      assertThatThrownBy(() -> images().load(List.of(name), LocalImages.none()))
          .isExactlyInstanceOf(ImageException.class)
          .hasMessageStartingWith(
              "image %s is not on this machine and cannot be pulled: ".formatted(name))
          .hasMessageContaining("404 Not Found")
          .hasMessageEndingWith(
              "\nTry: docker pull %s, or say in cortex-local.yaml how it is had: run: or archive:."
                  .formatted(name));
    }
  }

  @Test
  void aRegistryThatIsNotThereSaysWhy() throws Exception {
    String name;
    try (Registry registry = new Registry()) {
      name = registry.name("1");
    }

    assertThatThrownBy(() -> images().load(List.of(name), LocalImages.none()))
        .isExactlyInstanceOf(ImageException.class)
        .hasMessageStartingWith(
            "image %s is not on this machine and cannot be pulled: ".formatted(name))
        .hasMessageContaining("Connection refused");
    assertThat(directory.resolve("cache/scratch")).isEmptyDirectory();
  }

  @Test
  @Timeout(5)
  void aRegistryWhoseNameIsNotKnownSaysSoAtOnce() throws Exception {
    String name = "registry.no-such-host.invalid:5000/web:1";

    assertThatThrownBy(() -> images().load(List.of(name), LocalImages.none()))
        .isExactlyInstanceOf(ImageException.class)
        .hasMessageStartingWith(
            "image %s is not on this machine and cannot be pulled: the host registry.no-such-host.invalid is not known"
                .formatted(name));
  }

  @Test
  void aNameThatIsNoneSaysWhy() {
    assertThatThrownBy(() -> images().load(List.of("Not A Name"), LocalImages.none()))
        .isExactlyInstanceOf(ImageException.class)
        .hasMessageStartingWith("image Not A Name is not on this machine and cannot be pulled: ");
  }

  @Test
  void nothingIsLoadedOfJibUnlessAnImageIsPulled() throws Exception {
    Path archive = archive("a.tar", "1");
    WithoutJib loader = new WithoutJib(EmbeddedImagesTests.class.getClassLoader());
    Runnable scenario =
        (Runnable)
            loader
                .loadClass(LoadsAnArchive.class.getName())
                .getDeclaredConstructor(Path.class, Path.class)
                .newInstance(directory.resolve("cache"), archive);

    scenario.run();

    assertThat(scenario.getClass().getClassLoader()).isSameAs(loader);
    assertThat(directory.resolve("cache/unpacked")).isNotEmptyDirectory();
  }

  /** What a run without a pull does. */
  public static final class LoadsAnArchive implements Runnable {

    private final Path cache;
    private final Path archive;

    public LoadsAnArchive(Path cache, Path archive) {
      this.cache = cache;
      this.archive = archive;
    }

    @Override
    public void run() {
      new EmbeddedImages(new ImageSettings(cache, false, Map.of(), Map.of()))
          .load(List.of("web:1"), local("web:1", new ImageSource.Archive(archive)));
    }
  }

  /** Has our classes, loaded anew, and none of Jib. */
  private static final class WithoutJib extends ClassLoader {

    WithoutJib(ClassLoader parent) {
      super(parent);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.startsWith("com.google.cloud.tools.jib.")) {
        throw new ClassNotFoundException(name);
      }
      if (!name.startsWith("io.cortexlocal.")) {
        return super.loadClass(name, resolve);
      }
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? define(name) : loaded;
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      try (var in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }
}
