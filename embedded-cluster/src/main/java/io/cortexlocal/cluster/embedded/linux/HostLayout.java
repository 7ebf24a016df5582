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
 * A root made of this machine's own files, read-only. {@code /tmp} and {@code /run} are empty, and
 * what listens on a unix socket elsewhere is out of reach.
 */
final class HostLayout {

  private static final Set<String> OWN = Set.of("/proc", "/dev", "/sys", "/tmp", "/run");
  private static final String TEMPORARY = "/tmp/";

  private final Path host;
  private final ContainerFiles files;
  private final List<Bind> binds = new ArrayList<>();
  private final List<String> options = new ArrayList<>();

  private HostLayout(Path host) {
    this.host = host;
    this.files = new ContainerFiles(host);
    files.mount("/tmp", Optional.empty());
    files.mount("/run", Optional.empty());
  }

  /**
   * Puts a root together.
   *
   * @param sys the pod's sysfs, for processes in the node
   * @param binds those above others first
   * @param sockets of this machine that the container must not reach
   */
  static ContainerLayout of(
      String sys, List<Bind> binds, String workingDirectory, List<String> sockets) {
    HostLayout layout = new HostLayout(Path.of("/"));
    binds.forEach(layout::bind);
    layout.bindWorkingDirectory(workingDirectory);
    layout.expose("/");
    layout.options.addAll(KernelFiles.options(sys));
    layout.options.addAll(List.of("--perms", "1777", "--tmpfs", "/tmp"));
    layout.options.addAll(List.of("--perms", "0755", "--tmpfs", "/run"));
    for (Bind bind : layout.binds) {
      layout.options.addAll(
          List.of(bind.readOnly() ? "--ro-bind" : "--bind", bind.source(), bind.path()));
    }
    sockets.forEach(layout::cover);
    layout.options.addAll(List.of("--remount-ro", "/"));
    return new ContainerLayout(
        Optional.empty(),
        List.of(),
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
  private void bindWorkingDirectory(String directory) {
    Path own = host.resolve(directory.substring(1));
    if (directory.startsWith(TEMPORARY)
        && files.find(directory).source().isEmpty()
        && Files.isDirectory(own)) {
      bind(new Bind(directory, directory, own, true));
    }
  }

  private void cover(String socket) {
    ContainerFiles.Found found = files.find(socket);
    if (found.source().filter(HostLayout::isSocket).isPresent()) {
      options.addAll(List.of("--ro-bind", "/dev/null", found.path()));
      files.mount(found.path(), Optional.of(Path.of("/dev/null")));
    }
  }

  private static boolean isSocket(Path file) {
    return Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file);
  }

  private void expose(String directory) {
    for (Path entry : entries(host.resolve(directory.substring(1)))) {
      String path = (directory.equals("/") ? "" : directory) + "/" + entry.getFileName();
      if (OWN.contains(path)) {
        continue;
      }
      if (Files.isSymbolicLink(entry)) {
        options.addAll(List.of("--symlink", target(entry), path));
      } else if (Files.isDirectory(entry) && lacksPointBelow(path)) {
        options.addAll(List.of("--dir", path));
        expose(path);
      } else {
        options.addAll(List.of("--ro-bind-try", path, path));
      }
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
