package io.cortexlocal.cluster.embedded.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.cluster.embedded.image.ContainerImage.User;
import io.cortexlocal.image.ImageException;
import io.cortexlocal.image.ImageSource;
import io.cortexlocal.image.LocalImages;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an archive is to be an image of the embedded node, and what it is refused for. */
class ImageArchiveTests {

  private static final String OCI_NAME = "org.opencontainers.image.ref.name";
  private static final String CONTAINERD_NAME = "io.containerd.image.name";

  @TempDir private Path directory;
  private Path file;
  private Path cache;

  @BeforeEach
  void nameTheFile() {
    file = directory.resolve("image.tar");
    cache = directory.resolve("cache");
  }

  private ContainerImage load(String reference, byte[] archive) throws Exception {
    Files.write(file, archive);
    return load(reference);
  }

  private ContainerImage load(String reference) {
    EmbeddedImages images = new EmbeddedImages(new ImageSettings(cache, true, Map.of(), Map.of()));
    images.load(
        List.of(reference), new LocalImages(Map.of(reference, new ImageSource.Archive(file))));
    return images.find(reference).orElseThrow();
  }

  private static Path root(ContainerImage image) {
    return ((RootFilesystem.Unpacked) image.root()).directory();
  }

  private void assertRefused(byte[] archive, String reason) throws Exception {
    Files.write(file, archive);
    assertRefused(reason);
  }

  private void assertRefused(String reason) throws Exception {
    assertThatThrownBy(() -> load("web:1"))
        .isExactlyInstanceOf(ImageException.class)
        .hasMessage(
            """
            image web:1 cannot be had from the archive %s: %s
            Try: docker save web:1 -o %s"""
                .formatted(file, reason, file));
    assertNothingIsLeft();
  }

  private void assertNothingIsLeft() throws Exception {
    for (String name : List.of("unpacked", "scratch")) {
      assertThat(cache.resolve(name)).isEmptyDirectory();
    }
  }

  @Test
  void whatDockerSavesIsAnImage() throws Exception {
    ImageBuilder image =
        new ImageBuilder()
            .layer(
                new LayerBuilder()
                    .file("etc/passwd", "root:x:0:0::/root:/bin/sh\napp:x:7:8::/home/app:/bin/sh\n")
                    .file("app", "lower"))
            .layer(new LayerBuilder().file("app", "upper"))
            .with("Entrypoint", List.of("/app"))
            .with("Cmd", List.of("--port", "8080"))
            .with("Env", List.of("PATH=/bin", "A=b=c", "EMPTY=", "=x", "none"))
            .with("WorkingDir", "/srv")
            .with("User", "app");

    ContainerImage loaded = load("web:1", ImageBuilder.tar(image.dockerFiles("web:1")));

    assertThat(root(loaded).resolve("app")).hasContent("upper");
    assertThat(root(loaded).getParent())
        .hasFileName(image.id() + (root(loaded).getParent().endsWith(image.id()) ? "" : "-unowned"))
        .hasParentRaw(cache.resolve("unpacked"));
    assertThat(loaded.entrypoint()).containsExactly("/app");
    assertThat(loaded.command()).containsExactly("--port", "8080");
    assertThat(loaded.environment())
        .isEqualTo(Map.of("PATH", "/bin", "HOME", "/home/app", "A", "b=c", "EMPTY", ""));
    assertThat(loaded.workingDirectory()).isEqualTo("/srv");
    assertThat(loaded.user()).isEqualTo(new User(7, 8));
  }

  @Test
  void anImageThatSaysNothingHasDefaults() throws Exception {
    ImageBuilder image = ImageBuilder.small("app", "1").with("Cmd", null).with("WorkingDir", "");

    ContainerImage loaded = load("web:1", ImageBuilder.tar(image.dockerFiles("web:1")));

    assertThat(loaded.entrypoint()).isEmpty();
    assertThat(loaded.command()).isEmpty();
    assertThat(loaded.environment())
        .isEqualTo(
            Map.of(
                "PATH",
                "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                "HOME",
                "/"));
    assertThat(loaded.workingDirectory()).isEqualTo("/");
    assertThat(loaded.user()).isEqualTo(User.ROOT);
  }

