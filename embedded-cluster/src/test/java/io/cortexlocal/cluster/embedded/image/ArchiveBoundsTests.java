package io.cortexlocal.cluster.embedded.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.image.ImageException;
import io.cortexlocal.image.ImageSource;
import io.cortexlocal.image.LocalImages;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an archive's fields may say is bounded, so that reading them takes little memory. */
class ArchiveBoundsTests {

  private static final String HEAP = "-Xmx64m";

  @TempDir private Path directory;
  private final Map<String, String> expected = new LinkedHashMap<>();

  /** Loads each archive of a directory, and writes for each what came of it. */
  static final class Program {

    private Program() {}

    public static void main(String[] arguments) throws IOException {
      try (var files = Files.list(Path.of(arguments[0]))) {
        for (Path file : files.sorted().toList()) {
          System.out.println(file.getFileName() + ": " + outcome(file, Path.of(arguments[1])));
        }
      }
    }

    static String outcome(Path file, Path cache) {
      EmbeddedImages images =
          new EmbeddedImages(new ImageSettings(cache, true, Map.of(), Map.of()));
      try {
        images.load(
            List.of("web:1"), new LocalImages(Map.of("web:1", new ImageSource.Archive(file))));
        return "loaded";
      } catch (ImageException e) {
        String start = "image web:1 cannot be had from the archive %s: ".formatted(file);
        String message = e.getMessage();
        return message.startsWith(start)
            ? message.substring(start.length(), message.indexOf("\nTry: "))
            : "another message: " + message;
      } catch (RuntimeException | Error e) {
        return e.getClass().getName();
      }
    }
  }

  private Path file(String name, String reason) throws IOException {
    expected.put(name, reason);
    return Files.createDirectories(directory.resolve("archives")).resolve(name);
  }

  private void archive(String name, byte[] content, String reason) throws IOException {
    Files.write(file(name, reason), content);
  }

  private void document(String name, String json, String reason) throws IOException {
    byte[] content = json.getBytes(StandardCharsets.UTF_8);
    archive(name, new RawTar().file("manifest.json", content).end(), reason);
  }

  /** An archive whose only layer is in order but for its bytes. */
  private void layer(String name, byte[] layer, UnaryOperator<byte[]> compression, String reason)
      throws IOException {
    String config =
        """
        {"rootfs": {"diff_ids": ["sha256:%s"]}}"""
            .formatted(Sha256.hex(layer));
    String manifest =
        """
        [{"Config": "config.json", "RepoTags": ["web:1"], "Layers": ["layer.tar"]}]""";
    archive(
        name,
        new RawTar()
            .file("manifest.json", manifest.getBytes(StandardCharsets.UTF_8))
            .file("config.json", config.getBytes(StandardCharsets.UTF_8))
            .file("layer.tar", compression.apply(layer))
            .end(),
        reason);
  }

  private void layer(String name, byte[] layer, String reason) throws IOException {
    layer(name, layer, bytes -> bytes, "layer 1 of 1 is truncated or corrupted: " + reason);
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] extension(char type, long size) {
    return new RawTar().entry(type, "././@LongLink", size, new byte[0]).unended();
  }

