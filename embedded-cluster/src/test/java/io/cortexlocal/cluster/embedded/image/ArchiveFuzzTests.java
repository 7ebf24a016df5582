package io.cortexlocal.cluster.embedded.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.image.ImageException;
import io.cortexlocal.image.ImageSource;
import io.cortexlocal.image.LocalImages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A damaged archive is refused, or it is the image that it was. */
class ArchiveFuzzTests {

  private static final int TRIES = 100;

  @TempDir private Path directory;

  private static byte[] archive(String kind) {
    ImageBuilder image =
        new ImageBuilder()
            .layer(
                new LayerBuilder()
                    .directory("etc")
                    .file("etc/passwd", "root:x:0:0::/root:/bin/sh\n")
                    .symbolicLink("bin", "usr/bin")
                    .file("usr/bin/app", "lower"),
                kind.equals("oci") ? ImageBuilder::gzip : layer -> layer)
            .layer(
                new LayerBuilder()
                    .file("bin/.wh.app", "")
                    .file("d/".repeat(70) + "é".repeat(40), "long")
                    .hardLink("etc/other", "etc/passwd"),
                kind.equals("zstd") ? ImageBuilder::zstd : layer -> layer)
            .with("User", "root");
    if (!kind.equals("oci")) {
      return ImageBuilder.tar(image.dockerFiles("web:1"));
    }
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("index.json", ImageBuilder.index(List.of(image.ociManifest(files))));
    return ImageBuilder.tar(files);
  }

  @ParameterizedTest
  @ValueSource(strings = {"docker", "oci", "zstd"})
  void aDamagedArchiveIsRefusedOrWhatItWas(String kind) throws Exception {
    byte[] good = archive(kind);
    Path original = directory.resolve("original");
    Map<String, String> expected = load(good, original);
    Path cache = directory.resolve("cache");
    Random random = new Random(kind.hashCode());
    int refused = 0;
    for (int i = 0; i < TRIES; i++) {
      byte[] bad = damaged(good, random);
      try {
        assertThat(load(bad, cache)).as("try %d", i).isEqualTo(expected);
      } catch (ImageException e) {
        assertThat(e).hasMessageStartingWith("image web:1 cannot be had from the archive ");
        assertThat(e).message().contains("\nTry: ");
        assertThat(cache.resolve("unpacked")).as("try %d", i).isEmptyDirectory();
        refused++;
      }
      assertThat(cache.resolve("scratch")).as("try %d", i).isEmptyDirectory();
      FileTree.delete(cache.resolve("unpacked"));
    }
    assertThat(refused).isBetween(TRIES / 4, TRIES);
    assertThat(directory.toFile().list())
        .containsExactlyInAnyOrder("original", "cache", "image.tar");
  }

  private static byte[] damaged(byte[] good, Random random) {
    byte[] bad = good.clone();
    if (random.nextInt(4) == 0) {
      return Arrays.copyOf(bad, random.nextInt(bad.length));
    }
    int flips = 1 + random.nextInt(8);
    for (int i = 0; i < flips; i++) {
      bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
    }
    return bad;
  }

  private Map<String, String> load(byte[] archive, Path cache) throws IOException {
    Path file = Files.write(directory.resolve("image.tar"), archive);
    EmbeddedImages images = new EmbeddedImages(new ImageSettings(cache, true, Map.of(), Map.of()));
    images.load(List.of("web:1"), new LocalImages(Map.of("web:1", new ImageSource.Archive(file))));
    ContainerImage image = images.find("web:1").orElseThrow();
    return contents(((RootFilesystem.Unpacked) image.root()).directory());
  }

  private static Map<String, String> contents(Path root) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(root)) {
      walk.forEach(path -> contents.put(root.relativize(path).toString(), content(path)));
    }
    return contents;
  }

  private static String content(Path path) {
    try {
      String mode =
          Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS).toString() + " ";
      if (Files.isSymbolicLink(path)) {
        return mode + Files.readSymbolicLink(path);
      }
      return mode + (Files.isDirectory(path) ? "" : Files.readString(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
