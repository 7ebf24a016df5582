package io.cortexlocal.cluster.embedded.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;

/**
 * What an image says of a file beside its content.
 *
 * @param mode permissions, with setuid, setgid and the sticky bit
 */
record FileMetadata(int mode, int uid, int gid, FileTime modified) {

  private static final int MODE_BITS = 07777;
  private static final long LARGEST_ID = 0xffff_fffeL;
  private static final Instant LATEST = Instant.ofEpochSecond(0xffff_ffffL);

  /** Of a directory that no layer describes. */
  static final FileMetadata IMPLICIT_DIRECTORY =
      new FileMetadata(0755, 0, 0, FileTime.from(Instant.EPOCH));

  static FileMetadata of(TarArchiveEntry entry) throws ArchiveException {
    return new FileMetadata(
        entry.getMode() & MODE_BITS,
        id(entry, entry.getLongUserId()),
        id(entry, entry.getLongGroupId()),
        modified(entry));
  }

  private static int id(TarArchiveEntry entry, long id) throws ArchiveException {
    if (id < 0 || id > LARGEST_ID) {
      throw new ArchiveException(
          "the entry \"%s\" has the owner %d, which no file can have"
              .formatted(entry.getName(), id));
    }
    return (int) id;
  }

  private static FileTime modified(TarArchiveEntry entry) {
    FileTime time = entry.getLastModifiedTime();
    Instant instant = time == null ? Instant.EPOCH : time.toInstant();
    boolean possible = instant.isAfter(Instant.EPOCH) && instant.isBefore(LATEST);
    return possible ? time : FileTime.from(Instant.EPOCH);
  }

  /**
   * Gives it to a file or directory that this process owns.
   *
   * @param owners whether the owner is part of it
   */
  void applyTo(Path path, boolean owners) throws IOException {
    Files.getFileAttributeView(path, BasicFileAttributeView.class).setTimes(modified, null, null);
    if (owners) {
      chown(path);
    }
    Files.setAttribute(path, "unix:mode", mode);
  }

  /** Returns the same with all that the owner of a directory can be allowed. */
  FileMetadata withOwnersAccess() {
    return new FileMetadata(mode | 0700, uid, gid, modified);
  }

  /** Gives it to a symbolic link, which has no mode. */
  void applyToLink(Path link, boolean owners) throws IOException {
    Files.getFileAttributeView(link, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .setTimes(modified, null, null);
    if (owners) {
      chown(link);
    }
  }

  private void chown(Path path) throws IOException {
    if (uid != 0) {
      Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
    }
    if (gid != 0) {
      Files.setAttribute(path, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
    }
  }
}