  @Test
  void aRelativeWorkingDirectoryIsBelowTheRoot() throws Exception {
    ImageBuilder image = ImageBuilder.small("app", "1").with("WorkingDir", "srv");

    assertThat(load("web:1", ImageBuilder.tar(image.dockerFiles("web:1"))).workingDirectory())
        .isEqualTo("/srv");
  }

  @Test
  void ownersAreKeptWhereTheyCanBe() throws Exception {
    ImageBuilder image =
        new ImageBuilder()
            .layer(
                new LayerBuilder()
                    .file("app", "1", entry -> owner(entry, 1234, 70_000))
                    .directory("home", entry -> owner(entry, 0, 5)));

    Path root = root(load("web:1", ImageBuilder.tar(image.dockerFiles("web:1"))));

    int own = (int) Files.getAttribute(directory, "unix:uid");
    boolean owned = own == 0 && !root.toString().contains("-unowned");
    assertThat(Files.getAttribute(root.resolve("app"), "unix:uid")).isEqualTo(owned ? 1234 : own);
    assertThat((int) Files.getAttribute(root.resolve("app"), "unix:gid") == 70_000)
        .isEqualTo(owned);
    assertThat((int) Files.getAttribute(root.resolve("home"), "unix:gid") == 5).isEqualTo(owned);
  }

  private static void owner(TarArchiveEntry entry, long uid, long gid) {
    entry.setUserId(uid);
    entry.setGroupId(gid);
  }

  @Test
  void layersMayBeCompressed() throws Exception {
    ImageBuilder image =
        new ImageBuilder()
            .layer(new LayerBuilder().file("plain", "1"))
            .layer(new LayerBuilder().file("gzip", "2"), ImageBuilder::gzip)
            .layer(new LayerBuilder().file("zstd", "3"), ImageBuilder::zstd)
            .layer(
                new LayerBuilder().file("members", "4"),
                tar -> {
                  int half = tar.length / 2;
                  return concatenated(
                      ImageBuilder.gzip(Arrays.copyOf(tar, half)),
                      ImageBuilder.gzip(Arrays.copyOfRange(tar, half, tar.length)));
                });

    Path root = root(load("web:1", ImageBuilder.tar(image.dockerFiles("web:1"))));

    assertThat(root.toFile().list()).containsExactlyInAnyOrder("plain", "gzip", "zstd", "members");
  }

