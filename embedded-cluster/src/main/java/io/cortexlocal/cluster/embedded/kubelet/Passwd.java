package io.cortexlocal.cluster.embedded.kubelet;

import io.cortexlocal.cluster.embedded.image.RootFilesystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What {@code /etc/passwd} of a root file system says of a user.
 *
 * @param home absolute
 */
record Passwd(int gid, String home) {

  private static final long LONGEST_FILE = 1 << 20;

  /** Returns the entry of a user, or nothing when there is none. */
  static Optional<Passwd> entry(RootFilesystem root, int uid) {
    Path directory =
        root instanceof RootFilesystem.Unpacked unpacked ? unpacked.directory() : Path.of("/");
    Path etc = directory.resolve("etc");
    Path file = etc.resolve("passwd");
    try {
      if (!Files.isDirectory(etc, LinkOption.NOFOLLOW_LINKS)
          || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          || Files.size(file) > LONGEST_FILE) {
        return Optional.empty();
      }
      return Files.readString(file, StandardCharsets.ISO_8859_1)
          .lines()
          .map(line -> line.split(":", -1))
          .filter(fields -> fields.length >= 7 && number(fields[2]).equals(OptionalInt.of(uid)))
          .filter(fields -> number(fields[3]).isPresent())
          .findFirst()
          .map(fields -> new Passwd(number(fields[3]).getAsInt(), fields[5]));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  private static OptionalInt number(String text) {
    try {
      return OptionalInt.of(Integer.parseInt(text));
    } catch (NumberFormatException e) {
      return OptionalInt.empty();
    }
  }
}
