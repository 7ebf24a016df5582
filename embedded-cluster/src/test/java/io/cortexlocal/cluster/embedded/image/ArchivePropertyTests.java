package io.cortexlocal.cluster.embedded.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever an archive holds: it is loaded, or refused with a message that names it. */
class ArchivePropertyTests {

  private static Path directory;

  @BeforeContainer
  static void makeDirectory() throws IOException {
    directory = Files.createTempDirectory("archive-property");
  }

  @AfterContainer
  static void removeDirectory() throws IOException {
    FileTree.delete(directory);
  }

  @Property(tries = 300)
  void documentsOfAnyShape(@ForAll("json") String manifest, @ForAll("json") String config)
      throws IOException {
    assertHandled(
        new RawTar()
            .file("manifest.json", manifest.getBytes(StandardCharsets.UTF_8))
            .file("c", config.getBytes(StandardCharsets.UTF_8))
            .file("l", new RawTar().end())
            .end());
  }

  @Property(tries = 300)
  void entriesOfAnyKind(@ForAll("tars") byte[] tar) throws IOException {
    assertHandled(tar);
  }

  @Property(tries = 300)
  void layersOfAnyKind(@ForAll("tars") byte[] layer) throws IOException {
    String config = "{\"rootfs\": {\"diff_ids\": [\"sha256:%s\"]}}".formatted(Sha256.hex(layer));
    assertHandled(
        new RawTar()
            .file(
                "manifest.json",
                "[{\"Config\": \"c\", \"Layers\": [\"l\"]}]".getBytes(StandardCharsets.UTF_8))
            .file("c", config.getBytes(StandardCharsets.UTF_8))
            .file("l", layer)
            .end());
  }

  private static void assertHandled(byte[] archive) throws IOException {
    Path file = Files.write(directory.resolve("image.tar"), archive);
    Path cache = directory.resolve("cache");
    String outcome = ArchiveBoundsTests.Program.outcome(file, cache);
    assertThat(outcome).doesNotStartWith("java.").doesNotStartWith("another message");
    FileTree.delete(cache);
  }

  @Provide
  Arbitrary<String> json() {
    Arbitrary<String> keys =
        Arbitraries.of(
            "Config",
            "Layers",
            "RepoTags",
            "config",
            "rootfs",
            "diff_ids",
            "Env",
            "User",
            "os",
            "Cmd",
            "Entrypoint",
            "WorkingDir",
            "architecture",
            "x");
    Arbitrary<String> scalars =
        Arbitraries.oneOf(
            Arbitraries.of(
                "\"c\"", "\"l\"", "\"web:1\"", "null", "true", "1e999", "-0", "\"\\ud800\""),
            Arbitraries.of(
                "\"../../c\"", "\"/\"", "\"\"", "\"a\\u0000b\"", "\"sha256:\"", "\"@:/\""),
            Arbitraries.strings().ofMaxLength(5));
    Arbitrary<String> values = scalars;
    for (int depth = 0; depth < 3; depth++) {
      values = deeper(values, keys);
    }
    return values;
  }

  private static Arbitrary<String> deeper(Arbitrary<String> values, Arbitrary<String> keys) {
    return Arbitraries.oneOf(
        values,
        values.list().ofMaxSize(3).map(all -> "[" + String.join(",", all) + "]"),
        Combinators.combine(keys, values)
            .as((key, value) -> "\"" + key + "\":" + value)
            .list()
            .ofMaxSize(5)
            .map(all -> "{" + String.join(",", all) + "}"),
        Combinators.combine(values, values)
            .as("[{\"Config\":\"c\",\"Layers\":%s,\"RepoTags\":%s}]"::formatted),
        Combinators.combine(values, values, values)
            .as("{\"rootfs\":{\"diff_ids\":%s},\"config\":%s,\"os\":%s}"::formatted));
  }

  @Provide
  Arbitrary<byte[]> tars() {
    Arbitrary<Character> types =
        Arbitraries.of(
            '0', '\0', '1', '2', '3', '4', '5', '6', '7', 'L', 'K', 'x', 'g', 'X', 'S', 'D', '!');
    Arbitrary<String> names =
        Arbitraries.oneOf(
            Arbitraries.of(
                "manifest.json", "index.json", "a", "a/b", "../a", "/", "", ".", "a/.wh.b"),
            Arbitraries.of(".wh..wh..opq", ".wh.", ".wh...", "a//b/../../c", "b/", "\u00e9\ud800"),
            Arbitraries.strings().ofMaxLength(20));
    Arbitrary<Long> sizes =
        Arbitraries.oneOf(
            Arbitraries.longs().between(0, 600),
            Arbitraries.longs(),
            Arbitraries.of(-1L, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 33, 1L << 50));
    Arbitrary<byte[]> contents =
        Arbitraries.oneOf(
            Arbitraries.bytes().array(byte[].class).ofMaxSize(700),
            Arbitraries.of(
                    "path=a/b",
                    "size=3",
                    "linkpath=x",
                    "mtime=x",
                    "uid=-1",
                    "size=-9",
                    "GNU.sparse.map=1")
                .list()
                .ofMaxSize(3)
                .map(
                    records ->
                        String.join("", records.stream().map(RawTar::record).toList())
                            .getBytes(StandardCharsets.UTF_8)));
    Arbitrary<byte[]> entries =
        Combinators.combine(types, names, sizes, contents, Arbitraries.integers().between(0, 3))
            .as(
                (type, name, size, content, honest) ->
                    "12".indexOf(type) >= 0
                        ? new RawTar().link(type, name, name).unended()
                        : new RawTar()
                            .entry(type, name, honest > 0 ? content.length : size, content)
                            .unended());
    return entries.list().ofMaxSize(6).map(ArchivePropertyTests::joined);
  }

  private static byte[] joined(List<byte[]> entries) {
    RawTar tar = new RawTar();
    entries.forEach(tar::raw);
    return tar.end();
  }
}