  private static byte[] concatenated(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  @Test
  void theArchiveMayBeCompressed() throws Exception {
    byte[] archive = ImageBuilder.tar(ImageBuilder.small("app", "1").dockerFiles("web:1"));

    assertThat(root(load("web:1", ImageBuilder.gzip(archive))).resolve("app")).hasContent("1");
  }

  @Test
  void anotherCompressionIsRefusedByName() throws Exception {
    byte[] bzip2 = {'B', 'Z', 'h', '9', 0, 0};
    byte[] xz = {(byte) 0xfd, '7', 'z', 'X', 'Z', 0};
    ImageBuilder image = new ImageBuilder().layer(new LayerBuilder().file("app", "1"), tar -> xz);

    assertRefused(bzip2, "it is compressed with bzip2; known are gzip and zstd");
    assertRefused(
        ImageBuilder.tar(image.dockerFiles("web:1")),
        "layer 1 of 1 is compressed with xz; known are gzip and zstd");
  }

  @Test
  void aLayerThatTwoImagesShareMayBeALink() throws Exception {
    ImageBuilder image = ImageBuilder.small("app", "1");
    Map<String, byte[]> files = image.dockerFiles("web:1");
    LayerBuilder tar = new LayerBuilder();
    files.forEach(
        (name, content) -> {
          if (name.endsWith("/layer.tar")) {
            tar.bytes("shared/layer.tar", content, entry -> {});
            tar.hardLink("hard", "shared/layer.tar");
            tar.symbolicLink(name, "../hard");
          } else {
            tar.bytes(name, content, entry -> {});
          }
        });

    assertThat(root(load("web:1", tar.tar())).resolve("app")).hasContent("1");
  }

  @Test
  void whatNewerDockerSavesIsAnImage() throws Exception {
    ImageBuilder image = ImageBuilder.small("app", "1");
    Map<String, byte[]> files = new LinkedHashMap<>();
    Map<String, Object> manifest = image.ociManifest(files);
    files.put("oci-layout", ImageBuilder.json(Map.of("imageLayoutVersion", "1.0.0")));
    files.put("index.json", ImageBuilder.index(List.of(manifest)));
    files.put(
        "manifest.json",
        ImageBuilder.json(
            List.of(
                Map.of(
                    "Config",
                    "blobs/sha256/" + image.id(),
                    "RepoTags",
                    List.of("web:1"),
                    "Layers",
                    List.of("blobs/sha256/" + Sha256.hex(image.blobs().get(0)))))));

    assertThat(root(load("web:1", ImageBuilder.tar(files))).resolve("app")).hasContent("1");
  }

  @Test
  void anOciLayoutIsAnImage() throws Exception {
    ImageBuilder image =
        new ImageBuilder().layer(new LayerBuilder().file("app", "1"), ImageBuilder::gzip);
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("index.json", ImageBuilder.index(List.of(image.ociManifest(files))));

    assertThat(root(load("web:1", ImageBuilder.tar(files))).resolve("app")).hasContent("1");
  }

  @Test
  void ofSeveralPlatformsThisMachinesIsTaken() throws Exception {
    Map<String, byte[]> files = new LinkedHashMap<>();
    Map<String, Object> other =
        ImageBuilder.small("app", "other").platform("linux", "mips").ociManifest(files);
    Map<String, Object> attestation =
        ImageBuilder.small("app", "none").platform("unknown", "unknown").ociManifest(files);
    Map<String, Object> here = ImageBuilder.small("app", "here").ociManifest(files);
    byte[] nested = ImageBuilder.index(List.of(other, attestation, here));
    Map<String, Object> index =
        ImageBuilder.descriptor(files, "application/vnd.oci.image.index.v1+json", nested);
    files.put("index.json", ImageBuilder.index(List.of(index)));

    assertThat(root(load("web:1", ImageBuilder.tar(files))).resolve("app")).hasContent("here");
  }

  @Test
  void ofSeveralImagesTheNamedOneIsTaken() throws Exception {
    Map<String, ImageBuilder> images = new LinkedHashMap<>();
    images.put("other:1", ImageBuilder.small("app", "other"));
    images.put("docker.io/library/web:1", ImageBuilder.small("app", "web"));
    byte[] docker = ImageBuilder.tar(ImageBuilder.dockerFiles(images));
    Map<String, byte[]> files = new LinkedHashMap<>();
    Map<String, Object> byTag = ImageBuilder.small("app", "tag").ociManifest(files);
    Map<String, Object> byName = ImageBuilder.small("app", "name").ociManifest(files);
    Map<String, Object> byDigest = ImageBuilder.small("app", "digest").ociManifest(files);
    files.put(
        "index.json",
        ImageBuilder.index(
            List.of(
                ImageBuilder.named(byTag, OCI_NAME, "2"),
                ImageBuilder.named(byName, CONTAINERD_NAME, "docker.io/library/web:1"),
                byDigest)));
    byte[] oci = ImageBuilder.tar(files);

    assertThat(root(load("web:1", docker)).resolve("app")).hasContent("web");
    assertThat(root(load("web:1", oci)).resolve("app")).hasContent("name");
    assertThat(root(load("web:2", oci)).resolve("app")).hasContent("tag");
    assertThat(root(load("web@" + byDigest.get("digest"), oci)).resolve("app"))
        .hasContent("digest");
  }

  @Test
  void theOnlyImageMayHaveAnotherName() throws Exception {
    ImageBuilder image = ImageBuilder.small("app", "1");

    assertThat(root(load("web:1", ImageBuilder.tar(image.dockerFiles("other:2")))).resolve("app"))
        .hasContent("1");
    assertThat(root(load("web:1", ImageBuilder.tar(image.dockerFiles("")))).resolve("app"))
        .hasContent("1");
  }

  @Test
  void noneOfSeveralImagesIsGuessed() throws Exception {
    Map<String, ImageBuilder> images = new LinkedHashMap<>();
    images.put("a:1", ImageBuilder.small("app", "a"));
    images.put("b:1", ImageBuilder.small("app", "b"));

    assertRefused(
        ImageBuilder.tar(ImageBuilder.dockerFiles(images)),
        "there are 2 images in it, and none is web:1: a:1, b:1");
  }

  @Test
  void anArchiveWithoutImagesIsRefused() throws Exception {
    assertRefused(
        ImageBuilder.tar(Map.of("manifest.json", ImageBuilder.json(List.of()))),
        "there is no image in it");
    assertRefused(
        ImageBuilder.tar(Map.of("index.json", ImageBuilder.index(List.of()))),
        "there is no image in it");
  }

  @Test
  void anImageForAnotherMachineIsRefused() throws Exception {
    String here = Platform.here().toString();
    ImageBuilder image = ImageBuilder.small("app", "1").platform("linux", "mips");
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("index.json", ImageBuilder.index(List.of(image.ociManifest(files))));

    assertRefused(
        ImageBuilder.tar(image.dockerFiles("web:1")),
        "it is for linux/mips, and this machine is " + here);
    assertRefused(ImageBuilder.tar(files), "it is for linux/mips, and this machine is " + here);
  }

  @Test
  void whatIsNoTarIsRefused() throws Exception {
    assertRefused(new byte[0], "it has 0 bytes");
    assertRefused("FROM debian\n".getBytes(StandardCharsets.UTF_8), "it is not a tar file");
    assertRefused("x".repeat(5000).getBytes(StandardCharsets.UTF_8), "it is not a tar file");
    assertRefused(
        new byte[10240],
        "it has neither manifest.json, as docker save writes it, nor index.json, as an OCI layout"
            + " has it");
    assertRefused(
        new LayerBuilder().file("etc/hosts", "localhost").tar(),
        "it has neither manifest.json, as docker save writes it, nor index.json, as an OCI layout"
            + " has it");
    Files.delete(file);
    assertRefused("there is no such file");
    Files.createDirectory(file);
    assertRefused("it is a directory");
  }

  @Test
  void aTruncatedArchiveIsRefused() throws Exception {
    byte[] archive =
        ImageBuilder.tar(ImageBuilder.small("app", "x".repeat(20_000)).dockerFiles("web:1"));
    byte[] half = Arrays.copyOf(archive, 15_000);

    Files.write(file, half);
    assertThatThrownBy(() -> load("web:1"))
        .isExactlyInstanceOf(ImageException.class)
        .hasMessageStartingWith(
            "image web:1 cannot be had from the archive %s: it is truncated".formatted(file))
        .hasMessageEndingWith("\nTry: docker save web:1 -o " + file);
    Files.write(file, ImageBuilder.gzip(archive));
    byte[] compressed = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(compressed, compressed.length - 20));
    assertThatThrownBy(() -> load("web:1"))
        .isExactlyInstanceOf(ImageException.class)
        .hasMessageStartingWith(
            "image web:1 cannot be had from the archive %s: it is truncated or corrupted: "
                .formatted(file));
    assertNothingIsLeft();
  }

