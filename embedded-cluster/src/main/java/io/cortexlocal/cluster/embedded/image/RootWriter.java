package io.cortexlocal.cluster.embedded.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes an image's files below one directory, layer upon layer, as if this were the only file
 * system there is. Never opens a file that is there: what replaces it is a new one.
 */
final class RootWriter {

  private static final FileAttribute<Set<PosixFilePermission>> OURS =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private static final int BUFFER = 1 << 16;
  private static final int LONGEST_TARGET = 4095;

  private final Path root;
  private final RootPath paths;
  private final boolean owners;
  private final FreeSpace space;
  private final FileNames names;
  private final byte[] buffer = new byte[BUFFER];
  private final Map<Path, FileMetadata> directories = new HashMap<>();
  private final Map<List<String>, Path> resolved = new HashMap<>();
  private final Set<Path> ofThisLayer = new HashSet<>();

  /**
   * Prepares to write.
   *
   * @param root a directory that does not exist yet
   * @param owners whether files get the owners that the image gives them
   */
  RootWriter(Path root, boolean owners, FreeSpace space, FileNames names) throws IOException {
    this.root = Files.createDirectory(root, OURS);
    this.paths = new RootPath(root);
    this.owners = owners;
    this.space = space;
    this.names = names;
    directories.put(root, FileMetadata.IMPLICIT_DIRECTORY);
  }

  /** What was written so far is from lower layers now, so that whiteouts apply to it. */
  void startLayer() {
    ofThisLayer.clear();
  }

  void directory(List<String> name, FileMetadata metadata) throws IOException, ArchiveException {
    Path path = name.isEmpty() ? root : place(name);
    if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      replace(path);
      Files.createDirectory(path, OURS);
    }
    directories.put(path, metadata);
    ofThisLayer.add(path);
  }

  void file(List<String> name, FileMetadata metadata, LayerTar content)
      throws IOException, ArchiveException {
    Path path = place(name);
    replace(path);
    try (SeekableByteChannel file =
        Files.newByteChannel(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
        space.beforeWriting(read);
        ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read);
        while (bytes.hasRemaining()) {
          file.write(bytes);
        }
      }
    }
    metadata.applyTo(path, owners);
    ofThisLayer.add(path);
  }

  void symbolicLink(List<String> name, FileMetadata metadata, String target)
      throws IOException, ArchiveException {
    if (target.getBytes(StandardCharsets.UTF_8).length > LONGEST_TARGET) {
      throw new ArchiveException(
          "the link \"%s\" has a target of more than %d bytes"
              .formatted(String.join("/", name), LONGEST_TARGET));
    }
    Path path = place(name);
    Path targetPath;
    try {
      targetPath = Path.of(names.writtenTarget(target));
    } catch (InvalidPathException e) {
      throw new ArchiveException(
          "the link \"%s\" has a target that no link can have: %s"
              .formatted(String.join("/", name), e.getReason()),
          e);
    }
    replace(path);
    Files.createSymbolicLink(path, targetPath);
    metadata.applyToLink(path, owners);
    ofThisLayer.add(path);
  }

  void hardLink(List<String> name, List<String> target) throws IOException, ArchiveException {
    Path path = place(name);
    Path existing = target.isEmpty() ? root : child(paths.resolve(written(parent(target))), target);
    if (!Files.exists(existing, LinkOption.NOFOLLOW_LINKS)
        || Files.isDirectory(existing, LinkOption.NOFOLLOW_LINKS)) {
      throw new ArchiveException(
          "the entry \"%s\" is a hard link to \"%s\", which is no file of the image"
              .formatted(String.join("/", name), String.join("/", target)));
    }
    if (!path.equals(existing)) {
      replace(path);
      Files.createLink(path, existing);
    }
    ofThisLayer.add(path);
  }

  /** Removes a path as far as lower layers made it. */
  void whiteout(List<String> name) throws IOException, ArchiveException {
    Path path = place(name);
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      removeLower(path);
    }
  }

  /** Removes all that lower layers have in a directory. */
  void opaque(List<String> name) throws IOException, ArchiveException {
    Path directory = directoryAt(name);
    boolean ours = !ofThisLayer.add(directory);
    removeLower(directory);
    if (!ours) {
      ofThisLayer.remove(directory);
    }
  }

  private void removeLower(Path path) throws IOException {
    FileTree.delete(path, ofThisLayer::contains, this::forget);
    resolved.clear();
  }

  private void forget(Path path) {
    directories.remove(path);
    ofThisLayer.remove(path);
  }

  private void replace(Path path) throws IOException {
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      FileTree.delete(path, each -> false, this::forget);
      resolved.clear();
    }
  }

  private Path place(List<String> name) throws IOException, ArchiveException {
    if (name.isEmpty()) {
      throw new ArchiveException("an entry that is no directory has the name of the image's root");
    }
    return child(directoryAt(parent(name)), name);
  }

  private Path child(Path directory, List<String> name) throws ArchiveException {
    return RootPath.child(directory, names.written(name.get(name.size() - 1)));
  }

  private List<String> written(List<String> name) {
    return name.stream().map(names::written).toList();
  }

  private static List<String> parent(List<String> name) {
    return name.subList(0, name.size() - 1);
  }

  private Path directoryAt(List<String> name) throws IOException, ArchiveException {
    Path known = resolved.get(name);
    if (known != null) {
      return known;
    }
    Path directory = paths.resolve(written(name));
    createMissing(directory);
    resolved.put(List.copyOf(name), directory);
    return directory;
  }

  private void createMissing(Path directory) throws IOException, ArchiveException {
    List<Path> missing = new ArrayList<>();
    Path at = directory;
    while (!Files.exists(at, LinkOption.NOFOLLOW_LINKS)) {
      missing.add(0, at);
      at = at.getParent();
    }
    if (!Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
      throw new ArchiveException(
          "the entry \"%s\" is no directory, but has entries below it"
              .formatted(root.relativize(at)));
    }
    for (Path each : missing) {
      Files.createDirectory(each, OURS);
      directories.put(each, FileMetadata.IMPLICIT_DIRECTORY);
    }
  }

  /** Gives all files their names, and the directories their modes and times. */
  void finish() throws IOException {
    List<Path> deepestFirst = new ArrayList<>(directories.keySet());
    deepestFirst.sort(Comparator.comparingInt(Path::getNameCount).reversed());
    for (Path directory : deepestFirst) {
      if (names.isReplacedIn(directory)) {
        directories.remove(directory).withOwnersAccess().applyTo(directory, owners);
      }
    }
    names.restore(root);
    for (Path directory : deepestFirst) {
      if (directories.containsKey(directory)) {
        directories.get(directory).applyTo(directory, owners);
      }
    }
  }
}
