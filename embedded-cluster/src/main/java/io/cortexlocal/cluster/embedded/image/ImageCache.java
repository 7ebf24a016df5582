package io.cortexlocal.cluster.embedded.image;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Unpacked images of this user, shared by runs and replicas. What is in it is whole: an image is
 * unpacked aside and then renamed. An image that no run used for 30 days is removed.
 *
 * <p>{@code unpacked/ID} has the files ({@code rootfs}) and {@code config.json}; {@code names} says
 * which id an image had when it was last fetched; {@code locks} and {@code scratch} keep processes
 * out of each other's way.
 */
final class ImageCache {

  static final Duration UNUSED = Duration.ofDays(30);

  private static final Logger LOG = LoggerFactory.getLogger(ImageCache.class);

  private static final Duration LONGEST_UNPACKING = Duration.ofMinutes(10);

  private static final String ROOT = "rootfs";
  private static final String CONFIG = "config.json";

  private final Path unpacked;
  private final Path names;
  private final Path locks;
  private final Path scratch;
  private final boolean owners;
  private final InstantSource clock;

  /** An image that is unpacked. */
  record Entry(Path root, String configuration) {}

  /** Unpacks an image's files. */
  @FunctionalInterface
  interface Unpacking {

    /**
     * Unpacks.
     *
     * @param root a directory that does not exist yet
     * @param owners whether files can be given the owners that the image gives them
     */
    void into(Path root, boolean owners) throws IOException, ArchiveException;
  }

  private ImageCache(Path directory, InstantSource clock) throws IOException {
    this.unpacked = made(directory.resolve("unpacked"));
    this.names = made(directory.resolve("names"));
    this.locks = made(directory.resolve("locks"));
    this.scratch = made(directory.resolve("scratch"));
    this.owners = canGiveOwners(scratch);
    this.clock = clock;
  }

  /** Opens the cache, removing what killed runs left and what was not used for long. */
  static ImageCache open(Path directory, InstantSource clock) throws IOException {
    Files.createDirectories(directory);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    ImageCache cache = new ImageCache(directory, clock);
    Scratch.removeLeftovers(cache.scratch);
    cache.prune();
    return cache;
  }

  private static Path made(Path directory) throws IOException {
    return Files.createDirectories(directory);
  }

  /** Only root may, and in a user namespace not even root always may. */
  private static boolean canGiveOwners(Path directory) throws IOException {
    try (Scratch aside = Scratch.below(directory)) {
      Path probe = Files.createFile(aside.directory().resolve("probe"));
      return giveAway(probe);
    }
  }

  private static boolean giveAway(Path file) {
    try {
      Files.setAttribute(file, "unix:uid", 1, LinkOption.NOFOLLOW_LINKS);
      return true;
    } catch (IOException e) {
      LOG.debug("files of images will belong to this user: {}", e.getMessage());
      return false;
    }
  }

  Scratch scratch() throws IOException {
    return Scratch.below(scratch);
  }

  /** Returns an image that is unpacked already, and notes that it is used. */
  Optional<Entry> find(String id) throws IOException {
    try (Closeable lock = lock(id)) {
      return present(id);
    }
  }

  /** Returns an image, unpacked when it is not there yet. Of several processes, one unpacks. */
  Entry findOrUnpack(String id, String configuration, Unpacking unpacking)
      throws IOException, ArchiveException {
    try (Closeable lock = lock(id)) {
      Optional<Entry> present = present(id);
      if (present.isPresent()) {
        return present.get();
      }
      try (Scratch aside = scratch()) {
        Path image = Files.createDirectory(aside.directory().resolve("image"));
        unpacking.into(image.resolve(ROOT), owners);
        Files.writeString(image.resolve(CONFIG), configuration);
        Files.setLastModifiedTime(image, FileTime.from(clock.instant()));
        Path target = directory(id);
        if (!Files.exists(target)) {
          Files.move(image, target, StandardCopyOption.ATOMIC_MOVE);
        }
      }
      return present(id)
          .orElseThrow(() -> new IOException("%s is gone again".formatted(directory(id))));
    }
  }

  private Optional<Entry> present(String id) throws IOException {
    Path directory = directory(id);
    try {
      String configuration = Files.readString(directory.resolve(CONFIG));
      Files.setLastModifiedTime(directory, FileTime.from(clock.instant()));
      return Optional.of(new Entry(directory.resolve(ROOT), configuration));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Files with and without owners are not interchangeable. */
  private Path directory(String id) {
    return unpacked.resolve(owners ? id : id + "-unowned");
  }

  private Closeable lock(String id) throws IOException {
    return FileLockWait.hold(locks.resolve(id), LONGEST_UNPACKING);
  }

  /** Returns the id that was last noted under a name. */
  Optional<String> noted(String name) throws IOException {
    try {
      return Optional.of(Files.readString(nameFile(name)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  void note(String name, String id) throws IOException {
    try (Scratch aside = scratch()) {
      Path file = Files.writeString(aside.directory().resolve("name"), id);
      Files.move(file, nameFile(name), StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private Path nameFile(String name) {
    return names.resolve(Sha256.hex(name.getBytes(StandardCharsets.UTF_8)));
  }

  private void prune() throws IOException {
    try (DirectoryStream<Path> images = Files.newDirectoryStream(unpacked)) {
      for (Path image : images) {
        if (isUnused(image)) {
          prune(image);
        }
      }
    }
  }

  private void prune(Path image) throws IOException {
    String id = image.getFileName().toString().replace("-unowned", "");
    try (Closeable lock = lock(id);
        Scratch aside = scratch()) {
      if (isUnused(image)) {
        LOG.info("removing {}, which was not used for {} days", image, UNUSED.toDays());
        Files.move(image, aside.directory().resolve("image"), StandardCopyOption.ATOMIC_MOVE);
      }
    }
  }

  private boolean isUnused(Path image) throws IOException {
    try {
      Instant used = Files.getLastModifiedTime(image).toInstant();
      return used.plus(UNUSED).isBefore(clock.instant());
    } catch (NoSuchFileException e) {
      return false;
    }
  }
}
