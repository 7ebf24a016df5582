package io.cortexlocal.cluster.embedded.linux;

import io.cortexlocal.cluster.embedded.runtime.RuntimeFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A root made of this machine's own files, read-only. {@code /tmp} and {@code /run} are empty.
 *
 * <p>Its directories are seen through an overlay, and not as they are: a mount that is read-only
 * keeps nobody from connecting to a unix socket or from writing to a FIFO, while those of an
 * overlay are others than those below it, whenever they were made.
 */
final class HostLayout {

  private static final Set<String> OWN = Set.of("/proc", "/dev", "/sys", "/tmp", "/run");
  private static final String TEMPORARY = "/tmp/";

  private final Path host;
  private final String root;
  private final HostMounts mounts;
  private final ContainerFiles files;
  private final List<Bind> binds = new ArrayList<>();
  private final List<String> points = new ArrayList<>();
  private final List<String> options = new ArrayList<>();

  private HostLayout(Path host, String root, HostMounts mounts) {
    this.host = host;
    this.root = root;
    this.mounts = mounts;
    this.files = new ContainerFiles(host);
    files.mount("/tmp", Optional.empty());
    files.mount("/run", Optional.empty());
  }

  /**
   * Puts a root together.
   *
   * @param root where the views will be, for processes in the node
   * @param own the directory of what the container may write to, likewise
   * @param sys the pod's sysfs, likewise
   * @param binds those above others first
   */
  static ContainerLayout of(
      String root,
      String own,
      String sys,
      List<Bind> binds,
      String workingDirectory,
      HostMounts mounts) {
    HostLayout layout = new HostLayout(Path.of("/"), root, mounts);
    binds.forEach(layout::bind);
    layout.expose("/");
    layout.options.addAll(KernelFiles.options(sys, own + "/dev"));
    layout.options.addAll(List.of("--bind", own + "/tmp", "/tmp"));
    layout.options.addAll(List.of("--bind", own + "/run", "/run"));
    layout.showTemporary(workingDirectory);
    for (Bind bind : layout.binds) {
      layout.options.addAll(
          List.of(bind.readOnly() ? "--ro-bind" : "--bind", bind.source(), bind.path()));
    }
    layout.options.addAll(List.of("--remount-ro", "/"));
    return new ContainerLayout(
        Optional.empty(),
        layout.points,
        layout.options,
        layout.files,
        layout.files.find(workingDirectory).path());
  }

  private void bind(Bind bind) {
    String path = files.find(bind.path()).path();
    files.mount(path, Optional.of(bind.seen()));
    binds.add(bind.at(path));
  }

  /** A directory below the machine's {@code /tmp} is not there otherwise. */
  private void showTemporary(String directory) {
    Path own = host.resolve(directory.substring(1));
    if (directory.startsWith(TEMPORARY)
        && files.find(directory).source().isEmpty()
        && Files.isDirectory(own)) {
      files.mount(directory, Optional.of(own));
      show(directory);
    }
  }

  private void expose(String directory) {
    for (Path entry : entries(host.resolve(directory.substring(1)))) {
      String path = (directory.equals("/") ? "" : directory) + "/" + entry.getFileName();
      if (OWN.contains(path)) {
        continue;
      }
      if (Files.isSymbolicLink(entry)) {
        options.addAll(List.of("--symlink", target(entry), path));
      } else if (Files.isDirectory(entry)) {
        show(path);
      } else if (Files.isRegularFile(entry)) {
        options.addAll(List.of("--ro-bind-try", path, path));
      }
    }
  }

  /** The kernel has no overlay of a directory with a mount below that a user may not take away. */
  private void show(String path) {
    Path directory = host.resolve(path.substring(1));
    if (mounts.isHidden(path) || !Files.isExecutable(directory)) {
      options.addAll(List.of("--dir", path));
    } else if (mounts.anyBelow(path) || lacksPointBelow(path)) {
      options.addAll(List.of("--dir", path));
      if (Files.isReadable(directory)) {
        expose(path);
      }
    } else {
      options.addAll(List.of("--ro-bind", root + "/view" + points.size() / 2, path));
      points.addAll(List.of(mounts.isPoint(path) ? "try" : "view", path));
    }
  }

  private boolean lacksPointBelow(String directory) {
    return binds.stream()
        .map(Bind::path)
        .filter(path -> path.startsWith(directory + "/"))
        .filter(path -> binds.stream().noneMatch(other -> path.startsWith(other.path() + "/")))
        .anyMatch(
            path -> !Files.exists(host.resolve(path.substring(1)), LinkOption.NOFOLLOW_LINKS));
  }

  private static List<Path> entries(Path directory) {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.sorted().toList();
    } catch (IOException e) {
      throw new RuntimeFailure("Cannot read the directory " + directory + ": " + e, e);
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      throw new RuntimeFailure("Cannot read the symbolic link " + link + ": " + e, e);
    }
  }
}