  @Test
  void aCorruptedLayerIsRefused() throws Exception {
    ImageBuilder image =
        new ImageBuilder()
            .layer(new LayerBuilder().file("lower", "1"))
            .layer(new LayerBuilder().file("app", "content"));
    Map<String, byte[]> files = image.dockerFiles("web:1");
    byte[] layer = image.blobs().get(1);
    byte[] changed =
        new String(layer, StandardCharsets.ISO_8859_1)
            .replace("content", "CONTENT")
            .getBytes(StandardCharsets.ISO_8859_1);
    files.put(Sha256.hex(layer) + "/layer.tar", changed);

    assertRefused(
        ImageBuilder.tar(files),
        "layer 2 of 2 is corrupted: expected sha256:%s, but found sha256:%s"
            .formatted(Sha256.hex(layer), Sha256.hex(changed)));
  }

  @Test
  void aTruncatedLayerIsRefused() throws Exception {
    ImageBuilder image =
        new ImageBuilder()
            .layer(
                new LayerBuilder().file("app", "1"),
                tar -> Arrays.copyOf(ImageBuilder.gzip(tar), 40));

    Files.write(file, ImageBuilder.tar(image.dockerFiles("web:1")));
    assertThatThrownBy(() -> load("web:1"))
        .isExactlyInstanceOf(ImageException.class)
        .hasMessageContaining(": layer 1 of 1 is truncated or corrupted: ");
    assertNothingIsLeft();
  }

