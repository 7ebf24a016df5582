package io.cortexlocal.cluster.embedded.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LayerUnpackerTests {

  @TempDir private Path directory;
  private Path root;
  private Path outside;
  private FileNames names = FileNames.ofThisJava();

  @BeforeEach
  void putSomethingOutside() throws Exception {
    root = directory.resolve("root");
    outside = Files.createDirectory(directory.resolve("outside"));
    Files.writeString(outside.resolve("secret"), "untouched");
  }

  private void unpack(LayerBuilder... layers) throws IOException, ArchiveException {
    RootWriter writer = new RootWriter(root, false, FreeSpace.of(directory), names);
    LayerUnpacker unpacker = new LayerUnpacker(writer);
    for (LayerBuilder layer : layers) {
      byte[] tar = layer.tar();
      try (LayerTar entries = new LayerTar("layer", new ByteArrayInputStream(tar))) {
        unpacker.apply(entries);
        entries.verify("sha256:" + Sha256.hex(tar));
      }
    }
    writer.finish();
  }

  private List<String> files() throws IOException {
    try (Stream<Path> walk = Files.walk(root)) {
      return walk.filter(path -> !path.equals(root))
          .map(path -> root.relativize(path).toString())
          .sorted()
          .toList();
    }
  }

  private String text(String name) throws IOException {
    return Files.readString(root.resolve(name));
  }

  @Test
  void aLayersFilesAreThere() throws Exception {
    unpack(
        new LayerBuilder()
            .directory("./etc")
            .file("./etc/hosts", "localhost")
            .file("usr/bin/app", "app")
            .symbolicLink("bin", "usr/bin")
            .hardLink("usr/bin/other", "usr/bin/app"));

    assertThat(files())
        .containsExactly(
            "bin", "etc", "etc/hosts", "usr", "usr/bin", "usr/bin/app", "usr/bin/other");
    assertThat(text("bin/app")).isEqualTo("app");
    assertThat(Files.getAttribute(root.resolve("usr/bin/other"), "unix:ino"))
        .isEqualTo(Files.getAttribute(root.resolve("usr/bin/app"), "unix:ino"));
  }

  @Test
  void modesAndTimesAreKept() throws Exception {
    FileTime time = FileTime.from(Instant.parse("2020-02-03T04:05:06.789Z"));
    unpack(
        new LayerBuilder()
            .directory(
                "tmp",
                entry -> {
                  entry.setMode(01777);
                  entry.setLastModifiedTime(time);
                })
            .file(
                "tmp/su",
                "su",
                entry -> {
                  entry.setMode(04755);
                  entry.setLastModifiedTime(time);
                })
            .directory("closed", entry -> entry.setMode(0500))
            .file("closed/file", "", entry -> entry.setMode(0)));

    assertThat(mode("tmp")).isEqualTo(01777);
    assertThat(mode("tmp/su")).isEqualTo(04755);
    assertThat(mode("closed")).isEqualTo(0500);
    assertThat(mode("closed/file")).isZero();
    assertThat(mode("")).isEqualTo(0755);
    assertThat(Files.getLastModifiedTime(root.resolve("tmp"))).isEqualTo(time);
    assertThat(Files.getLastModifiedTime(root.resolve("tmp/su"))).isEqualTo(time);
  }

  private int mode(String name) throws IOException {
    Path path = name.isEmpty() ? root : root.resolve(name);
    return (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 07777;
  }

  @Test
  void extendedAttributesAreLeftOut() throws Exception {
    unpack(
        new LayerBuilder()
            .file("app", "app", entry -> entry.addPaxHeader("SCHILY.xattr.user.note", "kept")));

    assertThat(text("app")).isEqualTo("app");
    assertThat(
            Files.getFileAttributeView(root.resolve("app"), UserDefinedFileAttributeView.class)
                .list())
        .doesNotContain("note");
  }

  @Test
  void aTimeBeforeTheEpochIsTheEpoch() throws Exception {
    unpack(
        new LayerBuilder()
            .file("old", "", entry -> entry.setModTime(FileTime.fromMillis(-1_000_000))));

    assertThat(Files.getLastModifiedTime(root.resolve("old")).toMillis()).isZero();
  }

  @Test
  void theRootHasTheModeOfItsEntry() throws Exception {
    unpack(new LayerBuilder().directory(".", entry -> entry.setMode(0700)));

    assertThat(mode("")).isEqualTo(0700);
  }

  @Test
  void longNamesComeFromPaxHeaders() throws Exception {
    String name = "d/".repeat(80) + "ä".repeat(100);
    unpack(new LayerBuilder().file(name, "deep"));

    assertThat(text(name)).isEqualTo("deep");
  }

  @Test
  void namesThatJavaCannotWriteAreKept() throws Exception {
    names = new FileNames(name -> name.chars().allMatch(character -> character < 128));
    unpack(
        new LayerBuilder()
            .file("é/ü", "1")
            .file("é/gone", "1")
            .file("Ő.crt", "2")
            .symbolicLink("plain", "Ő.crt")
            .symbolicLink("ß", "/é/../é")
            .hardLink("hard", "é/ü")
            .directory("ä", entry -> entry.setMode(0555))
            .file("ä/x", "3"),
        new LayerBuilder().file("é/.wh.gone", "").file("ß/upper", "4").file("Ő.crt", "5"));

    assertThat(files())
        .containsExactlyInAnyOrder(
            "plain", "hard", "é", "é/ü", "é/upper", "Ő.crt", "ß", "ä", "ä/x");
    assertThat(text("plain")).isEqualTo("5");
    assertThat(Files.readSymbolicLink(root.resolve("ß"))).hasToString("/é/../é");
    assertThat(text("hard")).isEqualTo("1");
    assertThat(text("é/upper")).isEqualTo("4");
    assertThat(mode("ä")).isEqualTo(0755);
  }

  @Test
  void aWhiteoutHidesWhatLowerLayersHave() throws Exception {
    unpack(
        new LayerBuilder().file("a/file", "1").file("a/tree/x/y", "1").file("a/stays", "1"),
        new LayerBuilder().file("a/.wh.file", "").file("a/.wh.tree", "").file("a/.wh.nothing", ""));

    assertThat(files()).containsExactly("a", "a/stays");
  }

  @Test
  void aWhiteoutDoesNotHideWhatItsOwnLayerHas() throws Exception {
    unpack(
        new LayerBuilder().file("a/lower", "1"),
        new LayerBuilder().file("a/upper", "2").file(".wh.a", ""));

    assertThat(files()).containsExactly("a", "a/upper");
  }

  @Test
  void aWhiteoutComesBeforeWhatReplacesIt() throws Exception {
    unpack(
        new LayerBuilder().file("a/lower", "1"),
        new LayerBuilder().file(".wh.a", "").file("a/upper", "2"));

    assertThat(files()).containsExactly("a", "a/upper");
  }

  @Test
  void anOpaqueDirectoryHasWhatItsOwnLayerHas() throws Exception {
    unpack(
        new LayerBuilder().file("a/lower", "1").file("a/both", "1").file("a/b/lower", "1"),
        new LayerBuilder()
            .directory("a", entry -> entry.setMode(0750))
            .file("a/both", "2")
            .file("a/b/upper", "2")
            .file("a/.wh..wh..opq", ""));

    assertThat(files()).containsExactly("a", "a/b", "a/b/upper", "a/both");
    assertThat(text("a/both")).isEqualTo("2");
    assertThat(mode("a")).isEqualTo(0750);
  }

  @Test
  void anOpaqueRootHidesEverything() throws Exception {
    unpack(
        new LayerBuilder().file("a/lower", "1"),
        new LayerBuilder().file(".wh..wh..opq", "").file("b", "2"));

    assertThat(files()).containsExactly("b");
  }

  @Test
  void aWhiteoutFollowsLinksToItsDirectory() throws Exception {
    unpack(
        new LayerBuilder().file("usr/lib/x", "1").symbolicLink("lib", "/usr/lib"),
        new LayerBuilder().file("lib/.wh.x", ""));

    assertThat(files()).containsExactly("lib", "usr", "usr/lib");
  }

  @Test
  void aWhiteoutRemovesALinkAndNotItsTarget() throws Exception {
    unpack(
        new LayerBuilder().file("usr/lib/x", "1").symbolicLink("lib", "usr/lib"),
        new LayerBuilder().file(".wh.lib", ""));

    assertThat(files()).containsExactly("usr", "usr/lib", "usr/lib/x");
  }

  @Test
  void whatAufsNotesOfItselfIsLeftOut() throws Exception {
    unpack(new LayerBuilder().directory(".wh..wh.plnk").file(".wh..wh.aufs", "").file("a", "1"));

    assertThat(files()).containsExactly("a");
  }

  @Test
  void kindsReplaceEachOther() throws Exception {
    unpack(
        new LayerBuilder()
            .file("file-directory", "1")
            .file("directory-file/x", "1")
            .symbolicLink("link-directory", "directory-link")
            .file("directory-link/x", "1")
            .file("file-file", "a long content"),
        new LayerBuilder()
            .directory("file-directory")
            .file("directory-file", "2")
            .directory("link-directory")
            .symbolicLink("directory-link", "file-file")
            .file("file-file", "2"));

    assertThat(files())
        .containsExactly(
            "directory-file", "directory-link", "file-directory", "file-file", "link-directory");
    assertThat(root.resolve("file-directory")).isDirectory();
    assertThat(text("directory-file")).isEqualTo("2");
    assertThat(Files.isSymbolicLink(root.resolve("link-directory"))).isFalse();
    assertThat(Files.readSymbolicLink(root.resolve("directory-link"))).hasToString("file-file");
    assertThat(text("file-file")).isEqualTo("2");
  }

  @Test
  void aReplacedFileLeavesItsHardLinksAsTheyWere() throws Exception {
    unpack(
        new LayerBuilder().file("a", "1").hardLink("b", "a"), new LayerBuilder().file("a", "22"));

    assertThat(text("a")).isEqualTo("22");
    assertThat(text("b")).isEqualTo("1");
  }

  @Test
  void aHardLinkMayLeadToALowerLayersFileAndToItself() throws Exception {
    unpack(
        new LayerBuilder().file("a", "1"),
        new LayerBuilder().hardLink("/b", "/a").hardLink("a", "./a"));

    assertThat(text("a")).isEqualTo("1");
    assertThat(text("b")).isEqualTo("1");
  }

  @Test
  void devicesAndPipesAreLeftOut() throws Exception {
    unpack(
        new LayerBuilder()
            .special("dev/null", TarConstants.LF_CHR)
            .special("dev/sda", TarConstants.LF_BLK)
            .special("run/pipe", TarConstants.LF_FIFO)
            .file("dev/file", "1")
            .file("proc/self/exe", "1"));

    assertThat(files()).containsExactly("dev", "dev/file", "proc", "proc/self", "proc/self/exe");
  }

  @Test
  void aKindThatIsNotKnownIsAFileAsPosixHasIt() throws Exception {
    unpack(new LayerBuilder().special("a", (byte) 'Z'));

    assertThat(root.resolve("a")).isEmptyFile();
  }

  @Test
  void namesStayInTheImage() throws Exception {
    unpack(
        new LayerBuilder()
            .file("/absolute", "1")
            .file(outside + "/secret", "changed")
            .file("a/../b", "1")
            .file("c//./d", "1"));

    assertThat(files()).contains("absolute", "b", "c/d");
    assertThat(root.resolve(outside.toString().substring(1)).resolve("secret"))
        .hasContent("changed");
    assertThat(outside.resolve("secret")).hasContent("untouched");
  }

  @Test
  void linksStayInTheImage() throws Exception {
    unpack(
        new LayerBuilder()
            .symbolicLink("absolute", outside.toString())
            .file("absolute/secret", "changed")
            .symbolicLink("relative", "../../../../../../../../" + outside)
            .file("relative/secret2", "changed")
            .symbolicLink("up", "..")
            .symbolicLink("upup", "up/..")
            .file("upup/outside/secret", "changed")
            .symbolicLink("file", outside + "/secret")
            .file("file", "changed")
            .symbolicLink("outside-link", outside + "/secret")
            .hardLink("hard", "absolute/secret"),
        new LayerBuilder().file("absolute/.wh.secret", "").file("relative/.wh..wh..opq", ""));

    assertThat(outside.resolve("secret")).hasContent("untouched");
    assertThat(outside).isDirectoryNotContaining("glob:**/secret2");
    assertThat(text("outside/secret")).isEqualTo("changed");
    assertThat(text("hard")).isEqualTo("changed");
    assertThat(text("file")).isEqualTo("changed");
  }

  @Test
  void aLinkToAMissingDirectoryMakesItInTheImage() throws Exception {
    unpack(new LayerBuilder().symbolicLink("lib", "/not/there").file("lib/x", "1"));

    assertThat(text("not/there/x")).isEqualTo("1");
  }

  @ParameterizedTest
  @MethodSource
  void isRefusedWhere(LayerBuilder layer, String expected) throws Exception {
    assertThatThrownBy(
            () -> unpack(new LayerBuilder().file("file", "1").file("d/file", "1"), layer))
        .isExactlyInstanceOf(ArchiveException.class)
        .hasMessage(expected);
    assertThat(outside.resolve("secret")).hasContent("untouched");
    try (Stream<Path> around = Files.list(directory)) {
      assertThat(around).containsExactlyInAnyOrder(root, outside);
    }
  }

  static Stream<Arguments> isRefusedWhere() {
    return Stream.of(
        argumentSet(
            "a name leads out",
            new LayerBuilder().file("../outside/secret", "changed"),
            "the entry \"../outside/secret\" leads out of the image"),
        argumentSet(
            "a name leads out on its way",
            new LayerBuilder().file("a/../../root/b", ""),
            "the entry \"a/../../root/b\" leads out of the image"),
        argumentSet(
            "a whiteout leads out",
            new LayerBuilder().file("../.wh.outside", ""),
            "the entry \"../.wh.outside\" leads out of the image"),
        argumentSet(
            "a whiteout is of its directory's parent",
            new LayerBuilder().file("d/.wh...", ""),
            "the entry \"d/.wh...\" is a whiteout of nothing"),
        argumentSet(
            "a whiteout is of its directory",
            new LayerBuilder().file(".wh..", ""),
            "the entry \".wh..\" is a whiteout of nothing"),
        argumentSet(
            "a whiteout has no name",
            new LayerBuilder().file("d/.wh.", ""),
            "the entry \"d/.wh.\" is a whiteout of nothing"),
        argumentSet(
            "a hard link leads out",
            new LayerBuilder().hardLink("a", "../outside/secret"),
            "the entry \"../outside/secret\" leads out of the image"),
        argumentSet(
            "a hard link leads nowhere",
            new LayerBuilder().hardLink("a", "b/c"),
            "the entry \"a\" is a hard link to \"b/c\", which is no file of the image"),
        argumentSet(
            "a hard link leads to a directory",
            new LayerBuilder().hardLink("a", "d"),
            "the entry \"a\" is a hard link to \"d\", which is no file of the image"),
        argumentSet(
            "a hard link leads to the root",
            new LayerBuilder().hardLink("a", "/"),
            "the entry \"a\" is a hard link to \"\", which is no file of the image"),
        argumentSet(
            "a file has files below it",
            new LayerBuilder().file("file/x", ""),
            "the entry \"file\" is no directory, but has entries below it"),
        argumentSet(
            "links go round",
            new LayerBuilder().symbolicLink("a", "b").symbolicLink("b", "a").file("a/c", ""),
            "too many levels of symbolic links in \"a\""),
        argumentSet(
            "the root is a file",
            new LayerBuilder().file("./", "", entry -> {}).symbolicLink(".", "a"),
            "an entry that is no directory has the name of the image's root"),
        argumentSet(
            "an owner is too large",
            new LayerBuilder().file("a", "", entry -> entry.setUserId(0x1_0000_0000L)),
            "the entry \"a\" has the owner 4294967296, which no file can have"));
  }

  @Test
  void aFullDiskEndsIt() {
    FreeSpace full = new FreeSpace(directory, () -> FreeSpace.RESERVE - 1);
    byte[] tar = new LayerBuilder().file("a", "1").tar();

    assertThatThrownBy(
            () -> {
              LayerUnpacker unpacker = new LayerUnpacker(new RootWriter(root, false, full, names));
              try (LayerTar layer = new LayerTar("layer", new ByteArrayInputStream(tar))) {
                unpacker.apply(layer);
              }
            })
        .isInstanceOf(IOException.class)
        .hasMessage(directory + ": fewer than 128 MiB are left on its disk");
  }
}
