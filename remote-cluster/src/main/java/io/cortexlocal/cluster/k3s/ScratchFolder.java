package io.cortexlocal.cluster.k3s;

import io.cortexlocal.lifecycle.Closer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A run's directory for images on their way, with its {@link Owner} in it. */
final class ScratchFolder {

  private static final Logger LOG = LoggerFactory.getLogger(ScratchFolder.class);
  private static final String PREFIX = "cortex-local-k3s-";
  private static final String OWNER = "owner";

  private ScratchFolder() {}

  /** Makes a directory that goes with the closer, and removes those that killed runs left. */
  static Path make(Closer closer) {
    return make(closer, Path.of(System.getProperty("java.io.tmpdir")));
  }

  static Path make(Closer closer, Path parent) {
    try {
      Path scratch = Files.createTempDirectory(parent, PREFIX);
      closer.register(() -> DirectoryTree.delete(scratch));
      Files.writeString(scratch.resolve(OWNER), Owner.thisProcess().label());
      removeLeftovers(parent, scratch);
      return scratch;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a temporary directory", e);
    }
  }

  private static void removeLeftovers(Path parent, Path own) throws IOException {
    try (DirectoryStream<Path> directories = Files.newDirectoryStream(parent, PREFIX + "*")) {
      for (Path directory : directories) {
        try {
          if (isSameUsers(directory, own) && owner(directory).filter(Owner::isGone).isPresent()) {
            LOG.info("removing {} of a run that was killed", directory);
            DirectoryTree.delete(directory);
          }
        } catch (IOException | UncheckedIOException e) {
          LOG.debug("{} is left where it is", directory, e);
        }
      }
    }
  }

  /** The parent is everybody's: a name in it says nothing of who made it. */
  private static boolean isSameUsers(Path directory, Path own) throws IOException {
    return Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
        && Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(own));
  }

  private static Optional<Owner> owner(Path directory) throws IOException {
    Path file = directory.resolve(OWNER);
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        ? Owner.parse(Files.readString(file))
        : Optional.empty();
  }
}