  @Test
  void aCorruptedConfigurationIsRefused() throws Exception {
    ImageBuilder image = ImageBuilder.small("app", "1");
    ImageBuilder other = ImageBuilder.small("app", "2");
    Map<String, byte[]> docker = image.dockerFiles("web:1");
    docker.put(image.id() + ".json", other.configuration());
    Map<String, byte[]> oci = new LinkedHashMap<>();
    Map<String, Object> descriptor = image.ociManifest(oci);
    oci.put("index.json", ImageBuilder.index(List.of(descriptor)));
    oci.put("blobs/sha256/" + image.id(), other.configuration());
    String expected =
        "the image's configuration is corrupted: expected sha256:%s, but found sha256:%s"
            .formatted(image.id(), other.id());

    assertRefused(ImageBuilder.tar(docker), expected);
    assertRefused(ImageBuilder.tar(oci), expected);
  }

  @Test
  void aCorruptedManifestIsRefused() throws Exception {
    Map<String, byte[]> files = new LinkedHashMap<>();
    Map<String, Object> descriptor = ImageBuilder.small("app", "1").ociManifest(files);
    files.put("index.json", ImageBuilder.index(List.of(descriptor)));
    String digest = (String) descriptor.get("digest");
    String blob = "blobs/sha256/" + digest.substring("sha256:".length());
    files.put(blob, "{}".getBytes(StandardCharsets.UTF_8));

    assertRefused(
        ImageBuilder.tar(files),
        "%s is corrupted: expected %s, but found sha256:%s"
            .formatted(blob, digest, Sha256.hex("{}".getBytes(StandardCharsets.UTF_8))));
  }

  @Test
  void aManifestOfTheWrongShapeIsRefused() throws Exception {
    assertRefused(
        ImageBuilder.tar(Map.of("manifest.json", "[".getBytes(StandardCharsets.UTF_8))),
        "manifest.json is not JSON: see its line 1, column 2");
    assertRefused(
        ImageBuilder.tar(Map.of("manifest.json", "{}".getBytes(StandardCharsets.UTF_8))),
        "manifest.json is not a list");
    assertRefused(
        ImageBuilder.tar(
            Map.of("manifest.json", "[{\"RepoTags\": 1}]".getBytes(StandardCharsets.UTF_8))),
        "manifest.json: RepoTags is not a list");
    assertRefused(
        ImageBuilder.tar(
            Map.of("manifest.json", "[{\"RepoTags\": [1]}]".getBytes(StandardCharsets.UTF_8))),
        "manifest.json: RepoTags is not a list of texts");
    assertRefused(
        ImageBuilder.tar(
            Map.of("manifest.json", "[{\"Config\": []}]".getBytes(StandardCharsets.UTF_8))),
        "manifest.json: Config is not a text");
    assertRefused(
        ImageBuilder.tar(
            Map.of("manifest.json", "[{\"Config\": \"c.json\"}]".getBytes(StandardCharsets.UTF_8))),
        "it has no file c.json");
    assertRefused(
        ImageBuilder.tar(
            Map.of(
                "index.json",
                "{\"manifests\": [{\"digest\": \"md5:0\"}]}".getBytes(StandardCharsets.UTF_8))),
        "\"md5:0\" is not a sha256 digest");
  }

  @Test
  void aConfigurationOfTheWrongShapeIsRefused() throws Exception {
    for (Map.Entry<String, String> each :
        Map.of(
                "[]",
                "the image's configuration is not a JSON object",
                "{\"config\": {\"Env\": \"A=b\"}}",
                "the image's configuration: Env is not a list",
                "{\"config\": {\"Cmd\": [1]}}",
                "the image's configuration: Cmd is not a list of texts",
                "{\"config\": {\"User\": 1}}",
                "the image's configuration: User is not a text",
                "{}",
                "it has 1 layers, but its configuration has 0")
            .entrySet()) {
      Map<String, byte[]> files = new LinkedHashMap<>();
      files.put("c.json", each.getKey().getBytes(StandardCharsets.UTF_8));
      files.put(
          "manifest.json",
          "[{\"Config\": \"c.json\", \"Layers\": [\"layer.tar\"]}]"
              .getBytes(StandardCharsets.UTF_8));
      assertRefused(ImageBuilder.tar(files), each.getValue());
    }
  }

