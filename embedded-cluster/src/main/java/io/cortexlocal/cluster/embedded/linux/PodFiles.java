package io.cortexlocal.cluster.embedded.linux;

import io.cortexlocal.cluster.embedded.runtime.Mount;
import io.cortexlocal.cluster.embedded.runtime.RuntimeFailure;
import io.cortexlocal.cluster.embedded.runtime.SandboxConfig;
import io.cortexlocal.cluster.embedded.runtime.Volume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A pod's directory in the node: its volumes, and the files that every container gets. */
final class PodFiles {

  private static final String RESOLVE =
      """
      search %s.svc.cluster.local svc.cluster.local cluster.local
      nameserver %s
      options ndots:5
      """;

  private static final String SPACE = "space/";
  private static final long BYTES_PER_FILE = 16 * 1024;
  private static final long FEWEST_FILES = 1024;

  private final Path seen;
  private final String inside;
  private final long bytes;
  private final Map<String, Long> limits = new LinkedHashMap<>();
  private final Map<String, String> directories = new LinkedHashMap<>();
  private final List<Volume> volumes;

  /**
   * Names the directories; nothing is written yet.
   *
   * @param seen the pod's directory, as this JVM reaches it
   * @param inside the same, for processes in the node
   * @param bytes what may be written to all that has no limit of its own; as much again to volumes
   *     that have one, and one that does not fit in there counts as without
   */
  PodFiles(Path seen, String inside, List<Volume> volumes, long bytes) {
    this.seen = seen;
    this.inside = inside;
    this.bytes = bytes;
    this.volumes = List.copyOf(volumes);
    long left = bytes;
    for (Volume volume : volumes) {
      String name = "volume" + directories.size();
      long limit = volume instanceof Volume.EmptyDir dir ? dir.sizeLimit().orElse(0) : 0;
      if (limit > 0 && limit <= left) {
        left -= limit;
        limits.put(volume.name(), limit);
        directories.put(volume.name(), name);
      } else {
        directories.put(volume.name(), volume instanceof Volume.EmptyDir ? SPACE + name : name);
      }
    }
  }

  /**
   * Returns what {@code sandbox.sh} makes file systems of: the bytes and the number of files for
   * all without a limit, then each directory with one.
   */
  List<String> fileSystems() {
    List<String> arguments =
        new ArrayList<>(List.of(Long.toString(bytes), Long.toString(files(bytes))));
    limits.forEach(
        (volume, limit) ->
            arguments.addAll(
                List.of(
                    directories.get(volume), Long.toString(limit), Long.toString(files(limit)))));
    return arguments;
  }

  /** A file without content takes memory too; as many as ext4 has on a disk of that size. */
  private static long files(long bytes) {
    return Math.max(FEWEST_FILES, bytes / BYTES_PER_FILE);
  }

  /** Writes what does not change, and the hosts file. */
  void write(SandboxConfig pod, String nameServer, String hosts) throws IOException {
    write(seen.resolve("resolv.conf"), RESOLVE.formatted(pod.namespace(), nameServer));
    write(seen.resolve("hostname"), pod.hostName() + "\n");
    write(seen.resolve("hosts"), hosts);
    for (Volume volume : volumes) {
      if (volume instanceof Volume.EmptyDir && !limits.containsKey(volume.name())) {
        Path directory = Files.createDirectory(seen.resolve(directories.get(volume.name())));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
      }
      if (volume instanceof Volume.Files files) {
        Path directory = Files.createDirectory(seen.resolve(directories.get(volume.name())));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (Map.Entry<String, String> file : files.contents().entrySet()) {
          write(directory.resolve(file.getKey()), file.getValue());
        }
      }
    }
  }

  /** Changes the hosts file in place, so that containers that have it mounted see it. */
  void hosts(String text) throws IOException {
    write(seen.resolve("hosts"), text);
  }

  private static void write(Path file, String text) throws IOException {
    boolean created = !Files.exists(file);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.truncate(bytes.limit());
    }
    if (created) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }
  }

  /** Returns the directory that a container may write to, of which each has another number. */
  String own(int number) {
    return inside + "/" + SPACE + "c" + number;
  }

  /** Returns the pod's sysfs. */
  String sys() {
    return inside + "/sys";
  }

  /** Returns everything that a container with these mounts has bound, those above others first. */
  List<Bind> binds(List<Mount> mounts) {
    Map<String, Bind> binds = new LinkedHashMap<>();
    for (Bind own :
        List.of(
            own("/dev/shm", "shm"),
            own("/etc/hosts", "hosts"),
            own("/etc/hostname", "hostname"),
            own("/etc/resolv.conf", "resolv.conf"))) {
      binds.put(own.path(), own);
    }
    for (Mount mount : mounts) {
      Bind bind = bind(mount);
      binds.put(bind.path(), bind);
    }
    return binds.values().stream().sorted(Comparator.comparingInt(Bind::depth)).toList();
  }

  /** Returns the volumes that a container with these mounts has bound, those above others first. */
  List<Bind> volumes(List<Mount> mounts) {
    return mounts.stream().map(this::bind).sorted(Comparator.comparingInt(Bind::depth)).toList();
  }

  private Bind own(String path, String file) {
    return new Bind(path, inside + "/" + file, seen.resolve(file), false);
  }

  private Bind bind(Mount mount) {
    String directory = directories.get(mount.volume());
    if (directory == null) {
      throw new RuntimeFailure("The pod has no volume \"%s\".".formatted(mount.volume()));
    }
    if (!mount.path().startsWith("/") || mount.path().length() == 1) {
      throw new RuntimeFailure(
          "Volume \"%s\" cannot be mounted at \"%s\".".formatted(mount.volume(), mount.path()));
    }
    String path = Path.of(mount.path()).normalize().toString();
    boolean readOnly = mount.readOnly() || readOnly(mount.volume());
    String part =
        mount.subPath().isEmpty()
            ? directory
            : directory + "/" + subPath(mount, seen.resolve(directory));
    return new Bind(path, inside + "/" + part, seen.resolve(part), readOnly);
  }

  private boolean readOnly(String volume) {
    return volumes.stream()
        .anyMatch(other -> other.name().equals(volume) && other instanceof Volume.Files);
  }

  /** As the kubelet does: what is not there becomes a directory, and no link leads elsewhere. */
  private static String subPath(Mount mount, Path volume) {
    Path part = Path.of(mount.subPath().orElseThrow()).normalize();
    if (part.isAbsolute() || part.startsWith("..") || part.toString().isEmpty()) {
      throw new RuntimeFailure(
          "subPath \"%s\" of volume \"%s\" must be below the volume."
              .formatted(mount.subPath().get(), mount.volume()));
    }
    Path at = volume;
    try {
      for (Path name : part) {
        at = at.resolve(name);
        if (Files.isSymbolicLink(at)) {
          throw new RuntimeFailure(
              "subPath \"%s\" of volume \"%s\" goes through a symbolic link."
                  .formatted(mount.subPath().get(), mount.volume()));
        }
        if (!Files.exists(at, LinkOption.NOFOLLOW_LINKS)) {
          Files.createDirectory(at);
          Files.setPosixFilePermissions(at, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
      }
    } catch (IOException e) {
      throw new RuntimeFailure(
          "subPath \"%s\" of volume \"%s\" cannot be made: %s"
              .formatted(mount.subPath().get(), mount.volume(), e),
          e);
    }
    return part.toString();
  }
}