  @Test
  @Timeout(value = 3, unit = TimeUnit.MINUTES)
  void archivesAreRefusedInLittleMemory() throws Exception {
    write();
    Path output = directory.resolve("output");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                HEAP,
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName(),
                directory.resolve("archives").toString(),
                directory.resolve("cache").toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(150, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    Map<String, String> found = new LinkedHashMap<>();
    for (String line : Files.readAllLines(output)) {
      String[] parts = line.split(": ", 2);
      if (expected.containsKey(parts[0])) {
        found.put(parts[0], parts[1]);
      }
    }
    assertThat(found)
        .as("%s", Files.readString(output))
        .containsExactlyInAnyOrderEntriesOf(expected);
  }

  private void write() throws IOException {
    document(
        "nested",
        "[".repeat(200_000) + "]".repeat(200_000),
        "manifest.json is nested more than 64 deep");
    document(
        "many-values",
        "[" + "{},".repeat(1_000_000) + "{}]",
        "manifest.json has more than 100000 values");
    document(
        "long-document",
        "[\"" + "x".repeat(5 << 20) + "\"]",
        "manifest.json has more than 4194304 bytes");
    document(
        "long-number",
        "[" + "9".repeat(1 << 20) + "]",
        "manifest.json is not read: Number value length (1048576) exceeds the maximum allowed"
            + " (1000, from `StreamReadConstraints.getMaxNumberLength()`)");
    String layers = String.join(",", Collections.nCopies(1_001, "\"a\""));
    archive(
        "many-layers",
        new RawTar()
            .file(
                "manifest.json", text("[{\"Config\": \"c\", \"Layers\": [%s]}]".formatted(layers)))
            .file("c", text("{}"))
            .end(),
        "it has 1001 layers, but at most 1000 are unpacked");
    for (char type : new char[] {'L', 'K', 'x', 'g', 'X'}) {
      String broken =
          "an entry's name or extended header has 419430400 bytes, but at most 1048576 are read";
      Path file = file("long-" + (int) type, "it is truncated or corrupted: " + broken);
      try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
        sparse.write(extension(type, 400L << 20));
        sparse.setLength((400L << 20) + 10 * RawTar.RECORD);
      }
      layer("long-in-layer-" + (int) type, extension(type, 400L << 20), broken);
    }
    byte[] name = text("n".repeat(300));
    layer(
        "long-part",
        new RawTar().entry('L', "././@LongLink", 300, name).file("n", text("")).end(),
        bytes -> bytes,
        "the name \"%s\" has a part of more than 255 bytes".formatted("n".repeat(300)));
    layer(
        "gzipped-long-name",
        new RawTar().entry('L', "././@LongLink", 100 << 20, new byte[100 << 20]).end(),
        ImageBuilder::gzip,
        "layer 1 of 1 is truncated or corrupted: an entry's name or extended header has 104857600"
            + " bytes, but at most 1048576 are read");
    RawTar many = new RawTar();
    for (int i = 0; i < 20_000; i++) {
      many.entry('x', "x", 12, text(RawTar.record("a=123456")));
    }
    archive(
        "many-extensions",
        many.end(),
        "it is truncated or corrupted: an entry has more than 8 extended headers");
    layer("many-extensions-in-layer", many.end(), "an entry has more than 8 extended headers");
    layer(
        "negative",
        new RawTar().entry('0', "a", -1, new byte[0]).end(),
        "an entry says that it has -1 bytes");
    layer(
        "huge",
        new RawTar().entry('0', "a", Long.MAX_VALUE, new byte[0]).end(),
        "an entry says that it has 9223372036854775807 bytes");
    layer(
        "sparse",
        new RawTar().entry('S', "a", 0, new byte[0]).end(),
        "an entry is sparse, which an image's cannot be");
    byte[] map = text(RawTar.record("GNU.sparse.major=1"));
    layer(
        "sparse-by-header",
        new RawTar().entry('x', "x", map.length, map).file("a", text("1\n0\n0\n")).end(),
        "an entry is sparse, which an image's cannot be");
    byte[] size = text(RawTar.record("size=9223372036854775807"));
    layer(
        "huge-by-header",
        new RawTar().entry('x', "x", size.length, size).file("a", text("1")).end(),
        "an entry says that it has 9223372036854775807 bytes");
    layer(
        "padded",
        new RawTar().file("a", text("1")).raw(new byte[80 << 20]).end(),
        ImageBuilder::gzip,
        "layer 1 of 1 is truncated or corrupted: more than 67108864 bytes follow its end");
    byte[] target = text("t".repeat(5_000));
    layer(
        "long-target",
        new RawTar().entry('K', "././@LongLink", 5_000, target).link('2', "a", "b").end(),
        bytes -> bytes,
        "the link \"a\" has a target of more than 4095 bytes");
    List<String> loop = new ArrayList<>(List.of("a", "b"));
    layer(
        "link-loop",
        new RawTar()
            .link('2', loop.get(0), loop.get(1))
            .link('2', loop.get(1), loop.get(0))
            .file("a/c", text(""))
            .end(),
        bytes -> bytes,
        "too many levels of symbolic links in \"a\"");
  }
}