  @Test
  void anUnknownUserIsRefusedAsRuncDoes() throws Exception {
    ImageBuilder image = ImageBuilder.small("app", "1").with("User", "nobody");

    Files.write(file, ImageBuilder.tar(image.dockerFiles("web:1")));
    assertThatThrownBy(() -> load("web:1"))
        .isExactlyInstanceOf(ImageException.class)
        .hasMessageContaining(": unable to find user nobody: no matching entries in passwd file\n");
  }

  @Test
  void theUserIsLookedUpInTheImageAlone() throws Exception {
    Path outside = Files.writeString(directory.resolve("passwd"), "app:x:66:66::/:/bin/sh\n");
    ImageBuilder image =
        new ImageBuilder()
            .layer(
                new LayerBuilder()
                    .symbolicLink("etc/passwd", "/../" + outside)
                    .file(outside.toString(), "app:x:7:8::/:/bin/sh\n"))
            .with("User", "app");

    assertThat(load("web:1", ImageBuilder.tar(image.dockerFiles("web:1"))).user())
        .isEqualTo(new User(7, 8));
  }

  @Test
  void anImageIsUnpackedOnceAndSharedByItsId() throws Exception {
    byte[] archive = ImageBuilder.tar(ImageBuilder.small("app", "1").dockerFiles("web:1"));
    Path first = root(load("web:1", archive));
    Object inode = Files.getAttribute(first.resolve("app"), "unix:ino");

    Path second = root(load("other:2", archive));

    assertThat(second).isEqualTo(first);
    assertThat(Files.getAttribute(second.resolve("app"), "unix:ino")).isEqualTo(inode);
    try (Stream<Path> unpacked = Files.list(cache.resolve("unpacked"))) {
      assertThat(unpacked).hasSize(1);
    }
    assertThat(cache.resolve("scratch")).isEmptyDirectory();
  }

  @Test
  void aChangedArchiveIsAnotherImage() throws Exception {
    Path first =
        root(load("web:1", ImageBuilder.tar(ImageBuilder.small("app", "1").dockerFiles("web:1"))));
    Path second =
        root(load("web:1", ImageBuilder.tar(ImageBuilder.small("app", "2").dockerFiles("web:1"))));

    assertThat(first.resolve("app")).hasContent("1");
    assertThat(second.resolve("app")).hasContent("2");
  }

  @Test
  void aCacheThatCannotBeWrittenIsAClearError() throws Exception {
    Files.write(file, ImageBuilder.tar(ImageBuilder.small("app", "1").dockerFiles("web:1")));
    Files.writeString(cache, "a file");

    assertThatThrownBy(() -> load("web:1"))
        .isExactlyInstanceOf(ImageException.class)
        .hasMessage(
            """
            image web:1 cannot be unpacked into %s: %s
            Try: a file is where a directory should be: move it away, or set XDG_CACHE_HOME to \
            another directory."""
                .formatted(cache, cache));
  }

  @Test
  void aCacheBelowAFile() throws Exception {
    Files.writeString(cache, "a file");
    cache = cache.resolve("below");
    Files.write(file, ImageBuilder.tar(ImageBuilder.small("app", "1").dockerFiles("web:1")));

    assertThatThrownBy(() -> load("web:1"))
        .isExactlyInstanceOf(ImageException.class)
        .hasMessageContaining("Try: a file is where a directory should be: move it away");
  }

  @Test
  void aNameThatIsTooLongWhereTheCacheIs() throws Exception {
    cache = cache.resolve(("x".repeat(200) + "/").repeat(4));
    Files.createDirectories(cache);
    String name = ("y".repeat(200) + "/").repeat(17) + "z";
    Files.write(file, ImageBuilder.tar(ImageBuilder.small(name, "1").dockerFiles("web:1")));

    assertThatThrownBy(() -> load("web:1"))
        .isExactlyInstanceOf(ImageException.class)
        .hasMessageContaining("File name too long")
        .hasMessageEndingWith(
            "Try: set XDG_CACHE_HOME to a directory with a shorter path, on a file system that takes"
                + " names of 255 bytes.");
  }
}
